"""The pages of the documentation, taken apart: fenced pieces, code in the line of text, links and headings.

What stands after the language of a fence says what the piece is for; readers do not see it:

    ```yaml money.yaml                    a file, made under that path
    ```sh                                 commands, one a line
    ```console                            commands after `$ `, each with its answer below; `...` stands for anything
    ```sh server                          a command that is started, asked for its page, and ended with Ctrl-C
    ```sh tested-in=tests/packaging/test_wheel.py   commands that another test runs; that file names the page
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<about>[^\n`]+)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+(?:\n[^`\n]+)?)`(?!`)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
COMMANDS = ("sh", "console")


@dataclass(frozen=True)
class Piece:
    """A fenced piece: its language, what stands after that, its text, and the line of its fence."""

    language: str
    note: str
    text: str
    line: int

    @property
    def path(self) -> str:
        """The file that it is, or ""."""
        return self.note if self.language not in COMMANDS else ""

    def typed(self) -> list[tuple[str, str]]:
        """The commands, each with the answer that is printed below it, or ""."""
        joined = self.text.replace("\\\n", " ")
        if self.language == "sh":
            return [(line, "") for line in joined.splitlines() if line and not line.startswith("#")]
        return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", joined, re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page, by its path in the repository."""

    name: str

    @property
    def text(self) -> str:
        return (REPOSITORY / self.name).read_text(encoding="utf-8")

    def pieces(self) -> list[Piece]:
        found = []
        for fence in FENCE.finditer(self.text):
            language, _, note = fence["about"].strip().partition(" ")
            found.append(Piece(language, note, dedent(fence["text"]), self.text.count("\n", 0, fence.start()) + 1))
        return found

    def prose(self) -> str:
        """The page without its fenced pieces."""
        return FENCE.sub("", self.text)

    def spans(self) -> list[str]:
        """Code within the text."""
        return [" ".join(span.split()) for span in SPAN.findall(self.prose())]

    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        prose = SPAN.sub("", self.prose())
        return [*LINK.findall(prose), *PICTURE.findall(prose)]

    def anchors(self) -> set[str]:
        """The names of its headings, as links use them."""
        headings = re.findall(r"^#+ +(.*?) *$", self.prose(), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


PAGES = [
    Page(path.relative_to(REPOSITORY).as_posix())
    for path in (
        *sorted(REPOSITORY.glob("*.md")),
        *sorted((REPOSITORY / "docs").glob("*.md")),
        REPOSITORY / "samples" / "README.md",
        REPOSITORY / "rules" / "README.md",
    )
]
