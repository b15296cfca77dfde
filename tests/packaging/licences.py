"""The licences of all that termscheck needs: `python -m tests.packaging.licences` writes docs/licences.md anew.

The metadata of the installed distributions is read by pip-licenses. Versions are left out, and the many ways of writing
one licence are written alike, so that the page changes when a licence does and not with every release.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "licences.md"
FOR_WORK = frozenset({"dev", "fuzz"})
"""Extras for those who work on termscheck; nothing of them is handed on."""
PERMISSIVE = frozenset({"0BSD", "Apache-2.0", "BSD", "CC0-1.0", "HPND", "ISC", "MIT", "PSF-2.0", "Zlib"})
FILE_BY_FILE = frozenset({"MPL-2.0"})
"""Asks for changes to its own files to be shared, and nothing of the program that uses them."""
OF_PDFIUM = "dependency licenses"
"""What pypdfium2 says of the libraries in PDFium: FreeType, libjpeg-turbo and others, all permissive."""
_ALIKE = (
    (r"MIT-CMU|HPND", "HPND"),
    (r"MIT(?:-0)?(?: License)?", "MIT"),
    (r"BSD(?:-[23]-Clause)?(?: License)?|New BSD License", "BSD"),
    (r"Apache(?:[- ]2\.0|,? (?:Software )?License(?:,? Version)?(?: 2\.0)?)?", "Apache-2.0"),
    (r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)", "MPL-2.0"),
    (r"PSF-2\.0|Python Software Foundation License", "PSF-2.0"),
    (r"ISC(?: License)?(?: \(ISCL\))?", "ISC"),
)
_HEAD = """\
# Licences

termscheck is under the MIT licence. These are the libraries that it needs, with those that they need, each under the
licence that its own metadata gives. All of them let you use, change and pass on the program, also for money; none is
under the GPL or AGPL. Where a licence is “MPL-2.0”, changes to the files of that library itself must be shared. The
“dependency licenses” of pypdfium2 are those of the libraries inside PDFium; they lie in its wheel.

Written by `python -m tests.packaging.licences`; a test keeps it true.

| Library | Licence | Needed for |
|---|---|---|
"""


class Library(NamedTuple):
    """An installed distribution: its name, its licences, and the extra of termscheck that asks for it, or ""."""

    name: str
    licences: frozenset[str]
    extra: str


def libraries() -> list[Library]:
    """All that termscheck and its extras need here, by name."""
    needed: dict[str, str] = {}
    for extra, requirements in asked_for().items():
        for name in _closure(requirements, frozenset(), set()):
            needed.setdefault(name, extra)
    command = [
        sys.executable,
        "-m",
        "piplicenses",
        "--from",
        "mixed",
        "--with-system",
        "--format",
        "json",
        "--packages",
    ]
    told = subprocess.run([*command, *needed], capture_output=True, encoding="utf-8", check=True).stdout
    found = {canonicalize_name(one["Name"]): (one["Name"], alike(one["License"])) for one in json.loads(told)}
    return [Library(*found[name], needed[name]) for name in sorted(found)]


def asked_for() -> dict[str, list[str]]:
    """The direct dependencies: under "" what termscheck always needs, then by extra."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return {"": project["dependencies"]} | {name: extras[name] for name in sorted(extras.keys() - FOR_WORK)}


def _closure(requirements: Iterable[str], extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> set[str]:
    """The distributions that requirements lead to; those that are not installed are passed over."""
    found: set[str] = set()
    for line in requirements:
        wanted = Requirement(line)
        name, its = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            continue
        if (name, its) in seen:
            continue
        seen.add((name, its))
        try:
            more = distribution(name).requires or ()
        except PackageNotFoundError:
            continue
        found |= {name} | _closure(more, its, seen)
    return found


def alike(licence: str) -> frozenset[str]:
    """The licences in a line of metadata, each by its usual name; with a choice of several, all of them."""
    parts = re.split(r"\s+(?:AND|OR|and|or)\s+|[;,]\s*", licence.strip())
    return frozenset(_usual(part.strip("() ") if part.count("(") != part.count(")") else part) for part in parts)


def _usual(part: str) -> str:
    return next((name for pattern, name in _ALIKE if re.fullmatch(pattern, part.strip(), re.IGNORECASE)), part.strip())


def page() -> str:
    """The page as it should be."""
    rows = []
    for one in libraries():
        purpose = f"`termscheck[{one.extra}]`" if one.extra else "termscheck"
        rows.append(f"| {one.name} | {', '.join(sorted(one.licences))} | {purpose} |")
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Written to {PAGE}")
