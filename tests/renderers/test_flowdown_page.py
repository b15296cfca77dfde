"""The page, the summary and the JSON of a head contract beside a sub-contract; hostile words do no harm in any."""

from __future__ import annotations

import re
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as reader

from termscheck.content import bundled
from termscheck.flowdown import wire
from termscheck.flowdown.model import (
    VERDICTS,
    ContractFacts,
    Flowdown,
    Incorporation,
    Obligation,
    Quotation,
    Reading,
    Row,
    Search,
    TermRows,
    Verdict,
)
from termscheck.renderers.flowdown import RENDERERS
from termscheck.renderers.flowdown.words import HEADINGS, MEANINGS, TONES
from termscheck.wire import schema

HOSTILE = "<script>alert(1)</script> \u202e{{ 7 * 7 }} [bold]x[/bold] &amp; \x1b[31m"


def quotation(text: str = "The words.", name: str = "head.docx") -> Quotation:
    return Quotation("7.2", "7.2", "Payment", name, 0, 3, 10, 10 + len(text), text, "The Prime shall:")


def made(text: str = "The words.", verdicts: tuple[Verdict, ...] = VERDICTS, name: str = "sub.docx") -> Flowdown:
    """A comparison with a row of each verdict; `text` stands wherever the contracts speak."""
    reading = Reading(42.0, "days", "30 Working Days", (quotation(text),), (quotation(text),), "medium")
    rows = tuple(
        Row(f"point-{one}", f"Point {one}", "risk", "high", one, f"Reason: {text}.", "It matters.",
            reading if one not in ("only-sub", "not-found") else None,
            reading if one not in ("only-head", "kept-back", "not-found") else None, "medium")
        for one in verdicts
    )  # fmt: skip
    search = Search(120, (f"7 {text}",), 3)
    side = ContractFacts(name, ("0" * 64,), "contract", 120, 4000, "Prime", "Authority", text, text, ())
    obligations = tuple(Obligation(quotation(f"{text} {n}"), 0.2) for n in range(25))
    return Flowdown(
        "0", "high", side, side, (f"Caveat {text}",),
        (TermRows("a-term", "A term", verdicts[0], rows, search, search),),
        Incorporation((quotation(text),), obligations, 40, False),
    )  # fmt: skip


def page(flowdown: Flowdown) -> reader.HtmlElement:
    return reader.document_fromstring(RENDERERS["html"](flowdown).decode())


def test_every_verdict_has_its_words() -> None:
    assert set(HEADINGS) == set(MEANINGS) == set(TONES) == set(VERDICTS)


def test_each_point_that_was_found_has_a_card_with_both_sides() -> None:
    cards = page(made()).findall(".//article")
    assert len(cards) == len(VERDICTS) - 1
    assert all(len(card.findall(".//figure")) == 2 for card in cards)


def test_what_is_worse_is_listed_first_and_each_link_leads_somewhere() -> None:
    shown = page(made())
    assert len(shown.findall(".//ol/li")) == 3
    ids = {one.get("id") for one in shown.xpath("//*[@id]")}
    assert {a.get("href")[1:] for a in shown.iter("a")} <= ids


def test_many_duties_are_folded_and_none_is_lost() -> None:
    shown = page(made())
    assert len(shown.xpath("//ul[@class='duties']/li")) == 25
    assert len(shown.findall(".//details/ul/li")) == 5


def test_nothing_worse_is_green_and_says_only_what_was_found() -> None:
    good = made(verdicts=("even", "eased"))
    text = page(good).text_content()
    assert "Nothing was found to be worse for you than for the prime" in text
    assert not page(good).findall(".//ol")
    part = replace(good, sub=replace(good.sub, unread=("Page 3 is a picture.",)))
    assert "in the part that was read" in page(part).text_content()
    assert "Page 3 is a picture." in page(part).text_content()


def test_hostile_words_are_shown_and_do_nothing() -> None:
    shown = page(made(HOSTILE, name=f"{HOSTILE}.docx"))
    assert not shown.findall(".//script")
    text = shown.text_content()
    assert "<script>alert(1)</script>" in text
    assert "[U+202E]{{ 7 * 7 }}" in text
    plain = RENDERERS["text"](made(HOSTILE)).decode()
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert "[bold]x[/bold]" in plain


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=80))
def test_any_words_make_a_page_a_summary_and_json_that_fit_the_schema(text: str) -> None:
    flowdown = made(text)
    document = RENDERERS["html"](flowdown).decode()
    assert "<script" not in document
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", document)
    RENDERERS["text"](flowdown).decode()
    RENDERERS["json"](flowdown)
    jsonschema.Draft202012Validator(wire.json_schema()).validate(_lists(flowdown.to_dict()))


def _lists(value: object) -> object:
    """As JSON would give it back."""
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, list | tuple) else value


def test_the_schema_refuses_what_is_no_verdict() -> None:
    wrong = _lists(made().to_dict())
    assert isinstance(wrong, dict)
    wrong["terms"][0]["rows"][0]["verdict"] = "fine"
    schema = wire.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid(wrong)


def test_the_schema_in_the_reports_folder_is_the_one_the_code_makes() -> None:
    kept = (bundled("reports") / "json" / schema.file_of(wire.SCHEMA)).read_text(encoding="utf-8")
    assert kept == schema.file_text(wire.json_schema()), "stale: run python -m termscheck.flowdown.wire"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_summary_tells_every_verdict_in_words(verdict: Verdict) -> None:
    told = RENDERERS["text"](made(verdicts=(verdict,))).decode()
    assert (HEADINGS[verdict] if verdict != "not-found" else "Not found in either contract") in told
