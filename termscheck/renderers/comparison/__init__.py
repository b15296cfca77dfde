"""How a comparison of two drafts is told: one function for each format, each a pure function of the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from termscheck.drafts.model import Comparison
from termscheck.renderers.comparison import html, text
from termscheck.renderers.json import dump


def _json(comparison: Comparison) -> bytes:
    return dump(comparison.to_dict(), indent=2)


RENDERERS: Mapping[str, Callable[..., bytes]] = MappingProxyType(
    {"html": html.render, "json": _json, "text": text.render}
)
"""What makes the bytes of each format; HTML takes a house style besides the comparison."""
