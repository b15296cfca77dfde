"""Damaged copies of the sample contract: read, or refused in words; never a fault of ours, never a silent clean.

A copy is damaged in a way that chance picks, the same each time: bytes changed, a piece cut out or doubled, the end cut
off; in a Word file also within the parts of the package. A silent clean is a review that is not red, as the sample is,
or that has lost a tenth of its words, and says nothing of words that were not read.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from termscheck.errors import ReadError
from termscheck.model import Review
from termscheck.pipeline import check_file
from termscheck.readers import read_bytes

SAMPLES = Path(__file__).parents[2] / "samples"
COPIES = 300
"""Of each format."""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes with one kind of damage."""
    at, length = chance.randrange(len(data)), chance.choice((1, 8, 100, 3000))
    match chance.randrange(4):
        case 0:
            return data[:at] + chance.randbytes(length) + data[at + length :]
        case 1:
            return data[:at] + data[at + length :]
        case 2:
            return data[: at + length] + data[at:]
        case _:
            return data[:at]


def copies(suffix: str) -> Iterator[bytes]:
    """Damaged copies of the sample; every other copy of a Word file is damaged within."""
    whole, chance = (SAMPLES / f"harsh-sub-contract.{suffix}").read_bytes(), random.Random(suffix)
    for number in range(COPIES):
        yield _within(whole, chance) if suffix == "docx" and number % 2 else damaged(whole, chance)


def _within(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        names = archive.namelist()
        hurt = chance.choice([name for name in names if name.startswith(("word/", "_rels", "[Content"))])
        for name in names:
            part = archive.read(name)
            written.writestr(name, damaged(part, chance) if name == hurt else part)
    return made.getvalue()


def figures() -> list[str]:
    """The lines of the record."""
    lines = []
    for suffix in ("docx", "pdf"):
        path = SAMPLES / f"harsh-sub-contract.{suffix}"
        sample = check_file(path, today=date(2026, 11, 26))
        outcomes = Counter(_outcome(data, path, sample) for data in copies(suffix))
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        lines.append(f"{COPIES} damaged copies as .{suffix}: {told}")
    return lines


def _outcome(data: bytes, path: Path, sample: Review) -> str:
    """What became of a copy. One with the words of the sample needs no check: it would be the sample's."""
    try:
        document = read_bytes(data, path.name)
    except ReadError:
        return "refused in words"
    except Exception as problem:  # what is counted here
        return f"fault of ours ({type(problem).__name__})"
    (whole,) = sample.contract.documents
    if document.text == whole.text:
        return "read whole"
    if any(notice.material for notice in document.notices):
        return "read in part and told"
    if document.words < 0.9 * whole.words:
        return f"SILENT CLEAN ({zlib.crc32(data):08x})"
    return "read with changed words"


if __name__ == "__main__":
    print("\n".join(figures()))
