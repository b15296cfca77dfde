"""Clause numbers of Word files, held against two witnesses: LibreOffice's text export, and what Word itself cached.

LibreOffice copies Word's way of numbering independently of us. Word's own numbers are those that it printed last in
cross-references and tables of contents; they can be out of date in the file.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from termscheck.model import Document
from termscheck.readers.docx import read_docx

_SHORT = 12  # characters; shorter words come again and again
_NEAR, _FAR = 6, 300  # lines
_NUMBER = 25  # characters


class Difference(NamedTuple):
    """A paragraph that the two number differently."""

    ours: str
    theirs: str
    words: str


class Comparison(NamedTuple):
    """A Word file beside LibreOffice's export of it: paragraphs found in both that either numbers."""

    compared: int
    differences: list[Difference]
    missed: int
    """Paragraphs numbered here whose words are not found in the export."""
    cached: int
    agreeing: int

    @property
    def equal(self) -> int:
        """How many have the same number."""
        return self.compared - len(self.differences)


def office() -> str | None:
    """The command that starts LibreOffice here, if it can be started."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Sequence[Path], target: str, folder: Path, command: str) -> dict[Path, Path]:
    """Let LibreOffice convert files (of different names) to a format, such as "txt:Text"; those that it managed."""
    with tempfile.TemporaryDirectory() as profile:
        own = f"-env:UserInstallation={Path(profile).as_uri()}"
        subprocess.run(
            [command, own, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, files)],
            check=True,
            capture_output=True,
            timeout=600,
        )
    made = {path: folder / f"{path.stem}.{target.partition(':')[0]}" for path in files}
    return {path: result for path, result in made.items() if result.is_file()}


def compare(document: Document, export: str) -> Comparison:
    """Find the paragraphs of a document in LibreOffice's export, in order, and compare their numbers."""
    ours = [(block.label, *_lines(document.quote(block.span))) for block in document.blocks]
    theirs = [line for line in map(_tidy, export.splitlines()) if line]
    lines = [(label, words[0]) for label, *words in ours if words]
    differences, compared = [], 0
    missed = 0
    for label, words, line in _pairs(lines, theirs):
        if line is None:
            missed += bool(label)
            continue
        number = line.removesuffix(words).strip()
        if label or number:
            compared += 1
            if _bare(number) != _bare(label):
                differences.append(Difference(label, number, words[:60]))
    counts = document.counts
    return Comparison(compared, differences, missed, counts.get("references", 0), counts.get("references_agreeing", 0))


def _pairs(ours: Sequence[tuple[str, str]], theirs: Sequence[str]) -> Iterator[tuple[str, str, str | None]]:
    """Our paragraphs, each with the next line of the export that ends in its words, if there is one near."""
    at = 0
    for label, words in ours:
        near = range(at, min(at + (_FAR if len(words) > _SHORT else _NEAR), len(theirs)))
        found = next((i for i in near if _ends(theirs[i], words)), None)
        yield label, words, None if found is None else theirs[found]
        at = at if found is None else found + 1


def _ends(line: str, words: str) -> bool:
    """Whether a line is the words, or the words after something short."""
    return line == words or (line.endswith(f" {words}") and len(line) - len(words) <= _NUMBER)


def _lines(words: str) -> list[str]:
    return [line for line in map(_tidy, words.split("\n")) if line]


def _tidy(words: str) -> str:
    return " ".join(re.sub("[\u200b\ufeff\u00ad]", "", words).replace("\u2011", "-").split())


def _bare(number: str) -> str:
    """A number as a lawyer cites it; all bullets are one."""
    bare = "".join(number.split()).rstrip(".")
    return "•" if bare and not re.search(r"\w", bare) else bare


def word_files(corpus: Path) -> list[Path]:
    """The Word files of the corpus whose numbers are compared."""
    return sorted([*(corpus / "documents").glob("*/*.docx"), *(corpus / "dev").glob("*.docx")])


def compare_all(files: Sequence[Path], command: str) -> dict[Path, Comparison]:
    """Read all files, let LibreOffice export them, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        exports = convert(files, "txt:Text", Path(folder), command)
        return {
            path: compare(read_docx(path.read_bytes(), path.name), export.read_text(encoding="utf-8-sig"))
            for path, export in exports.items()
        }


def figures(corpus: Path) -> list[str]:
    """A row for each file while it is read; totals, and every difference, as the result."""
    command = office()
    if command is None:
        return ["LibreOffice is not here: nothing to compare with"]
    found = compare_all(word_files(corpus), command)
    print(f"{'file':60} {'numbered':>8} {'equal':>6} {'missed':>6} {'cached':>6} {'agree':>6}")
    for path, result in found.items():
        print(f"{path.stem[:60]:60} {_columns(result)}")
    total = Comparison(
        sum(result.compared for result in found.values()),
        [difference for result in found.values() for difference in result.differences],
        sum(result.missed for result in found.values()),
        sum(result.cached for result in found.values()),
        sum(result.agreeing for result in found.values()),
    )
    told = [
        f"{path.stem}: “{d.words}” is {d.ours or 'without number'} here, {d.theirs or 'without number'} in LibreOffice"
        for path, result in found.items()
        for d in result.differences
    ]
    return [
        f"numbered {total.compared}, equal to LibreOffice {total.equal}, not found in its export {total.missed}",
        f"cached by Word {total.cached}, agreeing {total.agreeing}",
        *told,
    ]


def _columns(result: Comparison) -> str:
    return f"{result.compared:8} {result.equal:6} {result.missed:6} {result.cached:6} {result.agreeing:6}"
