"""How a review is told: one function for each output format, each a pure function of the review.

The contract itself, marked up, is made of the review and of the file that was read: see `marked`.

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
from termscheck.renderers.marked import MARKED


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

FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: renderer.suffixes for name, renderer in RENDERERS.items()} | dict(MARKED)
)
"""Every output format, with the suffixes of `--out` that choose it: those of reports and of marked-up contracts."""


def render(review: Review, name: str) -> bytes:
    """The review in the output format `name`. Raises UsageError for a name that is not in `RENDERERS`."""
    if name not in RENDERERS:
        near = get_close_matches(name, RENDERERS, n=1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise UsageError(f"There is no output format '{name}'.{meant} There are: {', '.join(RENDERERS)}.")
    return RENDERERS[name].render(review)


def format_of(suffix: str) -> str:
    """The output format that a file's suffix (".html") chooses. Raises UsageError when none does."""
    for name, suffixes in FORMATS.items():
        if suffix.lower() in suffixes:
            return name
    known = ", ".join(suffix for suffixes in FORMATS.values() for suffix in suffixes)
    raise UsageError(f"No output format goes with the file suffix '{suffix}'. There are: {known}.")
