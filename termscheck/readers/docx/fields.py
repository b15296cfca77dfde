"""Fields: an instruction that is not printed, and the result that Word printed last.

They nest, and they may begin in one paragraph and end in another.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from termscheck.readers.docx.styles import W

_LONGEST_RESULT = 100  # characters, as far as a number can be long
_CONTENTS = {"TOC", "TOA", "INDEX"}
_NUMBER_SWITCHES = {r"\r", r"\n", r"\w"}
_CHANGED_NUMBER_SWITCHES = {r"\t", r"\p", r"\d"}  # without its words, with "above", with other separators


class CachedReference(NamedTuple):
    """A cross-reference to a numbered paragraph, with the number that Word last printed for it."""

    bookmark: str
    printed: str


@dataclass(slots=True)
class Field:
    """A field being read: its instruction ("REF _Ref12 \\r"), then the result that Word cached."""

    instruction: list[str] = field(default_factory=list)
    result: str = ""
    silent: bool = True
    begun: bool = True
    """Whether the instruction is still being read."""

    @property
    def words(self) -> list[str]:
        """The instruction's words; never empty."""
        return "".join(self.instruction).split() or [""]

    @property
    def name(self) -> str:
        """What kind of field it is, in capitals."""
        return self.words[0].upper()

    @property
    def is_contents(self) -> bool:
        """Whether it prints a table of contents, which repeats the headings."""
        return not self.begun and self.name in _CONTENTS

    @property
    def reference(self) -> CachedReference | None:
        """The number that Word printed, when the field is a cross-reference that prints one unchanged."""
        name, *rest = self.words
        if name.lower().startswith("_ref"):  # the word REF may be left out
            rest = [name, *rest]
        elif name.upper() != "REF":
            return None
        switches = {word.lower() for word in rest if word.startswith("\\")}
        if not switches & _NUMBER_SWITCHES or switches & _CHANGED_NUMBER_SWITCHES:
            return None
        return CachedReference(rest[0].lower(), self.result)

    @property
    def target(self) -> str:
        """The bookmark that a line of a table of contents leads to, by its page number or its link."""
        words = self.words
        if self.name == "PAGEREF" and len(words) > 1:
            return words[1].lower()
        if self.name == "HYPERLINK" and r"\l" in words[:-1]:
            return words[words.index(r"\l") + 1].strip('"“”').lower()
        return ""


class Fields:
    """The fields that are open in one flow of text, the innermost last."""

    def __init__(self, unread: Set[str] = frozenset()) -> None:
        """The results of fields called as in `unread` are not read."""
        self._open: list[Field] = []
        self._unread = unread
        self.silent = 0
        """How many of them do not print at this place."""
        self.contents = 0
        """How many of them print a table of contents."""

    def begin(self) -> None:
        """A new field, silent at first: its instruction comes before its result."""
        self._open.append(Field())
        self.silent += 1

    def instruct(self, words: str) -> None:
        """Take in a part of the instruction."""
        if self._open and self._open[-1].begun:
            self._open[-1].instruction.append(words)

    def separate(self) -> None:
        """From here the result is printed. The page numbers of a table of contents are no words of its lines."""
        if not self._open or not self._open[-1].begun:
            return
        current = self._open[-1]
        current.begun = False
        self.contents += current.is_contents
        if not (current.name in self._unread or (self.contents and current.name == "PAGEREF")):
            current.silent = False
            self.silent -= 1

    def end(self) -> Field | None:
        """The field that ends here, if one is open."""
        if not self._open:
            return None
        ended = self._open.pop()
        self.silent -= ended.silent
        self.contents -= ended.is_contents
        self.add(ended.result)
        return ended

    def add(self, printed: str) -> None:
        """Take in a part of the result."""
        if self._open:
            result = self._open[-1].result
            if len(result) < _LONGEST_RESULT:
                self._open[-1].result = (result + printed[:_LONGEST_RESULT])[:_LONGEST_RESULT]


def unclosed_fields(root: etree._Element) -> set[etree._Element]:
    """Marks that begin a field that never ends: they are passed over, or they would swallow all that follows."""
    begun: list[etree._Element] = []
    for mark in root.iter(W + "fldChar"):
        if mark.get(W + "fldCharType") == "begin":
            begun.append(mark)
        elif mark.get(W + "fldCharType") == "end" and begun:
            begun.pop()
    return set(begun)
