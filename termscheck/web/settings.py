"""What `termscheck serve` was asked for, and the bounds within which the page works."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from termscheck.batch.lanes import fitting_workers
from termscheck.batch.work import Bounds, Checker
from termscheck.web.worker import CHECKER

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names by which a browser on this machine reaches the page."""


@dataclass(frozen=True)
class Settings:
    """How contracts are checked, and what one visitor and all of them together may take.

    Sizes are bytes, times seconds. `folder` is where the private folder of the visits is made: the system's for
    temporary files, if None. `today` is the day of the checks: that of the clock, if None.
    """

    port: int = 8000
    hosts: tuple[str, ...] = LOOPBACK
    origin: str = ""
    """What a browser calls the page, such as “https://desk.example.org”; empty where it is reached as it is served."""
    folder: Path | None = None
    rules: tuple[Path, ...] = ()
    profile: str | None = None
    today: date | None = None
    workers: int = field(default_factory=fitting_workers)
    checker: Checker = CHECKER
    bounds: Bounds = field(default_factory=Bounds)
    most_files: int = 20
    most_bytes: int = 100 * 2**20
    """Of the files of one contract."""
    most_visits: int = 200
    most_kept: int = 2 * 2**30
    """Of all that lies in the folder of the visits."""
    idle: float = 3600
    """After so long without a request a visit is over, and its files are deleted."""
    patience: float = 30
    """For the next bytes of a request."""
    longest_upload: float = 600
    requests_a_second: float = 50
    requests_at_once: int = 500
    uploads_a_second: float = 1
    uploads_at_once: int = 60
