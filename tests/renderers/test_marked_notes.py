"""What a marked-up contract says, and where: the real engine on the sample, and small contracts of several files."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from termscheck.errors import ReadError
from termscheck.model import Finding, Review, Suppression
from termscheck.pipeline import check, check_file, check_text
from termscheck.readers import read_bytes
from termscheck.renderers.marked import mark_up, notes
from termscheck.renderers.marked.notes import Marks, Note, Notebook
from tests.benchmarks.numbering import office
from tests.readers.word_files import para, word
from tests.renderers.marked_files import keys, openable, parts, without_marks, words_marked
from tests.renderers.test_marked_word import through_office

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
DATA = SAMPLE.read_bytes()
STOP = "We may stop work until it is paid, after 14 days."
NOTED = '<w:r><w:footnoteReference w:id="2"/></w:r>'


@pytest.fixture(scope="module")
def sample() -> Review:
    return check_file(SAMPLE)


@pytest.fixture(scope="module")
def marks(sample: Review) -> Marks:
    return Notebook(sample, 0, DATA, redline=False).marks()


def about(marks: Marks, rule: str) -> list[Note]:
    return [note for note in marks.notes if f"(Rule {rule}" in note.lines[-1]]


def find(review: Review, rule: str, **asked: object) -> Finding:
    return next(
        one
        for one in review.findings
        if one.rule == rule and all(getattr(one, name) == value for name, value in asked.items())
    )


def small(tmp_path: Path, name: str, *paragraphs: str, **more: str) -> Path:
    path = tmp_path / name
    path.write_bytes(openable("".join(map(para, paragraphs)), **more))
    return path


# --- the sample ---------------------------------------------------------------------------------------------


def test_every_finding_has_a_comment_with_title_reason_request_and_source(sample: Review, marks: Marks) -> None:
    told = [note for note in marks.notes[1:] if not note.lines[0].startswith("Part of the same point")]

    assert len(told) == len(sample.findings)
    for finding in sample.findings:
        (note, *_) = [one for one in about(marks, finding.rule) if not one.lines[0].startswith("Part of")]
        text = "\n".join(note.lines)
        assert finding.advice.title in note.lines[0]
        assert finding.advice.why in text
        assert finding.advice.negotiate in text
        assert finding.advice.suggest in text
        assert finding.advice.authorities[0].title in text


def test_the_first_comment_gives_the_result_and_says_once_that_it_is_no_advice(marks: Marks) -> None:
    assert marks.notes[0].lines[0] == "Red: Serious unfair terms found"
    assert [note for note in marks.notes if "not legal advice" in "\n".join(note.lines)] == [marks.notes[0]]


def test_what_is_not_read_is_told_first(sample: Review) -> None:
    material = replace(sample.notices[0], message="A page holds only a picture.", material=True)
    review = replace(sample, notices=(material,))
    summary = Notebook(review, 0, DATA, redline=False).marks().notes[0]
    assert "Not fully read: A page holds only a picture." in summary.lines


def test_each_comment_holds_the_words_of_its_evidence(sample: Review) -> None:
    made = mark_up(sample, DATA)
    assert without_marks(made) == without_marks(DATA)

    held = {"".join(words_marked(made, key).split()) for key in keys(made)}
    for finding in sample.findings:
        for piece in finding.evidence:
            if sample.contract.documents[0].text[piece.span.start :].startswith("An invoice for Outcome Fees"):
                continue  # in a footnote
            assert any("".join(piece.text.split()) in words for words in held), piece.text


def test_what_is_missing_is_told_at_the_title(sample: Review, marks: Marks) -> None:
    (note,) = about(marks, "MIS-002")
    assert note.places == marks.notes[0].places
    assert note.lines[0].endswith("(missing)")
    assert any(line.startswith("Where it was looked for: ") for line in note.lines)


def test_a_combination_is_told_at_its_parts(sample: Review, marks: Marks) -> None:
    combination = find(sample, "COM-001")
    first, second = about(marks, "COM-001")
    assert {first.places, second.places} == {piece.places for piece in combination.evidence}
    assert second.lines[0] == f"Part of the same point: {combination.advice.title}"
    assert second.lines[1].startswith("See the comment at Clause ")


def test_words_in_a_footnote_are_quoted_where_the_note_hangs(sample: Review, marks: Marks) -> None:
    note = next(one for one in about(marks, "PAY-001") if "footnote" in one.lines[1])
    assert note.lines[1].startswith("This is about words in a footnote: “An invoice for Outcome Fees")


def test_what_a_person_set_aside_is_not_marked_but_counted(sample: Review) -> None:
    aside = find(sample, "PAY-010")
    decided = replace(aside, suppressed=Suppression("We are insured.", "Amina Khan", "2027-03-31"))
    review = replace(sample, findings=tuple(decided if one is aside else one for one in sample.findings))
    marks = Notebook(review, 0, DATA, redline=False).marks()

    assert not about(marks, "PAY-010")
    assert "1 finding set aside by decision is not marked." in marks.notes[0].lines


def test_what_there_is_no_room_for_is_counted(sample: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST_NOTES", 10)
    marks = Notebook(sample, 0, DATA, redline=False).marks()
    assert len(marks.notes) == 10
    assert any("for which there is no room" in line for line in marks.notes[0].lines)


def test_proposed_wording_is_inserted_once_and_the_comments_say_where(sample: Review) -> None:
    made = mark_up(sample, DATA, redline=True)
    final, original = (read_bytes(made, "a.docx", view=view) for view in ("final", "original"))
    before = read_bytes(DATA, "a.docx", view="original")

    assert without_marks(made) == without_marks(DATA)
    assert original.text == before.text
    assert [block.label for block in original.blocks] == [block.label for block in before.blocks]
    wording = find(sample, "TER-001").advice.suggest
    assert final.text.count(wording) == 1
    comments = [one.text for one in docx.Document(io.BytesIO(made)).comments]
    (told,) = [one for one in comments if "(Rule TER-001)" in one]
    assert "Wording to propose instead: inserted below Clause 22.2 as a tracked change." in told
    assert wording not in told
    paid = find(sample, "PAY-002").advice.suggest
    assert paid in find(sample, "COM-001").advice.suggest
    assert final.text.count(paid) == 1  # as a part of the longer


@pytest.mark.parametrize(
    ("short", "long", "inserted"),
    [
        (STOP, "We may stop work until paid, after 14 days. Interest runs.", 1),
        (STOP, "We may stop work until paid, after 60 days. Interest runs.", 2),
        (STOP, "Nothing here stops us from speaking up, 14 times.", 2),
    ],
)  # fmt: skip
def test_nearly_the_same_wording_is_inserted_once_unless_its_numbers_differ(
    sample: Review, short: str, long: str, inserted: int
) -> None:
    found = [one for one in sample.findings if one.clause][:2]
    findings = [
        replace(one, advice=replace(one.advice, suggest=text)) for one, text in zip(found, (short, long), strict=True)
    ]
    marks = Notebook(replace(sample, findings=tuple(findings)), 0, DATA, redline=True).marks()
    assert len(marks.proposals) == inserted
    assert all(
        "inserted below" in "\n".join(note.lines) for note in marks.notes[1:] if "Wording" in "".join(note.lines)
    )


def test_wording_for_an_item_goes_below_the_whole_list(sample: Review) -> None:
    item = next(one for one in sample.findings if one.clause_label.endswith(")") and one.advice.suggest)
    marks = Notebook(replace(sample, findings=(item,)), 0, DATA, redline=True).marks()
    (proposal,) = marks.proposals
    assert proposal.below.endswith(item.clause_label.rpartition("(")[0])


def test_the_same_review_gives_the_same_bytes(sample: Review) -> None:
    assert mark_up(sample, DATA, redline=True) == mark_up(sample, DATA, redline=True)


@pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_keeps_every_comment_of_the_sample(sample: Review) -> None:
    made = mark_up(sample, DATA, redline=True)
    kept = through_office(made)
    assert len(keys(kept)) == len(keys(made))
    assert (
        read_bytes(kept, "a.docx", view="original").text.split()
        == read_bytes(through_office(DATA), "a.docx", view="original").text.split()
    )


# --- several files ------------------------------------------------------------------------------------------

TERMS = (
    "SUB-CONTRACT",
    "This Agreement is between PRIME LIMITED (the “Contractor”) and SMALL CHARITY (the “Sub-Contractor”).",
    "1. The Contractor shall have no obligation to make any payment to the Sub-Contractor unless and until it has "
    "received cleared funds from the Authority.",
    "2. The Contractor may terminate this Agreement at any time without giving reasons.",
)


def test_each_file_has_its_own_findings_and_the_first_what_is_missing(tmp_path: Path) -> None:
    form = small(tmp_path, "form.docx", "ORDER FORM", "This order form is part of the sub-contract below.")
    terms = small(tmp_path, "terms.docx", *TERMS)
    review = check([form, terms])
    lack = replace(review.findings[0], rule="MIS-002", missing=True, clause=None, evidence=())
    review = replace(review, findings=(*review.findings, lack))
    first, second = (
        Notebook(review, number, path.read_bytes(), redline=False).marks() for number, path in enumerate((form, terms))
    )

    assert any(note.lines[0].endswith("(missing)") for note in first.notes)
    assert not any(note.lines[0].endswith("(missing)") for note in second.notes)
    assert not about(first, "PAY-002")
    assert len(about(second, "PAY-002")) == 1
    assert all(marks.notes[0].lines[0].startswith("Red") for marks in (first, second))
    told = "The contract is 2 files. What is missing is told at the top of form.docx."
    assert told in first.notes[0].lines
    assert told in second.notes[0].lines


def test_a_file_that_changed_meanwhile_and_plain_text_are_refused_in_words(sample: Review) -> None:
    with pytest.raises(ReadError, match="has changed while it was checked"):
        mark_up(sample, DATA + b"\n")
    text = "Payment terms are net ninety (90) days."
    with pytest.raises(ReadError, match="plain text has no room for comments"):
        mark_up(check_text(text), text.encode())


# --- hostile contracts --------------------------------------------------------------------------------------


def test_hostile_words_in_a_contract_do_no_harm(tmp_path: Path) -> None:
    long = "Supercontractor" * 700
    path = small(
        tmp_path,
        "a.docx",
        "SUB-CONTRACT &lt;script&gt;",
        f"This is between PRIME (the “{long}”) and SMALL \u202eCHARITY (the “Sub\u2066Contractor”).",
        *TERMS[2:],
    )
    review = check([path], us=["SMALL \u202eCHARITY"], them=[long])
    made = mark_up(review, path.read_bytes(), redline=True)

    text = parts(made)["word/comments.xml"].decode()
    assert not set(text) & {"\u202e", "\u2066"}
    assert max(len(one.text) for one in docx.Document(io.BytesIO(made)).comments) < 10_000
    assert without_marks(made) == without_marks(path.read_bytes())


def test_signs_that_xml_cannot_hold_are_spelt_out(sample: Review) -> None:
    finding = find(sample, "PAY-002")
    advice = replace(finding.advice, title="Bad \x00\x1b[31m\ud800\ufffe\uffff title", why="a\vb\u2028c")
    review = replace(sample, findings=(replace(finding, advice=advice),))

    (comment,) = [one for one in docx.Document(io.BytesIO(mark_up(review, DATA))).comments if "Bad" in one.text]
    assert "Bad [U+0000][U+001B][31m[U+D800][U+FFFE][U+FFFF] title" in comment.text


def test_hidden_words_are_marked_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    hidden = f"<w:p><w:pPr/><w:r><w:rPr><w:vanish/></w:rPr><w:t>{TERMS[2]}</w:t></w:r></w:p>"
    path.write_bytes(word(para(TERMS[0]) + para(TERMS[1]) + hidden + para(TERMS[3])))
    (note,) = about(Notebook(check([path]), 0, path.read_bytes(), redline=False).marks(), "PAY-002")
    assert note.lines[1].startswith("This is about words that Word does not show, because they are hidden: “")
