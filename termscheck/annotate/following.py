"""Follows defined terms: from a passage that uses one to the passages that give its meaning.

"The Contractor shall pay on the Due Date" is as good as the definition of Due Date, which may stand in another clause,
in a table, on the order form or in another file, and may itself rest on a further term.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from termscheck.annotate.index import Index, literally
from termscheck.annotate.numbers import lowered
from termscheck.model import Clause, Contract, Definition, Passage, Span, Use

DEEPEST = 3
"""How many definitions are followed one after another."""
MOST_PASSAGES = 12
"""Passages that give the meaning of one term; a term that refers to a whole schedule is not read to its end."""
_ELSEWHERE = re.compile(
    r"order form|particulars|contract details|call-?off|(?:key|commercial) terms|front sheet|"
    r"(?:stated|specified|set out|shown|given)\s+(?:in|on|below|above)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
_RUN = re.compile(r"\w+")
"""What a word of an `Index` is."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A passage that gives the meaning of a term: through which use in the passage that was asked about, how deep."""

    use: Use
    passage: Passage
    depth: int


def follow(contract: Contract, passage: Passage, low: int = 0, high: int | None = None) -> Iterator[Step]:
    """The passages that define the terms used in tokens `[low, high)`, the terms used in those, and so on.

    Nearest first, each passage once, so that a circle of definitions ends.
    """
    high = len(passage.tokens) if high is None else high
    ways = [(use, use.definition) for use in passage.terms if low <= use.start and use.end <= high]
    seen = {passage.index}
    for depth in range(1, DEEPEST + 1):
        further: list[tuple[Use, int]] = []
        for use, number in ways:
            for index in contract.definitions[number].passages:
                if index in seen:
                    continue
                seen.add(index)
                found = contract.passages[index]
                yield Step(use, found, depth)
                further += [(use, one.definition) for one in found.terms]
        ways = further


class Terms:
    """The terms of a contract, found again wherever they are used."""

    def __init__(self, definitions: Sequence[Definition], views: Sequence[str], indices: Sequence[Index]) -> None:
        self._views = views
        self.definitions, self._more = _chosen(definitions, views)
        self._small = [index.low for index in indices]
        self._starts: dict[str, dict[str, list[tuple[Words, int]]]] = defaultdict(lambda: defaultdict(list))
        """The terms by their first word and their second, which is empty where there is none."""
        for number, one in enumerate(self.definitions):
            for words in _numbers(tuple(_WORD.findall(one.term.removesuffix("(s)")))):
                self._starts[lowered(words[0])][lowered(words[1]) if len(words) > 1 else ""].append((words, number))
        every = {first: [*chain.from_iterable(seconds.values())] for first, seconds in self._starts.items()}
        proper = {first for first, choices in every.items() if all(words[0][0].isupper() for words, _ in choices)}
        # a term itself comes before the other number of one
        for choices in chain.from_iterable(seconds.values() for seconds in self._starts.values()):
            choices.sort(key=lambda choice: (-len(choice[0]), " ".join(choice[0]) != self.definitions[choice[1]].term))
        self._places = [
            sorted({
                *_beginning(self._starts.keys() - proper, index),
                *(at for at in _beginning(proper, index) if view[at].isupper()),
            })
            for view, index in zip(views, indices, strict=True)
        ]  # fmt: skip
        """Where a term may begin in each document: most begin only with a capital."""

    def uses(self, passage: Passage) -> tuple[Use, ...]:
        """The terms in a passage; of terms within each other ("Contract" in "Contract Year") the longest."""
        found: list[Use] = []
        after = 0
        for at in self._begun(passage):
            if at >= after and (use := self._fitting(passage, at)):
                found.append(use)
                after = use.end
        return tuple(found)

    def _begun(self, passage: Passage) -> Iterator[int]:
        """The tokens with which a term may begin, in order."""
        places, tokens = self._places[passage.document], passage.tokens
        for first, last in passage.pieces:
            if first == last:
                continue
            begin = bisect_left(places, tokens[first][0])
            for place in places[begin : bisect_left(places, tokens[last - 1][1], begin)]:
                at = bisect_left(tokens, (place,), first, last)
                if at < last and tokens[at][0] == place:
                    yield at

    def _fitting(self, passage: Passage, at: int) -> Use | None:
        """The longest term that begins at a token."""
        view, small = self._views[passage.document], self._small[passage.document]
        start, end = passage.tokens[at]
        seconds = self._starts.get(small[start:end])
        if seconds is None:
            return None
        capital = view[start].isupper()
        following = small[slice(*passage.tokens[at + 1])] if at + 1 < len(passage.tokens) else ""
        for words, number in chain(seconds.get(following, ()), seconds.get("", ()) if following else ()):
            if words[0][0].isupper() and not capital:
                continue
            here = passage.tokens[at : at + len(words)]
            if len(words) == 1 or _are(words, [view[first:last] for first, last in here]):
                return Use(number, at, at + len(words)) if self._is_use(number, passage, here, at) else None
        return None

    def _is_use(self, number: int, passage: Passage, here: Sequence[tuple[int, int]], at: int) -> bool:
        """Not where the term itself is defined, nor the "Contract" of "Sub-Contract"."""
        one, view = self.definitions[number], self._views[passage.document]
        first, last = here[0]
        if one.span.start <= first and last <= one.span.end and one.span.document == passage.document:
            return False
        if "-" in (view[max(0, first - 1) : first], view[here[-1][1] : here[-1][1] + 1]):
            return False
        # a word of an order form that merely begins a sentence is no term
        return one.form != "row" or len(here) > 1 or at not in {0, passage.own_start}

    def meanings(self, clauses: Sequence[Clause], passages: Sequence[Passage]) -> list[tuple[int, ...]]:
        """For each definition, the passages that give its meaning."""
        children: dict[str, list[str]] = defaultdict(list)
        for clause in clauses:
            if clause.kind != "definition" or not clause.heading:  # the next entry is no part of the one before
                children[clause.parent or ""].append(clause.id)
        kinds = {clause.id: clause.kind for clause in clauses}
        by_clause: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_clause[passage.clause].append(passage)

        def meaning(one: Definition) -> Iterator[int]:
            if kinds.get(one.clause) in {"definition", "row"}:
                yield from _whole(one.clause, by_clause, children)
            else:
                near = by_clause[one.clause]
                yield from (passage.index for passage in near if one.span.overlaps(passage.own))
            if one.target:
                yield from _whole(one.target, by_clause, children)

        found = []
        for number, one in enumerate(self.definitions):
            every = [index for part in (one, *self._more.get(number, ())) for index in meaning(part)]
            found.append(tuple(dict.fromkeys(every))[:MOST_PASSAGES])
        return found


def _whole(
    clause: str, passages: Mapping[str, Sequence[Passage]], children: Mapping[str, Sequence[str]]
) -> Iterator[int]:
    """The numbers of the passages of a clause, with those of its sub-clauses."""
    yield from (passage.index for passage in passages[clause])
    for child in children[clause]:
        yield from _whole(child, passages, children)


def _chosen(
    definitions: Sequence[Definition], views: Sequence[str]
) -> tuple[tuple[Definition, ...], Mapping[int, tuple[Definition, ...]]]:
    """One definition for each term: words before a row of an order form, else the first in order of precedence.

    A definition in words that points to the order form has the row there beside it.
    """
    by_term: dict[str, list[Definition]] = defaultdict(list)
    for one in definitions:
        by_term[one.term.casefold()].append(one)
    winners: list[Definition] = []
    more: dict[int, tuple[Definition, ...]] = {}
    for same in by_term.values():
        said = [one for one in same if one.form != "row"]
        rows = [one for one in same if one.form == "row"]
        winner = (said or rows)[0]
        span = winner.span
        if said and rows and _ELSEWHERE.search(views[span.document], span.start, span.end):
            more[len(winners)] = (rows[0],)
        winners.append(winner)
    return tuple(winners), more


def _numbers(words: Words) -> Iterator[Words]:
    """A term and its other number: "Charge" and "Charges"."""
    if not words:
        return
    yield words
    last = words[-1]
    if last.endswith("ies"):
        yield (*words[:-1], last[:-3] + "y")
    elif last.endswith("s") and len(last) > 3:
        yield (*words[:-1], last[:-1])
    elif last.endswith("y"):
        yield (*words[:-1], last[:-1] + "ies")
    elif last[-1].isalpha():
        yield (*words[:-1], last + "s")


def _beginning(words: Iterable[str], index: Index) -> list[int]:
    """Where any of the words begins, or a longer word that begins with it."""
    runs = {run[0] for word in words if (run := _RUN.match(word))}
    marks = [word for word in words if not _RUN.match(word)]
    return [*index.of(runs), *index.glued(runs), *chain.from_iterable(literally(mark, index.low) for mark in marks)]


def _are(words: Words, printed: Sequence[str]) -> bool:
    """Whether printed words are a term's, the first of which has been compared."""
    return len(printed) == len(words) and all(map(_same, words[1:], printed[1:]))


def _same(word: str, printed: str) -> bool:
    """Whether a printed word is the term's: a capital of the term must be one in the text."""
    if word == printed:
        return True
    return word.casefold() == printed.casefold() and (not word[0].isupper() or printed[0].isupper())


def with_terms(
    definitions: Sequence[Definition],
    clauses: Sequence[Clause],
    passages: Sequence[Passage],
    views: Sequence[str],
    indices: Sequence[Index],
) -> tuple[tuple[Definition, ...], tuple[Passage, ...]]:
    """The definitions of a contract with their uses and meanings, and its passages with the terms they use.

    The rows of an order form that nothing uses were no definitions.
    """
    terms = Terms(definitions, views, indices)
    using = [terms.uses(passage) for passage in passages] if terms.definitions else [()] * len(passages)
    uses: dict[int, list[Span]] = defaultdict(list)
    for passage, used in zip(passages, using, strict=True):
        for use in used:
            if passage.own_start <= use.start < passage.own_end:
                uses[use.definition] += passage.spans(use.start, use.end)[:1]
    meanings = terms.meanings(clauses, passages)
    kept = [n for n, one in enumerate(terms.definitions) if one.form != "row" or uses[n]]
    number = {old: new for new, old in enumerate(kept)}

    def numbered(used: tuple[Use, ...]) -> tuple[Use, ...]:
        if len(kept) == len(terms.definitions):
            return used
        return tuple([Use(number[one], start, end) for one, start, end in used if one in number])

    return (
        tuple(replace(terms.definitions[n], uses=tuple(uses[n]), passages=meanings[n]) for n in kept),
        tuple(
            replace(passage, terms=numbered(used)) if used else passage
            for passage, used in zip(passages, using, strict=True)
        ),
    )
