"""How a review is told: one function for each output format, each a pure function of the review.

No renderer looks at a clock, an environment variable or a network: the same review gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.renderers import html, json, terminal

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle


class Renderer(NamedTuple):
    """An output format: the suffixes of `--out` that choose it, and what makes its bytes."""

    suffixes: tuple[str, ...]
    render: Callable[..., bytes]
    styled: bool = False
    """Whether it takes a house style besides the review."""


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "html": Renderer((".html", ".htm"), html.render, styled=True),
        "json": Renderer((".json",), json.render),
        "text": Renderer((".txt",), terminal.render),
    }
)


def house_style(folder: Path) -> HouseStyle:
    """The house style in a folder, its templates well formed. Raises UsageError with all that is wrong with it."""
    from termscheck.renderers.house import read_house

    house = read_house(folder)
    html.check_templates(house)
    return house


def render(review: Review, name: str, house: HouseStyle | None = None) -> bytes:
    """The review in the output format `name`, in the style of a house where the format has one.

    Raises UsageError for a name that is not in `RENDERERS`, and for a template of the house that cannot be filled in.
    """
    if name not in RENDERERS:
        near = get_close_matches(name, RENDERERS, n=1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise UsageError(f"There is no output format '{name}'.{meant} There are: {', '.join(RENDERERS)}.")
    renderer = RENDERERS[name]
    return renderer.render(review, house) if renderer.styled else renderer.render(review)


def format_of(suffix: str) -> str:
    """The output format that a file's suffix (".html") chooses. Raises UsageError when none does."""
    for name, renderer in RENDERERS.items():
        if suffix.lower() in renderer.suffixes:
            return name
    known = ", ".join(suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes)
    raise UsageError(f"No output format goes with the file suffix '{suffix}'. There are: {known}.")
