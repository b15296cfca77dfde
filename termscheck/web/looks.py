"""The page's own words and looks: its templates, and the files that a browser asks for besides.

What the report looks like is told once, in reports/html/report.css; the page adds its forms to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.web.results import Result
from termscheck.words import counted, day_in_words, listed, shorten, visible

_HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """Everything that is not marked as safe is escaped, and what is not given is an error."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "counted": counted, "day": day_in_words, "listed": listed, "moment": moment, "shorten": shorten, "size": size,
        "visible": visible,
    }  # fmt: skip
    return made


@cache
def static(name: str) -> bytes | None:
    """A file that pages refer to, by its name; None for any other name."""
    places = {
        "report.css": bundled("reports") / "html" / "report.css",
        "page.css": _HERE / "static" / "page.css",
        "desk.css": _HERE / "static" / "desk.css",
        "page.js": _HERE / "static" / "page.js",
    }
    return places[name].read_bytes() if name in places else None


def above(made: Sequence[Result], unmade: Sequence[str]) -> Markup:
    """What stands above a report in the page: the files to take away, and the way out."""
    return Markup(environment().get_template("above.html.j2").render(made=made, unmade=unmade))  # noqa: S704


def looks() -> str:
    """The CSS of that."""
    return (_HERE / "static" / "above.css").read_text(encoding="utf-8")


def moment(at: datetime) -> str:
    """A moment as people say it, in UTC: "27 November 2026, 09:05"."""
    return f"{day_in_words(at.date().isoformat())}, {at:%H:%M}"


def size(number: int) -> str:
    """Bytes as people say them: "340 kB", "1.2 MB"."""
    return f"{number / 10**6:.1f} MB" if number >= 10**6 else f"{max(round(number / 1000), 1)} kB"
