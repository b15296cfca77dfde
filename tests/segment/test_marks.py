"""What makes segmenting fast finds what the slow way finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termscheck.segment import marks, wording

BEFORE = st.lists(
    st.sampled_from(
        (
            *("clause", "sub-paragraphs", "Schedule", "see", "nos.", "paras", "item", "xclause", "(xviii)", "(a)", "3"),
            *("through", "and/or", "and", "or", "–", ",", ", ", " ", "\t", "\n", "\u00a0", "    ", "; ", ": ", "word"),
            *("seventeen", "thousand", "Thirty", "one", "someone"),
        )
    )
).map(lambda pieces: "".join(pieces)[-40:])
LINES = st.lists(st.sampled_from(("Name", "By:", "signed ", ": ", "/s/", "/", "__", "_", "..", ".", "\n", "Address ")))


@given(BEFORE)
def test_a_pointer_and_a_count_are_found_at_the_end_of_what_is_looked_at(before: str) -> None:
    pointer, whole = marks._pointer(before), marks._POINTER.search(before)
    assert (pointer and pointer.span()) == (whole and whole.span())
    assert marks._is_counted(before) == bool(marks._COUNTED.search(before))


@given(LINES.map("".join))
def test_a_line_of_a_signature_block_has_a_sign_of_one(line: str) -> None:
    assert wording.is_signing(line) == bool(wording._SIGNING.search(line[: wording.LOOK]))


@given(st.lists(st.sampled_from((" ", "\n", "a", "word"))).map("".join), st.integers(1, 5))
def test_a_short_text_has_few_words(text: str, most: int) -> None:
    assert wording.is_short(text, most) == (0 < wording.words(text) <= most)
