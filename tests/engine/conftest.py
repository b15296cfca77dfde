"""A folder of rules of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def house(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file into a folder of house rules, and gives the folder."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "house"

    return write
