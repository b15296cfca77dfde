"""Lines of a batch in the order in which they came, on disk, until they are told in the order of their names."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from termscheck.batch.summary import Line, line_of
from termscheck.files import UNFINISHED


class Spool:
    """Keeps lines in a file without a name, in a folder: what is kept in memory of each is where it lies."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(prefix=UNFINISHED, suffix=".tmp", dir=folder)  # noqa: SIM115  (closed by `close`)
        self._places: dict[str, int] = {}

    def add(self, line: Line) -> None:
        """Keeps the line of a contract."""
        self._places[line.file] = self._file.tell()
        self._file.write(line.to_json())

    def line(self, name: str) -> Line:
        """The line of a contract, as far as `line_of` tells. Nothing is to be added any more."""
        self._file.seek(self._places[name])
        return line_of(self._file.readline())

    def close(self) -> None:
        """Gives the file up."""
        self._file.close()
