"""Terms that are written like defined ones, and are defined nowhere in what was supplied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from termscheck.annotate.index import Index, found_at
from termscheck.model import Definition, Notice, Party

OFTEN = 3
"""Uses from which two capitals are no accident."""
FEWEST_DEFINITIONS = 3
"""A text that hardly defines anything gives no reason to expect more."""
MOST_SHOWN = 8

_BEFORE = ("the", "a", "an", "any", "each", "every", "such", "all", "its", "their", "our", "your")
"""What stands before a term."""
_TERM = re.compile(
    rf"(?:{'|'.join(_BEFORE)})\s(?P<term>[A-Z][a-z]+(?:\s[A-Z][a-z]+){{1,3}})\b(?!-|\s(?:Act|Regulations?|Order)\b)"
)
_NAMES = re.compile(
    r"\b(?:Acts?|Regulations?|Rules|Code|Courts?|States?|Kingdom|Republic|Association|University|Council|Bank|Parliament|"
    r"Secretary|Minister|Ministry|Party|Parties|Effective|Date)$|^(?:United|State|Secretary|Supreme|High|European|English)\b"
)


def undefined(
    views: Sequence[str], indices: Sequence[Index], definitions: Sequence[Definition], parties: Sequence[Party]
) -> list[Notice]:
    """One notice that names the commonest of them; none for a text that defines hardly anything."""
    if len(definitions) < FEWEST_DEFINITIONS:
        return []
    known = {one.term.casefold() for one in definitions}
    known |= {label.casefold() for party in parties for label in (*party.labels, party.name)}
    counts = Counter(
        match["term"]
        for view, index in zip(views, indices, strict=True)
        for match in found_at(_TERM, view, _before_capitals(view, index))
    )
    terms = [
        term
        for term, times in counts.most_common()
        if times >= OFTEN and not _NAMES.search(term) and not _is_known(term.casefold(), known)
    ]
    if not terms:
        return []
    shown = ", ".join(f"“{term}”" for term in terms[:MOST_SHOWN])
    more = f" and {len(terms) - MOST_SHOWN} more" if len(terms) > MOST_SHOWN else ""
    return [
        Notice(
            "N-UNDEFINED",
            f"Written like defined terms, but not defined in what was supplied: {shown}{more}. Ask where they are.",
        )
    ]


def _before_capitals(view: str, index: Index) -> list[int]:
    """Where a word stands that can precede a term, and a capital after it: few of the many that there are."""
    return sorted(
        at for word in _BEFORE for at in index.of((word,)) if view[at + len(word) + 1 : at + len(word) + 2].isupper()
    )


def _is_known(term: str, known: set[str]) -> bool:
    """Whether the term, its other number, or a part of it is defined ("Annual Charges" where Charges are)."""
    words = term.split()
    parts = {" ".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1)}
    return any(part in known or part + "s" in known or part.removesuffix("s") in known for part in parts)
