"""How an exposure is told: one function for each format, each a pure function of the review and the exposure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from termscheck.exposure.model import Exposure
from termscheck.model import Review
from termscheck.renderers.exposure import html, text, xlsx
from termscheck.renderers.json import dump


def _json(review: Review, exposure: Exposure) -> bytes:
    from termscheck.exposure.wire import exposure_to_dict

    return dump(exposure_to_dict(exposure), indent=2)


RENDERERS: Mapping[str, Callable[[Review, Exposure], bytes]] = MappingProxyType(
    {"text": text.render, "html": html.render, "json": _json, "xlsx": xlsx.render}
)
"""The formats of an exposure."""
