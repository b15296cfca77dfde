"""A small contract in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_contract import CONTRACT


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract of three unfair terms."""
    path = tmp_path / "contract.txt"
    path.write_text(CONTRACT, encoding="utf-8")
    return path
