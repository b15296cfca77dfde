"""What a sentence is read with: the lead-in of its list, and the tail after it."""

from __future__ import annotations

from tests.annotate.conftest import Understand


def read_as(understand: Understand, text: str, words: str) -> str:
    """The whole passage whose own sentence has the words."""
    contract = understand(text)
    source = contract.documents[0].text
    passage = next(one for one in contract.passages if words in source[one.own.start : one.own.end])
    return " ".join(source[start:end].strip() for start, end in passage.tokens)


def test_a_list_is_read_with_the_paragraph_before_it_though_a_heading_stands_above(understand: Understand) -> None:
    read = read_as(
        understand,
        """\
15.1 Indemnity by the Provider

The Provider must indemnify the Client against all losses arising from:

(a) any breach of this Agreement;

(b) any claim by its staff; and

(c) any act of a subcontractor.
""",
        "claim by its staff",
    )

    assert read.startswith("The Provider must indemnify the Client against all losses arising from :")


def test_of_two_paragraphs_before_a_list_the_second_opens_it(understand: Understand) -> None:
    text = """\
4 Reports

The Provider shall keep records of its work and of all staff who are engaged in it,

and shall give the Client each month:

(a) a report; and

(b) an invoice.
"""
    read = read_as(understand, text, "an invoice")

    assert read.startswith("and shall give the Client each month :")


def test_a_heading_alone_opens_no_list(understand: Understand) -> None:
    read = read_as(
        understand, "4 Reports\n\n4.1 The Provider shall report.\n\n4.2 The Client pays.\n", "The Client pays"
    )

    assert read.startswith("The Client pays")
