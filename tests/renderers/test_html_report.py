"""The report that a person reads: what it says, that it is well made, and that hostile text in it is inert."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import re
from collections import Counter
from dataclasses import replace
from typing import get_args

import lxml.html
import pytest

from termscheck import model
from termscheck.content import bundled
from termscheck.model import Clause, Evidence, Party, Span
from termscheck.renderers import render
from termscheck.renderers.house import plain_style
from termscheck.renderers.page import MOST_DEMANDS
from termscheck.renderers.page import build as build_page
from termscheck.renderers.quotations import CONTEXT, excerpt
from termscheck.renderers.words import verdict
from termscheck.words import cite, counted, page_list, shorten, visible

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='x' </style></bdi>{{ 7*7 }}{% raw %}"
    "javascript:alert(1) \u202etxet\u2066\u200b\ufeff\x00\x1b[31m\x07\r\n&amp;<!--"
)
HIDDEN = "\x00\x07\x1b\u202e\u2066\u200b\ufeff\r"


def page(review):
    return lxml.html.document_fromstring(render(review, "html"))


def build(review):
    return build_page(review, plain_style().order)


def words(element):
    return " ".join(element.text_content().split())


def section(tree, name):
    return tree.xpath("//section[@aria-labelledby=$name]", name=name)[0]


# --- what it says ---------------------------------------------------------------------------------------


def test_sections_come_in_the_order_in_which_a_reader_needs_them(review):
    named = page(review).xpath("//main/*/@aria-labelledby")
    assert named == [
        *("result", "first", "decide", "contents", "read", "parties", "where", "exposure"),
        *("findings", "missing", "protections", "looked", "questions"),
        *("figures", "definitions", "contract", "sources", "technical"),
    ]


def test_the_verdict_says_the_colour_in_words_with_its_reason_and_warns_of_what_was_not_read(review):
    told = words(section(page(review), "result"))
    assert told.startswith("Red Serious unfair terms found Three critical findings")
    assert "Warning: Part of this contract may not have been checked." in told


def test_green_never_says_more_than_that_nothing_listed_was_found(changed):
    clean = changed(rag="green", findings=(), notices=(), rag_reason="Nothing on the list was found.")
    told = words(page(clean).find("body"))
    assert "Green No listed unfair term found Nothing on the list was found. Read 283 words in 4 pages, 22" in told
    assert "Not read Nothing that was found Checked 14 clauses with 88 rules" in told
    assert "safe" not in told.lower()
    assert verdict(changed(rag="green", findings=())) == "No listed unfair term found, in the part that was read"


def test_green_with_lesser_findings_does_not_deny_them(review, changed):
    lesser = replace(review.findings[0], severity="medium")
    told = verdict(changed(rag="green", findings=(lesser,), notices=()))
    assert told == "No listed unfair term found that is serious enough for amber or red"


def test_the_first_demands_are_the_most_severe_and_surest_one_for_each_rule(review):
    weak = [replace(review.findings[2], rule=f"CTL-00{number}", severity="low") for number in range(6)]
    demands = build(replace(review, findings=(*weak, *review.findings, review.findings[0]))).demands
    assert [demand.cards[0].finding.rule for demand in demands] == [
        "PAY-002",
        "MIS-002",
        "LIA-002",
        "TER-001",
        "CTL-000",
    ]
    assert len(demands[0].cards) == 2
    assert len(demands) == MOST_DEMANDS


def test_of_equally_severe_demands_what_can_close_an_organisation_comes_first(review):
    sure, other = review.findings[0], review.findings[1]
    ruinous = replace(
        other, severity=sure.severity, confidence="low", advice=replace(other.advice, ruinous=True), rule="LIA-002"
    )
    demands = build(replace(review, findings=(replace(sure, confidence="high"), ruinous))).demands
    assert [demand.cards[0].finding.rule for demand in demands] == ["LIA-002", sure.rule]


def test_advice_to_ask_a_lawyer_is_given_once(review):
    assert words(page(review).find("body")).count("not legal advice") == 1


def test_flagged_words_are_marked_inside_their_clause_and_told_to_a_screen_reader(review):
    quotation = page(review).xpath("//article[@id='finding-1']//blockquote")[0]
    marked = words(quotation.xpath(".//mark")[0])
    assert words(quotation).startswith("7.2 The Contractor shall pay each invoice on the Due Date.")
    assert marked.startswith("[start of flagged words] no obligation to make any payment")
    assert marked.endswith("funds from the Authority [end of flagged words]")


def test_the_quotation_of_the_findings_own_clause_comes_before_the_definition_it_rests_on(review):
    assert [quote.place for quote in build(review).groups[0][1][0].quotations] == ["Clause 7.2", "Clause 1.1"]


def test_evidence_in_the_lead_in_of_a_list_and_in_its_item_is_one_quotation(review):
    (quote,) = build(review).groups[0][1][1].quotations
    assert [piece.text for piece in quote.pieces if piece.kind == "mark"] == [
        piece.text for piece in review.findings[1].evidence
    ]


def test_an_item_of_a_list_is_quoted_with_its_lead_in(review):
    item = replace(review.findings[1], evidence=review.findings[1].evidence[1:])
    (quote,) = build(replace(review, findings=(item,))).groups[0][1][0].quotations
    assert quote.lead_in == "The Sub-Contractor shall at all times during and after the Term:"
    assert quote.pieces[0].text == "(b) "


def test_a_missing_protection_says_where_it_was_looked_for(review):
    told = words(section(page(review), "missing"))
    assert "Not in the contract" in told
    assert "Where it was looked for In the two clauses about liability, 9 and 9.1." in told


def test_rules_that_kept_quiet_are_listed_with_what_came_nearest(review):
    told = words(section(page(review), "looked"))
    assert "PAY-001 Payment later than 30 days Not found. Nearest, in Clause 7.2: “on the Due Date”" in told
    assert "COM-003 Exclusive, with no promised volume The contract is not exclusive." in told


def test_a_source_is_told_once_and_leads_back_to_the_findings_that_cite_it(review):
    playbook = [item for item in page(review).xpath("//ol[@class='sources']/li") if "Sourcing Playbook" in words(item)]
    assert len(playbook) == 1
    assert playbook[0].xpath(".//a/@href") == ["#finding-1", "#finding-2", "#finding-3", "#finding-4"]


def test_undecided_sides_are_said_and_not_guessed(review):
    parties = (Party("Harbour Lane Community Trust", ("Sub-Contractor",), "undecided"),)
    told = words(section(page(replace(review, contract=replace(review.contract, parties=parties))), "parties"))
    assert "It could not be told which party is yours." in told
    assert "Not decided" in told


def test_of_several_files_every_place_names_its_file(review):
    terms = replace(review.contract.documents[0], name="General terms.pdf")
    contract = replace(review.contract, documents=(*review.contract.documents, terms))
    told = page(replace(review, contract=contract))
    assert "Clause 14.1 of Harbour Lane sub-contract (draft 3).pdf" in words(section(told, "findings"))
    assert "General terms.pdf" in words(section(told, "read"))


def test_findings_from_several_terms_together_need_no_clause(review):
    together = replace(review.findings[0], rule="COM-001", clause=None, clause_label="", page=None)
    told = words(page(replace(review, findings=(together,))).get_element_by_id("finding-1"))
    assert "Several terms together" in told
    assert "Clause 7.2" in told


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("severity", get_args(model.Severity)),
        ("confidence", get_args(model.Confidence)),
        ("direction", get_args(model.Direction)),
        ("legal_effect", get_args(model.LegalEffect)),
    ],
)
def test_every_fixed_value_of_a_finding_has_words(review, field, values):
    findings = tuple(replace(review.findings[0], **{field: value}) for value in values)
    assert len(page(replace(review, findings=findings)).xpath("//article[@data-severity]")) == len(values)


def test_every_kind_role_format_and_colour_has_words(review):
    roles = tuple(Party(role, (role,), role) for role in get_args(model.Role))
    for kind in get_args(model.DocumentKind):
        page(replace(review, contract=replace(review.contract, kind=kind, parties=roles)))
    for rag in get_args(model.Rag):
        page(replace(review, rag=rag))
    for form in ("docx", "pdf", "text"):
        document = replace(review.contract.documents[0], format=form, pages=None)
        page(replace(review, contract=replace(review.contract, documents=(document,))))


# --- that it is well made -------------------------------------------------------------------------------


def test_there_is_one_first_heading_and_no_level_is_skipped(review):
    levels = [int(heading.tag[1]) for heading in page(review).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_link_leads_to_a_place_on_the_page_and_no_id_is_used_twice(review):
    tree = page(review)
    ids = tree.xpath("//@id")
    assert max(Counter(ids).values()) == 1
    assert {target.removeprefix("#") for target in tree.xpath("//a/@href")} <= set(ids)
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)


def test_links_to_findings_have_text_of_their_own(review):
    links = section(page(review), "first").xpath(".//a")
    assert len({words(link) for link in links}) == len({link.get("href") for link in links}) == len(links)


def test_tables_have_a_caption_and_scoped_headers(review):
    for table in page(review).xpath("//table"):
        assert words(table.find("caption"))
        assert all(cell.get("scope") in {"col", "row"} for cell in table.xpath(".//th"))


def test_the_page_names_its_language_and_its_landmarks(review):
    tree = page(review)
    assert tree.get("lang") == "en-GB"
    assert all(len(tree.xpath(f"//body/{mark}")) == 1 for mark in ("header", "main", "footer"))
    assert tree.xpath("//body/*")[0].get("href") == "#main"


def test_the_same_review_gives_the_same_bytes(review, changed):
    assert render(review, "html") == render(changed(), "html")


def test_hundreds_of_findings_are_all_there_and_bounded(review):
    long = review.contract.documents[0].text.replace("without giving", 100_000 * "without end " + "giving")
    at = long.index("may terminate this")
    document = replace(review.contract.documents[0], text=long)
    everything = Evidence(Span(at, len(long)), long[at:])
    finding = replace(review.findings[2], evidence=(everything,))
    contract = replace(review.contract, documents=(document,), clauses=())
    made = render(replace(review, contract=contract, findings=400 * (finding,)), "html")
    assert made.count(b'<article class="card high"') == 400
    assert len(made) < 4_000_000


def test_colours_can_be_told_from_what_is_behind_them():
    style = (bundled("reports") / "html" / "report.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", part)) for part in style.split(":root {")[1:3]]
    severities = ("critical", "high", "medium", "low", "good")
    for colours in schemes:
        for behind in ("paper", "desk", "sunk", "calm"):
            for name in ("ink", "quiet", "link", *severities):
                assert contrast(colours[name], colours[behind]) >= 4.5, (name, behind)
            assert contrast(colours["edge"], colours[behind]) >= 3, ("edge", behind)
        assert contrast(colours["marked"], colours["mark"]) >= 4.5
        assert all(contrast(colours["on"], colours[name]) >= 4.5 for name in severities)


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- that hostile text is inert -------------------------------------------------------------------------


def test_hostile_text_in_every_field_adds_no_element_no_script_and_no_foreign_link(review):
    review = replace(
        review, coverage=replace(review.coverage, ledgers=(replace(review.coverage.ledgers[0], counts={"tables": 1}),))
    )
    bad = poisoned(review)
    made, tree = render(bad, "html").decode(), page(bad)
    assert {str(e.tag) for e in tree.iter()} <= {str(e.tag) for e in page(review).iter()}
    assert [script.text for script in tree.xpath("//script")] == [
        script.text for script in page(review).xpath("//script")
    ]
    assert not tree.xpath("//script[@*]|//img|//iframe|//@style|//@*[starts-with(name(), 'on')]")
    assert all(target.startswith("#") for target in tree.xpath("//a/@href"))
    assert tree.xpath("//@href[not(starts-with(., '#'))]") == ["data:,"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
    assert "{{ 7*7 }}" in made


def test_characters_that_hide_or_turn_text_are_spelt_out(review):
    made = render(poisoned(review), "html").decode()
    assert not set(made) & set(HIDDEN)
    assert "[U+202E]txet[U+2066][U+200B][U+FEFF][U+0000][U+001B][31m[U+0007]" in made


def test_hostile_contract_text_is_quoted_with_its_marks_in_place(review):
    text = f"1 {HOSTILE} pay when paid {HOSTILE}"
    at = text.index("pay when")
    document = replace(review.contract.documents[0], text=text)
    clause = Clause("1", "1", Span(0, len(text)), (Span(2, len(text)),), heading=HOSTILE)
    finding = replace(
        review.findings[0], clause="1", clause_label="1", evidence=(Evidence(Span(at, at + 13), text[at : at + 13]),)
    )
    contract = replace(review.contract, documents=(document,), clauses=(clause,), parties=())
    tree = page(replace(review, contract=contract, findings=(finding,), protections=(), looked_for=()))
    assert words(tree.xpath("//article//mark")[0]) == "[start of flagged words] pay when paid [end of flagged words]"
    assert len(tree.xpath("//article//blockquote//*")) == len(tree.xpath("//article//blockquote//mark")) + 4


def csp_hash(tree, tag):
    (element,) = tree.xpath(f"//{tag}")
    return "sha256-" + base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()


def test_the_policy_allows_the_one_style_and_the_one_script_and_nothing_else(review):
    tree = page(poisoned(review))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].split("; ")
    assert policy == [
        "default-src 'none'", f"style-src '{csp_hash(tree, 'style')}'", f"script-src '{csp_hash(tree, 'script')}'",
        "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert tree.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]


def poisoned(thing):
    """The same with hostile text after every free string, in all that it holds; ids, hashes and fixed values stay."""
    if isinstance(thing, tuple) and not hasattr(thing, "_fields"):
        return tuple(poisoned(part) for part in thing)
    if hasattr(thing, "_fields"):
        types = type(thing).__annotations__
        return type(thing)(*(
            one + HOSTILE if types[name] == "str" and one else poisoned(one)
            for name, one in zip(thing._fields, thing, strict=True)
        ))  # fmt: skip
    if not dataclasses.is_dataclass(thing):
        return thing
    kept = {"id", "clause", "parent", "target", "sha256"}
    changes = {}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if field.type == "str" and field.name not in kept:
            changes[field.name] = value + HOSTILE if value else value
        elif field.name in {"labels", "questions", "unread"}:
            changes[field.name] = tuple(part + HOSTILE for part in value)
        elif field.name == "counts" and isinstance(thing, model.Ledger):
            changes[field.name] = {name + HOSTILE: number for name, number in value.items()}
        elif isinstance(value, tuple) or dataclasses.is_dataclass(value):
            changes[field.name] = poisoned(value)
    return replace(thing, **changes)


# --- small words ----------------------------------------------------------------------------------------


def test_an_excerpt_never_leaves_its_clause_and_shortens_long_stretches():
    text = "before " + "a " * 400 + "FIRST" + " b" * 400 + " SECOND end. after"
    bounds = Span(7, len(text) - 6)
    marks = [Span(at, at + len(word)) for word in ("FIRST", "SECOND") for at in [text.index(word)]]
    pieces = excerpt(text, bounds, marks)
    assert [piece.text for piece in pieces if piece.kind == "mark"] == ["FIRST", "SECOND"]
    assert [piece.kind for piece in pieces] == ["gap", "text", "mark", "text", "gap", "text", "mark", "text"]
    assert pieces[-1].text == " end."
    assert sum(len(piece.text) for piece in pieces) < 4 * CONTEXT


def test_flagged_words_that_overlap_are_one_mark():
    pieces = excerpt("one two three", Span(0, 13), [Span(0, 7), Span(4, 13)])
    assert [(piece.kind, piece.text) for piece in pieces] == [("mark", "one two three")]


def test_line_breaks_and_tabs_stay_and_other_hidden_characters_are_named():
    assert visible("a\tb\r\nc\u2028d\u00ade") == "a\tb\nc\nd[U+00AD]e"


def test_text_is_shortened_at_a_word():
    assert shorten("pay  within\nthirty days", 40) == "pay within thirty days"
    assert shorten("pay within thirty days", 15) == "pay within…"
    assert len(shorten("x" * 100_000, 50)) <= 50


@pytest.mark.parametrize(
    ("pages", "told"), [((), ""), ((3,), "page 3"), ((5, 3, 4, 9), "pages 3–5, 9"), ((1, 3), "pages 1, 3")]
)
def test_pages_are_told_in_ranges(pages, told):
    assert page_list(pages) == told


def test_numbers_agree_with_their_nouns():
    assert [counted(1, "clause"), counted(1204, "clause"), counted(2, "party", "parties")] == [
        *("1 clause", "1,204 clauses", "2 parties")
    ]


def test_places_are_cited_as_a_lawyer_does():
    assert [cite("7.2(a)"), cite("Schedule 2, 4.1"), cite("", "Payment"), cite("")] == [
        *("Clause 7.2(a)", "Schedule 2, 4.1", "“Payment”", "Unnumbered text")
    ]
