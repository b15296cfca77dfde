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
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader, TemplateSyntaxError
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.days import day_in_words
from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.renderers.ledger import aside_groups, unread, what_was_read, what_was_set_aside
from termscheck.renderers.page import build
from termscheck.renderers.sandbox import Sandbox, fill_in, sentence
from termscheck.renderers.words import (
    counted,
    page_list,
    rule_changed,
    set_aside_by,
    shorten,
    visible,
    what_is_new,
    where,
)

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle


def render(review: Review, house: HouseStyle | None = None, *, above: Markup | str = "", looks: str = "") -> bytes:
    """The report as one HTML file in UTF-8, in the style of a house if one is given.

    `above` is what a page that shows the report sets above it, and `looks` the CSS of that.

    Raises `UsageError` when a template of the house cannot be filled in, with its file and line.
    """
    from termscheck.renderers.house import plain_style

    style = house or plain_style()
    environment = _environment(style) if house else _plain_environment()
    folder = bundled("reports") / "html"
    css = f"{(folder / 'report.css').read_text(encoding='utf-8')}{style.css}{looks}"
    script = (folder / "report.js").read_text(encoding="utf-8")
    html = fill_in(
        environment,
        "report.html.j2",
        style.files,
        page=build(review, style.order),
        house=style,
        above=above,
        style=Markup(css),  # noqa: S704  (the report's own, and looks of the house that hold no tags)
        style_hash=_csp_hash(css),
        script=Markup(script),  # noqa: S704  (the report's own)
        script_hash=_csp_hash(script),
    )
    if style.templates:
        _refuse_foreign(html)
    return (html + "\n").encode("utf-8")


def check_templates(house: HouseStyle) -> None:
    """Raises `UsageError` with every template of a house that is not well formed, with its file and line."""
    environment = _environment(house)
    faults = []
    for name, template in house.templates.items():
        try:
            environment.get_template(name)
        except TemplateSyntaxError as problem:
            faults.append(f"{template.file}, line {problem.lineno}: {sentence(problem)}.")
    if faults:
        raise UsageError("\n".join(faults))


@cache
def _plain_environment() -> Sandbox:
    from termscheck.renderers.house import plain_style

    return _environment(plain_style())


def _environment(style: HouseStyle) -> Sandbox:
    ours = FileSystemLoader(bundled("reports") / "html")

    def of_the_house(name: str) -> tuple[str, str, None] | None:
        template = style.templates.get(name)
        return (template.text, template.file, None) if template else None

    filters: dict[str, Callable[..., Any]] = {
        "aside_groups": aside_groups,
        "counted": counted,
        "day": day_in_words,
        "file_name": file_name,
        "filled": filled,
        "page_list": page_list,
        "rule_changed": rule_changed,
        "set_aside_by": set_aside_by,
        "spaced": spaced,
        "subject": partial(_subject, style.words["categories"]),
        "thousands": thousands,
        "unread": unread,
        "what_is_new": what_is_new,
        "what_was_read": what_was_read,
        "what_was_set_aside": what_was_set_aside,
        "where": where,
    }
    loader = ChoiceLoader([FunctionLoader(of_the_house), ours, PrefixLoader({"termscheck": ours})])
    return Sandbox(loader, filters, bounded=bool(style.templates), words=style.words)


def file_name(name: str) -> Markup:
    """A file's name, which may break after its hyphens, underscores and dots, and elsewhere only where it must."""
    return Markup("<wbr>").join(re.split(r"(?<=[-_.])(?=[^-_.])", visible(name)))


def filled(pattern: str, value: object) -> str:
    """The pattern with a text or number in the place of its "%s"."""
    if not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} is neither text nor number")
    return pattern.replace("%s", str(value), 1)


def spaced(name: str) -> str:
    """A name that programs use as people would write it: "Text boxes" of "text_boxes"."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def thousands(number: int) -> str:
    """A number with commas: "1,204"."""
    return f"{number:,}"


def _subject(names: Mapping[str, str], category: str) -> str:
    """What a category is about, in words: its own name where the report has none for it."""
    return names.get(category) or spaced(category)


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_FOREIGN = frozenset({"script", "iframe", "frame", "object", "embed", "base", "form", "meta", "link", "style"})
_ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "ping", "background", "xlink:href"})
_OURS = {"script": 1, "meta": 6, "link": 1, "style": 1}
"""How many of these the report itself has."""


def _refuse_foreign(html: str) -> None:
    """A house template may say anything, but a report neither runs what is not ours nor opens or sends anything."""
    import lxml.html

    seen: Counter[str] = Counter()
    for element in lxml.html.document_fromstring(html).iter("*"):
        tag = str(element.tag)
        seen[tag] += 1
        if tag in _FOREIGN and seen[tag] > _OURS.get(tag, 0):
            raise UsageError(f"The templates of the house put <{tag}> into the report, which it may not hold.")
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            if name.startswith("on"):
                raise UsageError(f"The templates of the house put “{name}” into the report, which runs nothing else.")
            if name in _ADDRESSES and not value.startswith(("#", "data:")):
                told = f"the address “{shorten(value, 60)}” into the report, which opens nothing: write it as text"
                raise UsageError(f"The templates of the house put {told}.")
