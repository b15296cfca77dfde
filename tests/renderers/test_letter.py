"""The letter to the other side: what goes into it, in which order, in whose voice; and that Word says the same."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from termscheck import pipeline
from termscheck.model import Party, Suppression
from termscheck.renderers import render
from termscheck.renderers.house import plain_style
from termscheck.renderers.letter import MOST_POINTS, build

PARTIES = (
    Party("Harbour Lane Community Trust", ("Sub-Contractor",), "us"),
    Party("Northgate Justice Partnerships Limited", ("Contractor",), "them"),
    Party("", ("Authority",), "above"),
)


def told(review) -> str:
    return render(review, "letter-md").decode("utf-8").partition("-->")[2].strip()


def word(review):
    return docx.Document(io.BytesIO(render(review, "letter")))


def headings(review) -> list[str]:
    return re.findall(r"^### (.*)$", told(review), re.MULTILINE)


def of_rule(finding, rule, **changes):
    """The same finding, as another rule would make it."""
    return replace(finding, rule=rule, fingerprint=f"{rule}:x", **changes)


# --- what it says -----------------------------------------------------------------------------------------


def test_it_goes_from_us_to_them_and_asks_for_the_most_important_and_surest_first(review):
    letter_text = told(review)
    assert letter_text.startswith("Harbour Lane Community Trust\n")
    assert "\nNorthgate Justice Partnerships Limited\n" in letter_text
    assert headings(review) == [
        "1. Payment that does not wait for the Authority",
        "2. A limit on our liability",
        "3. An indemnity that is tied to our fault, and limited",
        "4. The same right to end the contract for both sides",
    ]
    sections = re.findall(r"^## (.*)$", letter_text, re.MULTILINE)
    assert sections[:2] == ["What we need to settle before we can sign", "What we ask you to change"]


def test_a_point_has_its_clause_its_words_the_reason_and_wording_in_the_contracts_own_labels(review):
    point = told(review).partition("### 1.")[2].partition("### 2.")[0]
    assert "**Clause 7.2:** “no obligation to make any payment to the Sub-Contractor unless" in point
    assert "**Clause 1.1:** “the fifth Business Day" in point
    assert "You hold the contract with the Authority, and only you can enforce it." in point
    assert (
        "> **We propose:** The Contractor’s obligation to pay is not conditional on payment by the Authority." in point
    )


def test_what_is_missing_is_asked_for_without_a_clause(review):
    point = told(review).partition("### 2.")[2].partition("### 3.")[0]
    assert "Clause" not in point
    assert "We have found no clause that limits what we can be made to pay." in point


def test_what_we_are_not_sure_of_is_put_so(review):
    point = told(review).partition("### 4.")[2]
    assert "You may mean the words in another way than we read them" in point
    assert told(review).count("another way than we read") == 1


def test_what_was_set_aside_is_not_in_the_letter(review):
    decided = replace(review.findings[0], suppressed=Suppression("Paid in advance.", "Amina Khan", "2027-03-31"))
    letter_text = told(replace(review, findings=(decided, *review.findings[1:])))
    assert "does not wait" not in letter_text
    assert "Amina Khan" not in letter_text


def test_all_that_is_high_is_told_in_full_and_of_what_is_medium_only_so_much(review):
    rules = list(plain_style().points)[:40]
    term = review.findings[0]
    high = [of_rule(term, rule, severity="high") for rule in rules[:15]]
    medium = [of_rule(term, rule, severity="medium") for rule in rules[15:30]]
    assert len(headings(replace(review, findings=tuple(high + medium)))) == 15
    assert len(headings(replace(review, findings=tuple(high[:5] + medium)))) == MOST_POINTS
    many = build(replace(review, findings=tuple(high + medium)))
    assert [point.heading for point in many.brief] == [plain_style().points[rule].heading for rule in rules[15:30]]
    short = told(replace(review, findings=tuple(high + medium))).partition("## In short")[2]
    assert f"- {many.brief[0].heading} (Clause 7.2)\n" in short


def test_what_is_low_is_only_listed(review):
    low = of_rule(review.findings[2], "CTL-008", severity="low")
    letter_text = told(replace(review, findings=(low,)))
    assert "- Freedom to raise money on our invoices (Clause 14.1)" in letter_text
    assert "We propose" not in letter_text


def test_findings_that_one_wording_would_settle_are_one_point_with_all_their_clauses(review):
    elsewhere = replace(review.findings[2], rule="PAY-002", severity="critical", confidence="high")
    third = replace(elsewhere, clause="7.1", clause_label="7.1", evidence=review.findings[1].evidence)
    fourth = replace(third, clause="15.1", clause_label="15.1")
    many = replace(review, findings=(review.findings[0], elsewhere, third, fourth))
    assert len(headings(many)) == 1
    assert told(many).count("We propose:") == 1
    (_, (point,)), *_ = build(many).groups
    assert point.place == "Clauses 7.2, 14.1, 7.1 and 15.1"
    assert "The same goes for Clauses 7.1 and 15.1." in told(many)


def test_a_term_that_is_there_and_one_that_is_missing_are_one_point_when_they_ask_for_the_same(review):
    there = of_rule(review.findings[1], "LIA-001")
    both = replace(review, findings=(review.findings[3], there))
    assert headings(both) == ["1. A limit on our liability"]
    assert "**Clause 9.1(b):**" in told(both)
    assert "Without a limit a single claim could take everything" in told(both)


def test_a_combination_is_told_after_its_terms_and_names_them(review):
    terms = (
        replace(review.findings[0], part_of="COM-001"),
        of_rule(review.findings[1], "PAY-006", severity="low", part_of="COM-001"),
    )
    whole = of_rule(review.findings[0], "COM-001", part_of="")
    letter_text = told(replace(review, findings=(whole, *terms)))
    assert len(headings(replace(review, findings=(whole, *terms)))) == 2
    after = letter_text.partition("## Why some of these matter even more together")[2]
    assert "what we are paid could be taken back." in after
    assert "(Points 1 and 2)" in after


def test_a_combination_whose_terms_are_not_in_the_letter_is_a_point_of_its_own(review):
    whole = of_rule(review.findings[0], "COM-001")
    assert headings(replace(review, findings=(whole,))) == ["1. Payment that is certain, and final"]


def test_what_we_could_live_with_is_not_told(review):
    suggest = "This Agreement is non-exclusive. (Fallback: exclusivity is mutual (in any Quarter).) It ends in May."
    advice = replace(review.findings[2].advice, suggest=suggest.replace("(in any Quarter)", "in any Quarter"))
    letter_text = told(replace(review, findings=(replace(review.findings[2], advice=advice),)))
    assert "> **We propose:** This Agreement is non-exclusive. It ends in May.\n" in letter_text
    assert "Fallback" not in letter_text


def test_a_rule_of_ones_own_is_told_by_its_name_and_in_its_own_words(review):
    own = of_rule(review.findings[2], "OWN-001", name="paid-in-vouchers")
    letter_text = told(replace(review, findings=(own,)))
    assert "### 1. Paid in vouchers" in letter_text
    assert "Same right, same notice, both ways, and cover our unavoidable costs." in letter_text


def test_questions_are_those_to_the_other_side_and_stand_in_an_annex(review):
    annex = told(review).partition("## Annex: questions")[2]
    assert annex.strip().splitlines()[0] == "1. Has the Authority ever paid you late or held sums back?"
    assert "insurers" not in annex


def test_it_owns_up_to_what_could_not_be_read_without_the_details(review):
    reserve = "We could not read every part of the copy that we have"
    assert reserve in told(review)
    assert "pictures of text" not in told(review)
    assert reserve not in told(replace(review, notices=()))
    assert "pictures of text" in render(review, "letter-md").decode("utf-8").partition("-->")[0]


def test_places_to_fill_in_are_marked_and_no_day_is_made_up(review):
    blanks = re.findall(r"\*\*\\\[(.*?)\\\]\*\*", told(review))
    assert blanks[:4] == ["Your address", "Date", "Name of the person you write to", "Their address"]
    assert blanks[-3:] == ["Signature", "Name", "Position"]
    assert "termination payment" in blanks
    assert not re.search(r"\b20\d\d\b", told(review))


def test_a_party_without_a_name_of_its_own_is_a_place_to_fill_in(review):
    contract = replace(review.contract, parties=(replace(PARTIES[0], name="Sub-Contractor"),))
    letter_text = told(replace(review, contract=contract))
    assert letter_text.startswith("**\\[Name of your organisation\\]**")
    assert "**\\[Name of their organisation\\]**" in letter_text
    assert "For and on behalf of **\\[name of your organisation\\]**" in letter_text


def test_nothing_to_ask_for_is_said_without_accepting_anything(changed):
    letter_text = told(changed(findings=(), rag="green"))
    assert "We have no change to its wording to ask for at this point." in letter_text
    assert "this letter accepts no term of the draft." in letter_text
    assert "Annex" not in letter_text


# --- the words for each rule ------------------------------------------------------------------------------


def test_every_rule_has_its_words_for_the_letter():
    rules = {rule.id: rule for rule in pipeline.load_rules().rule_set.rules}
    wordings = plain_style().points
    assert set(wordings) == set(rules)
    for name, said in wordings.items():
        assert said.heading, name
        assert bool(said.together) == rules[name].combined, name
        assert bool(said.reason) != rules[name].combined, name


def test_the_letter_speaks_to_the_prime_and_not_of_it():
    for name, said in plain_style().points.items():
        for text in (said.heading, said.reason, said.together, *said.ask):
            assert not re.search(r"\bprimes?\b|\bsub-contractor\b(?!s')|fallback", text, re.IGNORECASE), (name, text)
        assert all(question.endswith("?") for question in said.ask)
        assert not said.heading.endswith(".")


# --- Word -------------------------------------------------------------------------------------------------


def test_the_word_file_says_what_the_markdown_says(review):
    plain = [re.sub(r"^(?:#+|>|\d+\.|-) |\*\*|\\", "", line) for line in told(review).splitlines()]
    assert [re.sub(r"^(?:\d+\.|•)\t", "", one.text) for one in word(review).paragraphs] == [
        line for line in plain if line not in ("", "---")
    ]


def test_places_to_fill_in_are_yellow_in_word(review):
    yellow = [
        run.text
        for paragraph in word(review).paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert "[Date]" in yellow
    assert "[termination payment]" in yellow
    assert all(text.startswith("[") for text in yellow)


def test_wording_to_propose_has_a_style_of_its_own_and_headings_are_headings(review):
    styles = {paragraph.style.name for paragraph in word(review).paragraphs}
    assert styles == {"Normal", "Heading 1", "Heading 2", "Heading 3", "Proposed wording", "Item"}
    proposed = [one.text for one in word(review).paragraphs if one.style.name == "Proposed wording"]
    assert len(proposed) == len(review.findings)


def test_what_to_do_before_sending_is_a_comment_without_a_time(review):
    (comment,) = word(review).comments
    assert comment.text.startswith("Before you send this letter, delete this note.")
    assert "Not read: Two pages hold pictures of text" in comment.text
    assert comment.timestamp is None


def test_the_word_file_names_nobody_and_is_the_same_every_time(review):
    facts = word(review).core_properties
    assert (facts.author, facts.last_modified_by, facts.comments) == ("", "", "")
    assert render(review, "letter") == render(review, "letter")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file(review, tmp_path):
    (tmp_path / "letter.docx").write_bytes(render(review, "letter"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "letter.docx"], capture_output=True, timeout=180, check=True)
    text = (tmp_path / "letter.txt").read_text(encoding="utf-8-sig")
    assert "1. Payment that does not wait for the Authority" in text
    assert "For and on behalf of Harbour Lane Community Trust" in text
