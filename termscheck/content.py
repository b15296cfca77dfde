"""Where the content lives: `rules/` (what is checked) and `reports/` (how it is told).

Both lie beside the package in a checkout and inside it in a wheel. A folder that merely lies beside a
contract is never used: a contract may come in a zip that brings its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def bundled(kind: Literal["rules", "reports"]) -> Path:
    """The folder of bundled content, in a wheel or in a checkout."""
    package = Path(__file__).resolve().parent
    in_wheel = package / "bundled" / kind
    return in_wheel if in_wheel.is_dir() else package.parent / kind
