"""The progress bar, seen only on a terminal and only when work takes a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as ProgressBar

from termscheck.model import Progress
from termscheck.words import visible

PATIENCE = 0.5
"""Seconds that work may take before it shows a progress bar."""


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """What to call with progress: seen only on a terminal, and only once the work has taken `PATIENCE`."""
    bar = ProgressBar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
    bar.add_task(visible(name), total=None)
    (task,) = bar.tasks

    def tell(stage: str, done: int, total: int) -> None:
        counted_so_far = f" {done} of {total}" if total else ""
        task.description, task.completed, task.total = f"{visible(name)}: {stage}{counted_so_far}", done, total or None

    if not bar.console.is_interactive:
        yield tell
        return
    # a timer, because the slowest stages are those that have nothing to tell for a while
    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield tell
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
