"""What a contract would cost, for people: one HTML page that needs nothing else and runs nothing, or a part of one.

The words are in `reports/html/exposure-parts.j2` and `exposure.html.j2`, which report and page share with the looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.exposure.model import Exposure
from termscheck.model import Review
from termscheck.places import Places
from termscheck.renderers.exposure.view import View, view
from termscheck.renderers.html import csp_hash, file_name
from termscheck.renderers.ledger import unread
from termscheck.renderers.sandbox import Sandbox
from termscheck.words import counted


def render(review: Review, exposure: Exposure) -> bytes:
    """The page in UTF-8."""
    css = (bundled("reports") / "html" / "report.css").read_text(encoding="utf-8")
    page = (
        _environment()
        .get_template("exposure.html.j2")
        .render(
            shown=_view(review, exposure),
            name=review.contract.documents[0].name,
            unread=tuple(notice.message for notice in unread(review)),
            version=review.tool_version,
            style=Markup(css),  # noqa: S704  (the report's own)
            style_hash=csp_hash(css),
        )
    )
    return (page + "\n").encode("utf-8")


def _view(review: Review, exposure: Exposure) -> View:
    return view(exposure, Places(review.contract, linked=False))


@cache
def _environment() -> Sandbox:
    from termscheck.renderers.house import plain_style

    filters: dict[str, Callable[..., Any]] = {"counted": counted, "file_name": file_name}
    loader = FileSystemLoader(bundled("reports") / "html")
    return Sandbox(loader, filters, bounded=False, words=plain_style().words)
