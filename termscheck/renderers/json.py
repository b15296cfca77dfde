"""The review as JSON: one object, for programs. Its shape is `termscheck.wire`'s."""

from __future__ import annotations

import json
from collections.abc import Mapping

from termscheck.model import Review
from termscheck.wire.writing import review_to_dict


def render(review: Review) -> bytes:
    """The review as one indented object in UTF-8, with a line break at its end."""
    return dump(review_to_dict(review), indent=2)


def dump(data: Mapping[str, object], *, indent: int | None = None) -> bytes:
    """An object as a line (`indent` None), or over several lines. Raises ValueError for a number JSON cannot say."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent) + "\n"
    # a lone surrogate becomes \udc80, which is the very escape that JSON has for it
    return text.encode("utf-8", "backslashreplace")
