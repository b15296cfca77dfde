"""The portfolio report: one HTML file that needs nothing else, runs nothing, and is read without a script.

The words are in `reports/portfolio/portfolio.html.j2`, the looks in `report.css` and `portfolio.css`. What contracts
say, and what their files are called, is hostile: every value is escaped, and hidden characters are shown.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.model import SEVERITIES
from termscheck.portfolio.model import Portfolio
from termscheck.renderers.house import plain_style
from termscheck.renderers.html import file_name, thousands
from termscheck.renderers.portfolio.page import MOST_NAMES, MOST_TERMS, MOST_UNREAD, build
from termscheck.renderers.sandbox import Sandbox, fill_in
from termscheck.words import counted

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle


def render(portfolio: Portfolio, house: HouseStyle | None = None) -> bytes:
    """The report as one HTML file in UTF-8; of a house style it takes the name, the logo and the looks."""
    style = house or plain_style()
    ours = bundled("reports")
    css = "".join((ours / name).read_text(encoding="utf-8") for name in ("html/report.css", "portfolio/portfolio.css"))
    css += style.css
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    filters: dict[str, Callable[..., Any]] = {
        "counted": counted,
        "file_name": file_name,
        "thousands": thousands,
    }
    loader = FileSystemLoader([ours / "portfolio", ours / "html"])
    page = build(portfolio)
    html = fill_in(
        Sandbox(loader, filters, bounded=False, words=style.words),
        "portfolio.html.j2",
        frozenset(),
        page=page,
        numbers={row.term.rule.rule: row.number for row in page.terms},
        severities=tuple(reversed(SEVERITIES)),
        limits={"unread": MOST_UNREAD, "names": MOST_NAMES, "top": MOST_TERMS},
        house=style,
        style=Markup(css),  # noqa: S704  (our own, and looks of the house that hold no tags)
        style_hash=f"sha256-{digest}",
    )
    return (html.lstrip() + "\n").encode("utf-8")
