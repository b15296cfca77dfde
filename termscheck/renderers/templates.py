"""The templates of `reports/`, one folder for each kind of output, with those of a house in the places of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader, TemplateSyntaxError

from termscheck.content import bundled
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.ledger import aside_groups, unread, what_was_read, what_was_set_aside
from termscheck.renderers.sandbox import Sandbox, fill_in, sentence
from termscheck.renderers.words import rule_changed, set_aside_by, verdict, what_is_new, where
from termscheck.words import counted, day_in_words, listed, page_list, quotable, shorten, visible

FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "aside_groups": aside_groups,
        "counted": counted,
        "day": day_in_words,
        "listed": listed,
        "page_list": page_list,
        "quotable": quotable,
        "rule_changed": rule_changed,
        "set_aside_by": set_aside_by,
        "shorten": shorten,
        "unread": unread,
        "verdict": verdict,
        "what_is_new": what_is_new,
        "what_was_read": what_was_read,
        "what_was_set_aside": what_was_set_aside,
        "where": where,
    }
)
"""What every template can do with a value, besides what Jinja2 brings."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of output: its folder in `reports/`, and what is done to every value that its templates write, so that
    nothing in a contract is ever read as markup. `filters` are those that it has besides `FILTERS`."""

    folder: str
    written: Callable[[str], str] = visible
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


class Templates:
    """The templates of one kind of output in the style of a house. What they do and write is counted for all together:
    one output needs one of these."""

    def __init__(self, kind: Kind, house: HouseStyle) -> None:
        self._house = house
        self._within = f"{kind.folder}/"
        ours = FileSystemLoader(bundled("reports") / kind.folder)
        loader = ChoiceLoader([FunctionLoader(self._of_the_house), ours, PrefixLoader({"termscheck": ours})])
        bounded = any(name.startswith(self._within) for name in house.templates)
        self._sandbox = Sandbox(
            loader, {**FILTERS, **kind.filters}, kind.written, bounded=bounded, words=house.words, house=house
        )

    def fill_in(self, name: str, **values: object) -> str:
        """What a template writes. Raises `UsageError` when it is the house's and cannot be filled in."""
        return fill_in(self._sandbox, name, self._house.files, **values)

    def faults(self) -> list[str]:
        """A sentence for each template of the house that is not well formed, with its file and line."""
        found = []
        for name, template in self._house.templates.items():
            try:
                if name.startswith(self._within):
                    self._sandbox.get_template(name.removeprefix(self._within))
            except TemplateSyntaxError as problem:
                found.append(f"{template.file}, line {problem.lineno}: {sentence(problem)}.")
        return found

    def _of_the_house(self, name: str) -> tuple[str, str, None] | None:
        template = self._house.templates.get(self._within + name)
        return (template.text, template.file, None) if template else None


def templates(kind: Kind, house: HouseStyle | None = None) -> Templates:
    """The templates for one output: in the style of a house, or in that which termscheck comes with."""
    return Templates(kind, house) if house else _plain(kind)


@cache
def _plain(kind: Kind) -> Templates:
    return Templates(kind, plain_style())
