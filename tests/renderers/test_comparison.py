"""Two drafts compared, as people and programs read it: what it says, that it is well made, and that it is inert."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
from collections import Counter
from dataclasses import replace

import jsonschema
import lxml.html
import pytest

from termscheck.content import bundled
from termscheck.drafts import wire
from termscheck.drafts.compare import compare_reviews
from termscheck.drafts.model import CHANGES, Comparison, Piece
from termscheck.model import Notice
from termscheck.renderers.comparison import RENDERERS
from termscheck.renderers.comparison.words import shown, verdict
from termscheck.renderers.house import plain_style
from termscheck.wire import schema
from tests.drafts.reviews import Flaw, review_of

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='x' </style></bdi></del>{{ 7*7 }}"
    "javascript:alert(1) \u202etxet\u2066\u200b\ufeff\x00\x1b[31m\x07\r\n&amp;<!-- [red]bold[/red]"
)
HIDDEN = set("\x00\x07\x1b\u202e\u2066\u200b\ufeff\r")
PAY = "The Contractor shall pay each invoice within sixty days of the day on which it receives it."
KEEP = "The Sub-Contractor shall keep proper records of the Services and preserve them for six years."
LEAVE = "Either party may end this Agreement on three months’ written notice without giving any reason."
GOOD = "If a sum is paid late, interest runs on it at eight per cent a year above the base rate."


@pytest.fixture
def comparison() -> Comparison:
    """One finding of every change, a good term gained and one lost, clauses new, gone, changed and renumbered."""
    old = {"1": PAY, "2": KEEP, "3": LEAVE, "4": "The Sub-Contractor shall work for nobody else.", "5": "Old and gone."}
    new = {
        "1": "A new clause that nobody asked for at all.",
        "2": PAY.replace("sixty", "ninety-five"),
        "3": KEEP.replace("six", "twelve"),
        "4": LEAVE.replace("three", "two"),
        "5": "The Contractor may alter any rate by giving notice of it.",
        "6": GOOD,
    }
    before = [
        Flaw("PAY-001", "high", "1"), Flaw("CTL-005", "high", "2"), Flaw("TER-001", "high", "3"),
        Flaw("RSK-004", "critical", "4"), Flaw("MIS-002", "critical", None),
    ]  # fmt: skip
    after = [
        Flaw("PAY-001", "critical", "2"), Flaw("CTL-005", "medium", "3"), Flaw("TER-001", "high", "4"),
        Flaw("CTL-001", "critical", "5", set_aside=True), Flaw("MIS-002", "critical", None),
    ]  # fmt: skip
    return compare_reviews(
        review_of(old, before, {"MIS-010": "3"}, name="draft-1.docx"),
        review_of(new, after, {"MIS-001": "6"}, name="draft-2.docx"),
    )


def page(comparison: Comparison) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(RENDERERS["html"](comparison))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def told(comparison: Comparison) -> str:
    return RENDERERS["text"](comparison).decode()


# --- what it says -----------------------------------------------------------------------------------------


def test_every_change_has_its_section_in_the_order_in_which_it_needs_an_answer(comparison: Comparison) -> None:
    assert {one.change for one in comparison.findings} == set(CHANGES)
    assert page(comparison).xpath("//main/*/@aria-labelledby") == [
        *("verdict", "decide", "contents", "new", "worse", "reworded", "better", "gone"),
        *("gained", "lost", "clauses", "renumbered", "unchanged", "technical"),
    ]


def test_the_verdict_says_what_changed(comparison: Comparison) -> None:
    assert verdict(comparison) == "1 finding is new, 1 is worse, 1 is better and 1 is no longer found"
    assert verdict(compare_reviews(review_of({"1": PAY}), review_of({"1": PAY}))) == "Nothing changed"
    assert (
        verdict(compare_reviews(review_of({"1": PAY}), review_of({"1": PAY + " So."})))
        == "The findings are the same, but 1 clause changed"
    )


def test_the_wording_stands_side_by_side_with_its_changes_marked(comparison: Comparison) -> None:
    (card,) = page(comparison).xpath("//section[@aria-labelledby='worse']//article")
    old, new = card.xpath(".//figure[@class='side']")
    assert words(old.find("figcaption")) == "Old draft: Clause 1"
    assert words(new.find("figcaption")) == "New draft: Clause 2"
    assert words(old.xpath(".//del")[0]) == "[taken out: ] sixty [end]"
    assert words(new.xpath(".//ins")[0]) == "[put in: ] ninety-five [end]"
    assert not old.xpath(".//ins")
    assert "was, 1: The Contractor shall pay each invoice within [-sixty-] days" in " ".join(told(comparison).split())


def test_a_severity_that_changed_is_told_with_the_one_before(comparison: Comparison) -> None:
    facts = page(comparison).xpath("//section[@aria-labelledby='worse']//p[@class='facts']")[0]
    assert words(facts) == "High → before, now Critical Clause 2 (1 in the old draft)"
    assert "high → critical  Clause 2 (1 in the old draft): Title of PAY-001" in told(comparison)


def test_what_is_set_aside_by_decision_is_said_to_be(comparison: Comparison) -> None:
    assert "Set aside by decision." in words(page(comparison).xpath("//section[@aria-labelledby='new']")[0])
    assert "(set aside by decision)" in told(comparison)


def test_a_clause_that_is_gone_says_so(comparison: Comparison) -> None:
    gone = words(page(comparison).xpath("//section[@aria-labelledby='gone']")[0])
    assert "The clause was taken out." in gone
    assert "was Critical" in gone


def test_a_finding_that_went_without_a_change_of_its_words_says_that_the_cause_is_elsewhere() -> None:
    comparison = compare_reviews(review_of({"1": PAY}, [Flaw("PAY-001", "high", "1")]), review_of({"1": PAY}))
    for made in (words(page(comparison)), " ".join(told(comparison).split())):
        assert "These words are as they were. What changed stands elsewhere" in made


def test_what_was_not_read_comes_before_any_finding() -> None:
    unread = Notice("E-NOTEXT", "Page 2 is a picture.", material=True)
    comparison = compare_reviews(review_of({"1": PAY}, notices=(unread,)), review_of({"1": PAY}, rules="other"))
    assert verdict(comparison) == "Nothing changed, in the part that was read"
    warnings = [
        words(one) for one in page(comparison).xpath("//section[@aria-labelledby='verdict']//*[@class='warning']")
    ]
    assert [one.partition("Warning: ")[2] for one in warnings] == [
        "Old draft, not all read: Page 2 is a picture.",
        "The two drafts were checked with different rules: a difference may come from the rules.",
    ]
    assert told(comparison).index("Page 2 is a picture") < told(comparison).index("Nothing changed")


def test_advice_to_ask_a_lawyer_is_given_once(comparison: Comparison) -> None:
    assert words(page(comparison)).count("legal advice") == 1
    assert told(comparison).count("legal advice") == 1


def test_every_change_has_its_words() -> None:
    said = plain_style().words["comparison"]
    assert set(said["headings"]) == set(said["meanings"]) >= set(CHANGES)


def test_long_stretches_that_did_not_change_are_left_out() -> None:
    same = Piece("same", 500 * "word ")
    stretches = shown([same, Piece("out", "sixty"), same])
    assert [one.kind for one in stretches] == ["gap", "same", "out", "same", "gap"]
    assert sum(len(one.text) for one in stretches) < 520
    assert [one.kind for one in shown([Piece("in", 5_000 * "w")])] == ["in", "gap", "in"]


# --- that it is well made ---------------------------------------------------------------------------------


def test_there_is_one_first_heading_and_no_level_is_skipped(comparison: Comparison) -> None:
    levels = [int(heading.tag[1]) for heading in page(comparison).xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_link_leads_to_a_place_on_the_page_and_no_id_is_used_twice(comparison: Comparison) -> None:
    for made in (comparison, compare_reviews(review_of({"1": PAY}), review_of({"1": PAY}))):
        tree = page(made)
        ids = tree.xpath("//@id")
        assert max(Counter(ids).values()) == 1
        assert {target.removeprefix("#") for target in tree.xpath("//a/@href")} <= set(ids)
        assert set(tree.xpath("//@aria-labelledby")) <= set(ids)


def test_the_policy_allows_the_inlined_style_and_nothing_else(comparison: Comparison) -> None:
    tree = page(comparison)
    style = tree.xpath("//style/text()")[0]
    expected = "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy == (f"default-src 'none'; style-src '{expected}'; img-src data:; base-uri 'none'; form-action 'none'")


def test_the_same_comparison_gives_the_same_bytes(comparison: Comparison) -> None:
    for render in RENDERERS.values():
        assert render(comparison) == render(replace(comparison))


def test_json_is_valid_against_its_schema(comparison: Comparison) -> None:
    schema = wire.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    made = json.loads(RENDERERS["json"](comparison))
    jsonschema.Draft202012Validator(schema).validate(made)
    made["findings"][0]["change"] = "dreadful"
    assert not jsonschema.Draft202012Validator(schema).is_valid(made)


def test_the_schema_in_the_reports_folder_is_the_one_the_code_makes() -> None:
    kept = (bundled("reports") / "json" / schema.file_of(wire.SCHEMA)).read_text(encoding="utf-8")
    assert kept == schema.file_text(wire.json_schema()), "stale: run python -m termscheck.drafts.wire"


# --- that hostile text is inert ---------------------------------------------------------------------------


def test_hostile_text_in_every_field_adds_no_element_no_script_and_no_link(comparison: Comparison) -> None:
    bad = poisoned(comparison)
    made, tree = RENDERERS["html"](bad).decode(), page(bad)
    counts = [Counter(str(one.tag) for one in root.iter()) for root in (tree, page(comparison))]
    for ours in ("wbr", "span"):  # longer names break at more places, and longer words have gaps
        counts[0][ours] = counts[1][ours]
    assert counts[0] == counts[1]
    assert not tree.xpath("//script|//img|//iframe|//@style|//@*[starts-with(name(), 'on')]")
    assert all(target.startswith("#") for target in tree.xpath("//a/@href"))
    assert not set(made) & HIDDEN
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made


def test_hostile_text_neither_steers_the_terminal_nor_its_markup(comparison: Comparison) -> None:
    made = told(poisoned(comparison))
    assert not set(made) & HIDDEN
    assert "[red]bold[/red]" in made
    assert "[U+202E]" in made


def test_hostile_text_is_kept_as_it_is_in_json(comparison: Comparison) -> None:
    made = json.loads(RENDERERS["json"](poisoned(comparison)))
    assert made["old"]["name"] == comparison.old.name + HOSTILE


def test_words_without_end_are_bounded() -> None:
    comparison = compare_reviews(
        review_of({"1": 10_000 * "a"}, [Flaw("A", "high", "1")]), review_of({"1": 10_000 * "b"})
    )
    assert len(RENDERERS["html"](comparison)) < 60_000


def poisoned(thing):  # type: ignore[no-untyped-def]
    """The same with hostile text after every free string, in all that it holds; ids and hashes stay."""
    if isinstance(thing, tuple):
        return tuple(poisoned(part) for part in thing)
    if not dataclasses.is_dataclass(thing):
        return thing
    changes = {}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if field.type == "str" and field.name != "clause":
            changes[field.name] = value + HOSTILE if value else value
        elif field.name in {"unread", "caveats", "astray"}:
            changes[field.name] = tuple(part + HOSTILE for part in value)
        elif isinstance(value, tuple) or dataclasses.is_dataclass(value):
            changes[field.name] = poisoned(value)
    return replace(thing, **changes)
