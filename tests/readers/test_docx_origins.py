"""From the words of a block back to the runs of the file."""

from __future__ import annotations

from word_files import para, run, word

from termscheck.readers.docx.package import Package
from termscheck.readers.docx.reader import read_story


def test_the_pieces_of_a_paragraph_lead_back_to_its_runs():
    story = read_story(
        Package(word(para("shall ", f"<w:ins>{run('not')}</w:ins>", "<w:r><w:tab/></w:r>", "pay")), "a.docx")
    )
    (paragraph,) = story.paragraphs
    assert paragraph.text == "shall not\tpay"
    assert [piece.element.tag.rpartition("}")[2] for piece in paragraph.pieces] == ["t", "t", "tab", "t"]
