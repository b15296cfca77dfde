"""How a review is told: one function for each output format, each a pure function of the review.

The contract itself, marked up, is made of the review and of the file that was read: see `marked`.

No renderer looks at a clock, an environment variable or a network: the same review gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.renderers.marked import MARKED

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle


class Renderer(NamedTuple):
    """An output format: the endings of the names of its files, the first of which it gives itself, and what makes it.

    `binary` bytes are nothing to show on a screen.
    """

    suffixes: tuple[str, ...]
    render: Callable[..., bytes]
    binary: bool = False
    styled: bool = False
    """Whether it takes a house style besides the review."""


def _by(module: str) -> Callable[..., bytes]:
    """What makes a format, loaded when it is first asked for: most runs need one, and `--version` none."""

    def render(*args: object, **options: object) -> bytes:
        made: bytes = import_module(f"termscheck.renderers.{module}").render(*args, **options)
        return made

    return render


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "html": Renderer((".html", ".htm"), _by("html"), styled=True),
        "json": Renderer((".json",), _by("json")),
        "text": Renderer((".txt",), _by("terminal")),
        "md": Renderer((".md", ".markdown"), _by("markdown"), styled=True),
        "csv": Renderer((".csv",), _by("csv"), styled=True),
        "xlsx": Renderer((".xlsx",), _by("xlsx"), binary=True, styled=True),
        "sarif": Renderer((".sarif", ".sarif.json"), _by("sarif")),
        "junit": Renderer((".junit.xml", ".xml"), _by("junit")),
        "letter": Renderer((".letter.docx",), _by("letter_word"), binary=True, styled=True),
        "letter-md": Renderer((".letter.md",), _by("letter"), styled=True),
    }
)

FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: renderer.suffixes for name, renderer in RENDERERS.items()} | dict(MARKED)
)
"""Every output format, with the suffixes of `--out` that choose it: those of reports and of marked-up contracts."""


def house_style(folder: Path) -> HouseStyle:
    """The house style in a folder, its templates well formed. Raises UsageError with all that is wrong with it."""
    from termscheck.renderers import html, letter, markdown
    from termscheck.renderers.house import read_house
    from termscheck.renderers.marked.notes import COMMENTS
    from termscheck.renderers.templates import templates

    house = read_house(folder)
    kinds = (html.HTML, markdown.MARKDOWN, letter.LETTER, COMMENTS)
    if faults := [fault for kind in kinds for fault in templates(kind, house).faults()]:
        raise UsageError("\n".join(faults))
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


def format_of(file_name: str, asked: Sequence[str] = ()) -> str:
    """The output format that a file's name ("report.html") chooses by its ending, the longest that fits.

    One of the formats `asked` for goes before all others; for it the last part of its ending is enough, such as
    ".docx" for a letter. Raises UsageError when no ending fits.
    """
    fitting = [
        (name in asked, len(ending), name)
        for name, suffixes in FORMATS.items()
        for ending in _endings(suffixes, name in asked)
        if file_name.lower().endswith(ending)
    ]
    if not fitting:
        known = ", ".join(suffix for suffixes in FORMATS.values() for suffix in suffixes)
        raise UsageError(f"No output format goes with the file name '{file_name}'. The endings are: {known}.")
    return max(fitting, key=lambda one: one[:2])[2]


def _endings(suffixes: tuple[str, ...], asked: bool) -> tuple[str, ...]:
    last = suffixes[0].rpartition(".")[2]
    return (*suffixes, f".{last}") if asked else suffixes
