"""How a review is told: one function for each output format, each a pure function of the review.

No renderer looks at a clock, an environment variable or a network: the same review gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.renderers import html, json, terminal


class Renderer(NamedTuple):
    """An output format: the suffixes of `--out` that choose it, and what makes its bytes."""

    suffixes: tuple[str, ...]
    render: Callable[[Review], bytes]


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "html": Renderer((".html", ".htm"), html.render),
        "json": Renderer((".json",), json.render),
        "text": Renderer((".txt",), terminal.render),
    }
)


def render(review: Review, name: str) -> bytes:
    """The review in the output format `name`. Raises UsageError for a name that is not in `RENDERERS`."""
    if name not in RENDERERS:
        near = get_close_matches(name, RENDERERS, n=1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise UsageError(f"There is no output format '{name}'.{meant} There are: {', '.join(RENDERERS)}.")
    return RENDERERS[name].render(review)


def format_of(suffix: str) -> str:
    """The output format that a file's suffix (".html") chooses. Raises UsageError when none does."""
    for name, renderer in RENDERERS.items():
        if suffix.lower() in renderer.suffixes:
            return name
    known = ", ".join(suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes)
    raise UsageError(f"No output format goes with the file suffix '{suffix}'. There are: {known}.")
