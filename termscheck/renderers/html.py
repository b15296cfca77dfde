"""The report that a person reads: one HTML file that needs nothing else.

The words are in `reports/html/words.yaml`, what stands where in the templates beside it, the looks in `report.css`; a
house style may have its own. Contract text is hostile: every value is escaped, and `words.visible` shows the characters
that a browser would hide or obey. The one script, `report.js`, only folds and filters: nothing is lost without it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.page import build
from termscheck.renderers.templates import Kind, templates
from termscheck.words import shorten, visible


def render(review: Review, house: HouseStyle | None = None, *, above: Markup | str = "", looks: str = "") -> bytes:
    """The report as one HTML file in UTF-8, in the style of a house if one is given.

    `above` is what a page that shows the report sets above it, and `looks` the CSS of that.

    Raises `UsageError` when a template of the house cannot be filled in, with its file and line.
    """
    style = house or plain_style()
    page = build(review, style.order)
    return page_of("report.html.j2", house, ("report.css",), "report.js", above=above, extra=looks, page=page)


def page_of(  # noqa: PLR0913
    template: str,
    house: HouseStyle | None,
    looks: Sequence[str],
    script: str = "",
    *,
    above: Markup | str = "",
    extra: str = "",
    **values: object,
) -> bytes:
    """A page as one HTML file in UTF-8, which needs nothing else and runs nothing but a script of ours.

    `looks` and `script` are files of `reports/html/`; `above` is set above the page, with the CSS `extra`.
    Raises `UsageError` when a template of the house cannot be filled in, or puts into the page what it may not hold.
    """
    folder = bundled("reports") / "html"
    css = "".join((folder / name).read_text(encoding="utf-8") for name in looks) + (house.css if house else "") + extra
    code = (folder / script).read_text(encoding="utf-8") if script else ""
    html = templates(HTML, house).fill_in(
        template,
        above=above,
        style=Markup(css),  # noqa: S704  (the report's own, and looks of the house that hold no tags)
        style_hash=csp_hash(css),
        script=Markup(code),  # noqa: S704  (the report's own)
        script_hash=csp_hash(code) if code else "",
        **values,
    )
    if house and house.templates:
        _refuse_foreign(html, {"script": 1 if code else 0, "meta": 6, "link": 1, "style": 1})
    return (html.strip() + "\n").encode("utf-8")


def file_name(name: str) -> Markup:
    """A file's name, which may break after its hyphens, underscores and dots, save before its suffix; elsewhere only
    where it must."""
    return Markup("<wbr>").join(re.split(r"(?<=[-_.])(?=[^-_.])(?![A-Za-z0-9]+$)", visible(name)))


def filled(pattern: str, value: object) -> str:
    """The pattern with a text or number in the place of its "%s". Raises TypeError for anything else."""
    if not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} is neither text nor number")
    return pattern.replace("%s", str(value), 1)


def spaced(name: str) -> str:
    """A name that programs use as people would write it: "Text boxes" of "text_boxes"."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def thousands(number: int) -> str:
    """A number with commas: "1,204"."""
    return f"{number:,}"


@pass_context
def subject(context: Context, category: str) -> str:
    """What a category is about, in words: its own name where the report has none for it."""
    names: Mapping[str, str] = context["words"]["categories"]
    return names.get(category) or spaced(category)


HTML = Kind(
    "html",
    filters={"file_name": file_name, "filled": filled, "spaced": spaced, "subject": subject, "thousands": thousands},
)
"""The report and the comparison of two drafts."""


def csp_hash(text: str) -> str:
    """What a page allows to be applied or run: the hash of exactly this text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_FOREIGN = frozenset({"script", "iframe", "frame", "object", "embed", "base", "form", "meta", "link", "style"})
_ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "ping", "background", "xlink:href"})


def _refuse_foreign(html: str, ours: Mapping[str, int]) -> None:
    """A house template may say anything, but a report neither runs what is not ours nor opens or sends anything.

    `ours` says how many elements of each kind the page itself has.
    """
    import lxml.html

    seen: Counter[str] = Counter()
    for element in lxml.html.document_fromstring(html).iter("*"):
        tag = str(element.tag)
        seen[tag] += 1
        if tag in _FOREIGN and seen[tag] > ours.get(tag, 0):
            raise UsageError(f"The templates of the house put <{tag}> into the report, which it may not hold.")
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            if name.startswith("on"):
                raise UsageError(f"The templates of the house put “{name}” into the report, which runs nothing else.")
            if name in _ADDRESSES and not value.startswith(("#", "data:")):
                told = f"the address “{shorten(value, 60)}” into the report, which opens nothing: write it as text"
                raise UsageError(f"The templates of the house put {told}.")
