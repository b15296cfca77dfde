"""The review as JSON: one object, for programs. Its shape is `termscheck.wire`'s."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from itertools import islice

from termscheck.model import Review
from termscheck.wire.writing import review_to_dict

PIECES = 50_000
"""Words, numbers and signs that are put together at a time."""


def render(review: Review) -> bytes:
    """The review as one indented object in UTF-8, with a line break at its end."""
    return dump(review_to_dict(review), indent=2)


def dump(data: Mapping[str, object], *, indent: int | None = None) -> bytes:
    """An object as a line (`indent` None), or over several lines. Raises ValueError for a number JSON cannot say."""
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent)
    if indent is None:
        return _utf_8(encoder.encode(data) + "\n")
    pieces = encoder.iterencode(data)
    made = BytesIO()
    while some := "".join(islice(pieces, PIECES)):  # all at once they take several times what they come to
        made.write(_utf_8(some))
    made.write(b"\n")
    return made.getvalue()


def _utf_8(text: str) -> bytes:
    # a lone surrogate becomes \udc80, which is the very escape that JSON has for it
    return text.encode("utf-8", "backslashreplace")
