"""Makes the files of Word and Excel, which are zip archives, the same bytes for the same content."""

from __future__ import annotations

import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = datetime(2000, 1, 1)
"""Stands where a file would say when it was made."""


def without_clock(package: bytes) -> bytes:
    """The archive with every member packed anew, in its order and without the time at which it was made."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            entry = ZipInfo(member.filename, FIRST_DAY.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(member))
    return made.getvalue()
