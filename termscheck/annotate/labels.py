"""The labels of a document's clauses, and the way from a printed label to its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from termscheck.annotate.index import Index, found_at
from termscheck.model import Clause

Parts = tuple[str, ...]
_KIND = re.compile(r"(?:sub-?)?(?:clause|section|article|paragraph|para|condition|item)\s*")
_ROUND = re.compile(r"\.0?$")
"""Some contracts number their clauses 1.0, 2.0 and cite them as 1 and 2."""
_ENDS_IN_MARK = re.compile(r"\([^()]*\)$")
_CLAUSE_WORD = re.compile(r"\b[Cc]lauses?\s\d")
_SECTION_WORD = re.compile(r"\b(?:[Ss]ection|[Aa]rticle)s?\s\d")


@lru_cache(maxsize=2_000)
def parts_of(label: str) -> Parts:
    """A label as its parts, outermost first: "Schedule 2, Part 1, 4.1(a)" as schedule2, part1 and 4.1(a)."""
    return tuple(_ROUND.sub("", _KIND.sub("", "".join(part.lower().split()))) for part in label.split(", ") if part)


def contained(parts: Parts, container: Parts) -> Parts:
    """The parts within a container that may or may not be named among them."""
    return parts[len(container) :] if parts[: len(container)] == container else parts


class Labels:
    """Finds clauses of one document by label."""

    def __init__(self, clauses: Sequence[Clause], view: str, index: Index) -> None:
        self._clauses = {clause.id: clause for clause in clauses}
        self._order = [clause.id for clause in clauses]
        self._view = view
        self._ids: dict[Parts, str] = {}
        self._endings: dict[Parts, list[str]] = {}
        for clause in clauses:
            if clause.label:
                parts = parts_of(clause.label)
                self._ids.setdefault(parts, clause.id)
                if len(parts) > 2:  # "Schedule 2, paragraph 4" of a schedule in parts
                    self._endings.setdefault((parts[0], parts[-1]), []).append(clause.id)
        cited = found_at(_CLAUSE_WORD, view, index.of(("clause", "clauses")))
        others = found_at(_SECTION_WORD, view, index.of(("section", "sections", "article", "articles")))
        self.speaks_of_clauses = len(list(cited)) > 3 * len(list(others))
        """Whether the document calls its own provisions clauses, so that a section is of an Act."""

    def label(self, clause: str) -> str:
        """The label of a clause."""
        return self._clauses[clause].label

    def find(self, path: Sequence[str], here: str, word: str) -> str | None:
        """The clause that labels lead to, seen from clause `here`; within a schedule its own paragraphs come first."""
        wanted = parts_of(", ".join(path))
        home = self._home(here)
        tries = [wanted, (*home, *wanted)] if word == "clause" else [(*home, *wanted), (*home[:1], *wanted), wanted]
        if wanted[0].startswith("("):
            tries = [(*parts[:-1], parts[-1] + wanted[0]) for parts in self._above(here)]
        for parts in tries:
            if found := self._ids.get(parts):
                return found
        if not wanted[0].startswith("("):
            for parts in tries:
                if found := self._inside(parts):
                    return found
        endings = self._endings.get(wanted, [])
        return endings[0] if len(endings) == 1 else None

    def _inside(self, parts: Parts) -> str | None:
        """The clause whose running text holds the item: "12.3(b)" where 12.3 says "(a) … or (b) …" in one paragraph."""
        mark = _ENDS_IN_MARK.search(parts[-1])
        holder = self._ids.get((*parts[:-1], parts[-1][: mark.start()])) if mark else None
        if not mark or not holder:
            return None
        span = self._clauses[holder].span
        return holder if mark[0] in self._view[span.start : span.end].lower() else None

    def _home(self, here: str) -> Parts:
        """The schedule and part that a clause stands in; empty in the body."""
        clause = self._clauses.get(here)
        parts = parts_of(clause.label) if clause else ()
        return (
            tuple(part for part in parts if not part[0].isdigit() and not part.startswith(("(", "“"))) if parts else ()
        )

    def _above(self, here: str) -> list[Parts]:
        found = []
        clause = self._clauses.get(here)
        while clause:
            if clause.label:
                found.append(parts_of(clause.label))
            clause = self._clauses.get(clause.parent or "")
        return found

    def around(self, here: str, word: str) -> str | None:
        """ "This clause" is the whole numbered clause around; "this paragraph" the piece itself."""
        clause = self._clauses.get(here)
        while clause:
            last = parts_of(clause.label)[-1] if clause.label else ""
            if word.startswith(("schedule", "annex", "appendix", "exhibit", "attachment", "part")):
                if last.startswith(word[:5]):
                    return clause.id
            elif last and (word.startswith(("sub", "para")) or not re.search(r"[(“]|\.(?!0\b)", last)):
                return clause.id if last[0].isalnum() or last[0] == "(" else None
            clause = self._clauses.get(clause.parent or "")
        return None

    def before(self, here: str) -> str | None:
        """The clause before this one, beside it."""
        clause = self._clauses.get(here)
        if not clause:
            return None
        beside = [one for one in self._order if self._clauses[one].parent == clause.parent and self._clauses[one].label]
        at = beside.index(here) if here in beside else 0
        return beside[at - 1] if at else None

    def between(self, first: str | None, last: str | None) -> list[str]:
        """The clauses beside each other that a range leaves unsaid: 5.2 and 5.3 of "clauses 5.1 to 5.4"."""
        if not first or not last:
            return []
        parent = self._clauses[first].parent
        if parent != self._clauses[last].parent:
            return []
        low, high = self._order.index(first), self._order.index(last)
        return [one for one in self._order[low + 1 : high] if self._clauses[one].parent == parent]
