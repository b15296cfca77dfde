"""The report as Markdown, and that text from a contract is no markup in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from termscheck.renderers import render
from termscheck.renderers.markdown import escaped
from termscheck.words import visible

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
CHARACTERS = st.text(st.sampled_from("a1 \\`*_{}[]()#+-.!|<>~&$=:/\"'\n\t\u202e\u2028") | st.characters(), max_size=40)


def shown(markdown: str) -> tuple[str, set[str]]:
    """The text that Markdown shows, and the kinds of markup in it."""
    tokens = PARSER.parse(markdown)
    inside = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inside)} - {"paragraph_open", "paragraph_close", "inline", "text"}
    return "".join(child.content for child in inside), kinds


@given(CHARACTERS)
@example("# heading")
@example("1. item")
@example("7.2 The Contractor")
@example("- item")
@example("--- ")
@example("===")
@example("<script>alert(1)</script>")
@example("[x](javascript:alert(1))")
@example("![x](http://example.com/x.png)")
@example("&lt;&#x202e;")
@example("~~~")
@example("| a | b |\n|---|---|")
@example("a\n\n    code")
@example("http://example.com www.example.com")
def test_text_is_shown_as_it_is_and_nothing_in_it_is_markup(text):
    expected = " ".join(visible(text).split())
    told, kinds = shown(str(escaped(text)))
    assert told == expected
    assert not kinds


@given(CHARACTERS)
def test_text_is_no_markup_in_a_table_in_a_list_and_in_a_quotation_either(text):
    plain = escaped(text)
    told, kinds = shown(f"| {plain} | x |\n|---|---|\n| {plain} | {plain} |")
    assert told.count("x") - 3 * visible(text).count("x") == 1
    assert {kind for kind in kinds if not kind.startswith(("table", "tr", "t", "th", "td"))} == set()
    told, kinds = shown(f"> - **Clause {plain}:** “{plain}”")
    assert kinds <= {
        *("blockquote_open", "blockquote_close", "bullet_list_open", "bullet_list_close", "list_item_open"),
        *("list_item_close", "strong_open", "strong_close"),
    }


def test_the_report_tells_what_the_html_report_tells(review):
    told = render(review, "md").decode("utf-8")
    headings = re.findall(r"^## (.*)$", told, re.MULTILINE)
    assert headings == [
        *("What to push back on first", "Before you decide", "Good to know", "Who is who", "What it could cost you"),
        "Unfair terms",
        *("What is missing", "Good terms found", "Looked for and not found", "Sources", "Technical facts"),
    ]
    assert told.startswith("# Contract check: Harbour Lane sub-contract (draft 3).pdf\n")
    assert told.index("could not be read. (pages 3–4)") < told.index("## Unfair terms")
    assert "#### 1. You are only paid when (or if) the other side is paid by the authority" in told
    assert "> Clause 7.2: “no obligation to make any payment" in told
    assert "- Wording to propose instead: The Contractor’s obligation to pay is not conditional" in told
    assert told.count("not legal advice") == 1


def test_it_has_no_trailing_blanks_and_no_two_empty_lines_together(review):
    told = render(review, "md").decode("utf-8")
    assert "\n\n\n" not in told
    assert not re.search(r"[ \t]$", told, re.MULTILINE)
    assert told == render(review, "md").decode("utf-8")


def test_green_says_no_more_than_that_nothing_listed_was_found(changed):
    told = render(changed(rag="green", findings=(), protections=(), looked_for=()), "md").decode("utf-8")
    assert "None of the listed terms was found, in the part that was read." in told
    assert "safe" not in told


@pytest.mark.parametrize("format_name", ["md", "letter-md"])
def test_a_hostile_contract_makes_no_markup_in_the_report(review, format_name):
    hostile = "# x\n\n<img src=x onerror=alert(1)> [a](http://b.c) **bold** `code` | cell\n- \u202eitem"
    finding = replace(
        review.findings[0],
        message=hostile,
        clause_label=hostile,
        evidence=tuple(replace(piece, text=hostile) for piece in review.findings[0].evidence),
        advice=replace(review.findings[0].advice, suggest=hostile, why=hostile, negotiate=hostile),
    )
    document = replace(review.contract.documents[0], name=f"--> {hostile}.docx")
    contract = replace(review.contract, documents=(document,))
    made = render(replace(review, findings=(finding,), contract=contract), format_name).decode("utf-8")
    tokens = PARSER.parse(made)
    inside = [child for token in tokens for child in token.children or ()]
    assert not {child.type for child in inside} & {"link_open", "image", "html_inline", "code_inline"}
    assert [token.type for token in tokens].count("html_block") == (format_name == "letter-md")
    assert "\u202e" not in made
