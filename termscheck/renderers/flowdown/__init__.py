"""How a head contract beside a sub-contract is told: one function for each format, each a pure function of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from termscheck.flowdown.model import Flowdown
from termscheck.renderers.flowdown import html, text
from termscheck.renderers.json import dump


def _json(flowdown: Flowdown) -> bytes:
    return dump(flowdown.to_dict(), indent=2)


RENDERERS: Mapping[str, Callable[[Flowdown], bytes]] = MappingProxyType(
    {"html": html.render, "json": _json, "text": text.render}
)
"""What makes the bytes of each format."""
