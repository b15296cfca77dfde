"""The passages of a contract as patterns see them: each with what it says, and with the clause around it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from termscheck.model import Clause, Contract, Document, Hit, Hits, Passage, Proposition, Use
from termscheck.model.contract import new

LONGEST = 40
"""Most sentences of one clause that are put together."""
DENIALS = frozenset({"prohibition", "release", "negator", "nor"})
"""What a denial begins with."""
DENIAL_ENDS = ("border", "link", "but")
"""What ends the scope of a denial, as in medspaCy's ConText."""


class Match(NamedTuple):
    """A pattern found at tokens `[start, end)`; `guesses` counts slots the text left unknown."""

    start: int
    end: int
    guesses: int = 0
    days: float | None = None
    mutual: bool = False
    elsewhere: tuple[int, ...] = ()
    """Numbers of the passages that define a term in it and were needed for the match."""

    def joined(self, other: Match) -> Match:
        """Both matches as one; the longer duration counts."""
        days = [d for d in (self.days, other.days) if d is not None]
        return Match(
            min(self.start, other.start),
            max(self.end, other.end),
            max(self.guesses, other.guesses),
            max(days, default=None),
            self.mutual or other.mutual,
            tuple(dict.fromkeys(self.elsewhere + other.elsewhere)),
        )


@dataclass
class View:
    """A passage as patterns see it."""

    passage: Passage
    propositions: Sequence[Proposition]
    whole: WholeClause | None = None
    """The clause that the passage belongs to, with all its sub-clauses."""
    follow: Callable[[int, int], Iterator[tuple[Use, View]]] | None = None
    """The definitions of the terms used within a range of tokens, each with the use that leads there."""
    text: str = ""
    """The text of the document that the passage stands in."""
    names: frozenset[str] = field(init=False)
    weighed: dict[str, float] = field(default_factory=dict)
    """The rules that its signs speak for, and by how much the score is above what the rule asks for."""

    around: Sequence[View] = ()
    """The sentences of its paragraph that it is weighed together with."""
    taken_back: frozenset[str] = frozenset()
    """The rules whose meaning the sentences around take back."""
    compared: frozenset[str] = frozenset()
    """The signs that it has in comparison with the rest of the contract, once it has been weighed."""

    def __post_init__(self) -> None:
        self.names = self.passage.hits.names  # the acts of propositions are among them

    @property
    def hits(self) -> Mapping[str, Sequence[Hit]]:
        """The passage's hits by vocabulary, each by position."""
        return self.passage.hits.by_vocabulary

    @property
    def words(self) -> Sequence[str]:
        """The passage's words, as printed."""
        text = self.text
        return [text[start:end] for start, end in self.passage.tokens]

    def clause_view(self) -> View | None:
        """The clause around as one long passage."""
        return self.whole.view if self.whole else None

    @cached_property
    def articles(self) -> frozenset[int]:
        """Tokens that may stand between adjacent words of a pattern."""
        return frozenset(hit.start for hit in self.hits.get("article", ()))

    @cached_property
    def borders(self) -> Sequence[int]:
        """Tokens at which statements end; no gap crosses one."""
        return sorted(hit.start for name in ("border", "proviso") for hit in self.hits.get(name, ()))

    @cached_property
    def denials(self) -> Sequence[int]:
        """Tokens with which a denial begins; a prohibition or release counts once, whatever words make it up."""
        if self.names.isdisjoint(DENIALS):
            return ()
        made = [hit for name in ("prohibition", "release") for hit in self.hits.get(name, ())]
        within = {at for hit in made for at in range(hit.start, hit.end)}
        single = [hit.start for hit in self.hits.get("negator", ()) if hit.start not in within]
        made_so = sorted({hit.start for hit in made} | set(single))
        # "neither … nor" is one denial
        alone = [hit.start for hit in self.hits.get("nor", ()) if not self._since_stop(made_so, hit.start)]
        return sorted([*made_so, *alone])

    def _since_stop(self, places: Sequence[int], at: int) -> bool:
        """Whether one of the places stands before a token, with no border in between."""
        low = max((border for border in self.borders if border <= at), default=0)
        return any(low <= place < at for place in places)

    def denied(self, match: Match) -> bool:
        """Whether the end of a match stands in the scope of a denial: one before it, with no border in between."""
        return bool(self.denials) and self.denied_before[match.end]

    @cached_property
    def denied_before(self) -> Sequence[bool]:
        """For each token, and the end, whether words that end before it stand in the scope of a denial.

        Of two in whose scope they stand, one takes the other back.
        """
        denied = [False] * (self.length + 1)
        for at, reaches in self._denials_reach:
            for end in range(at + 1, reaches + 1):
                denied[end] = not denied[end]
        return denied

    @cached_property
    def _denials_reach(self) -> Sequence[tuple[int, int]]:
        """Each denial, and the token at which its scope ends."""
        if not self.denials:
            return ()
        gates = {(gate.start, gate.end) for said in self.propositions for gate in said.gates}
        ends = sorted(hit.start for name in DENIAL_ENDS for hit in self.hits.get(name, ()))
        ends.append(self.length)
        # a denial within a condition reaches no further than that
        return [
            (at, min([ends[bisect_right(ends, at)], *(end for start, end in gates if start <= at < end)]))
            for at in self.denials
        ]

    @property
    def length(self) -> int:
        """Number of tokens."""
        return len(self.passage.tokens)


class WholeClause:
    """A clause with all its passages. Few patterns look at one: it is put together when the first does."""

    def __init__(self, views: list[View]) -> None:
        self.views = views

    @cached_property
    def names(self) -> frozenset[str]:
        """The vocabularies that stand in its passages, their lead-ins included."""
        return frozenset().union(*(view.names for view in self.views))

    @cached_property
    def view(self) -> View:
        """All its passages as one."""
        return _together(self.views)


def _together(views: Sequence[View]) -> View:
    """Passages of one clause as one passage, so that patterns can look across its sentences."""
    if len(views) == 1:
        return views[0]
    tokens: list[tuple[int, int]] = []
    hits: list[Hit] = []
    said: list[Proposition] = []
    for view in views[:LONGEST]:
        passage, low = view.passage, view.passage.own_start
        shift = len(tokens) - low
        tokens += passage.tokens[low : passage.own_end]
        high = passage.own_end
        hits += [
            new(Hit, (name, start + shift, end + shift, form, value))
            for name, start, end, form, value in passage.hits
            if low <= start and end <= high
        ]
        said += [
            p._replace(start=max(p.start, low) + shift, end=min(p.end, passage.own_end) + shift,
                    act_start=p.act_start + shift, act_end=p.act_end + shift, gates=(), quantities=())
            for p in view.propositions if low <= p.act_start and p.act_end <= passage.own_end
        ]  # fmt: skip
    first = views[0].passage
    return View(
        Passage(
            first.index, first.clause, first.document, tuple(tokens), ((0, len(tokens)),), 0, len(tokens), Hits(hits)
        ),
        said,
        text=views[0].text,
    )


def all_views(contract: Contract) -> list[View]:
    """The passages of a contract as patterns see them."""
    clauses = {clause.id: clause for clause in contract.clauses}
    whole = contract.kind != "unknown"
    return views_of(contract.passages, contract.propositions, clauses, whole, contract.documents)


def views_of(
    passages: Iterable[Passage],
    propositions: Iterable[Proposition],
    clauses: Mapping[str, Clause],
    whole: bool = True,
    documents: Sequence[Document] = (),
) -> list[View]:
    """A view of each passage; without `whole` the text is no contract with clauses, and counts as one clause.

    Without `documents` the views know no words but those of the vocabularies.
    """
    said: dict[int, list[Proposition]] = defaultdict(list)
    for proposition in propositions:
        said[proposition.passage].append(proposition)
    texts = {number: document.text for number, document in enumerate(documents)}
    views = [View(one, said[one.index], text=texts.get(one.document, "")) for one in passages]
    if not whole:
        bare = WholeClause(views)
        for view in views:
            view.whole = bare
        return views
    together: dict[str, WholeClause] = defaultdict(lambda: WholeClause([]))
    for view in views:
        clause = clauses[view.passage.clause]
        together[clause.id].views.append(view)
        if clause.parent:
            together[clause.parent].views.append(view)
    for view in views:
        clause = clauses[view.passage.clause]
        view.whole = together[clause.parent or clause.id]
    return views


def let_go(views: Iterable[View]) -> None:
    """Parts passages from the clauses, sentences and definitions around them, which know them in turn, at the end.

    Python then frees them at once, without its cycle collector, which rests while contracts are checked.
    """
    for view in views:
        view.whole = view.follow = None
        view.around = ()
