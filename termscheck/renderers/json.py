"""The review as JSON: one object, for programs. Its shape is `termscheck.wire`'s."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO

from termscheck.model import Review
from termscheck.wire.writing import review_to_dict

BY_LINE = frozenset({"clauses", "definitions", "obligations", "quantities", "references", "topics"})
"""Lists of which each item is a line: there are thousands of them, for programs more than for people."""


def render(review: Review) -> bytes:
    """The review as one object in UTF-8, over several lines, with a line break at its end."""
    return dump(review_to_dict(review), indent=2)


def dump(data: Mapping[str, object], *, indent: int | None = None) -> bytes:
    """An object as a line (`indent` None), or over several lines. Raises ValueError for a number JSON cannot say."""
    line = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
    if indent is None:
        return _utf_8(line.encode(data) + "\n")
    lines = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent)
    made = BytesIO()  # all at once takes several times what it comes to
    for piece in _pieces(data, line, lines, "\n" + " " * indent):
        made.write(_utf_8(piece))
    return made.getvalue()


def _pieces(data: Mapping[str, object], line: json.JSONEncoder, lines: json.JSONEncoder, inner: str) -> Iterator[str]:
    """An object over several lines; `inner` begins a line within it."""
    before = "{"
    for key, value in data.items():
        yield f"{before}{inner}{line.encode(key)}: "
        if key in BY_LINE and isinstance(value, list) and value:
            items = map(line.encode, value)
            yield f"[{inner}{inner[1:]}{next(items)}"
            yield from (f",{inner}{inner[1:]}{item}" for item in items)
            yield f"{inner}]"
        else:
            yield lines.encode(value).replace("\n", inner)
        before = ","
    yield "\n}\n" if data else "{}\n"


def _utf_8(text: str) -> bytes:
    # a lone surrogate becomes \udc80, which is the very escape that JSON has for it
    return text.encode("utf-8", "backslashreplace")
