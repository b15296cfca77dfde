"""Texts understood with the bundled vocabulary."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from termscheck.annotate import annotate
from termscheck.model import Contract
from termscheck.pipeline import load_rules
from termscheck.readers import read_text

Understand = Callable[..., Contract]


@pytest.fixture(scope="session")
def understand() -> Understand:
    engine = load_rules()

    def understand(text: str, us: tuple[str, ...] = (), them: tuple[str, ...] = ()) -> Contract:
        return annotate(engine.nlp, [read_text(text, "contract.txt", "")], us, them)

    return understand
