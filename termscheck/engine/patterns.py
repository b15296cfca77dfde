"""Patterns over passages: compiled from rule files, evaluated on vocabulary hits and propositions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from termscheck.engine import words
from termscheck.engine.compare import Comparison
from termscheck.engine.schema import DefinedPattern, Pattern, StatementPattern
from termscheck.model import Hit, Holder, Passage, Proposition, Use


@dataclass(frozen=True, slots=True)
class Match:
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


DENIAL_ENDS = ("border", "link", "but")
"""What ends the scope of a denial, as in medspaCy's ConText."""


@dataclass
class View:
    """A passage as patterns see it."""

    passage: Passage
    propositions: Sequence[Proposition]
    clause_view: Callable[[], View] | None = None
    """The clause that the passage belongs to, with all its sub-clauses, as one long passage."""
    follow: Callable[[int, int], Iterator[tuple[Use, View]]] | None = None
    """The definitions of the terms used within a range of tokens, each with the use that leads there."""
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = frozenset(hit.vocabulary for hit in self.passage.hits)

    @cached_property
    def hits(self) -> Mapping[str, Sequence[Hit]]:
        """The passage's hits by vocabulary, each by position."""
        groups: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.passage.hits:
            groups[hit.vocabulary].append(hit)
        return groups

    @cached_property
    def articles(self) -> frozenset[int]:
        """Tokens that may stand between adjacent words of a pattern."""
        return frozenset(hit.start for hit in self.hits.get("article", ()))

    @cached_property
    def borders(self) -> Sequence[int]:
        """Tokens at which statements end; no gap crosses one."""
        return [hit.start for hit in self.hits.get("border", ())]

    @cached_property
    def denials(self) -> Sequence[int]:
        """Tokens with which a denial begins; a prohibition or release counts once, whatever words make it up."""
        made = [hit for name in ("prohibition", "release") for hit in self.hits.get(name, ())]
        single = [
            hit.start
            for name in ("negator", "failing")
            for hit in self.hits.get(name, ())
            if not any(one.start <= hit.start < one.end for one in made)
        ]
        return sorted({hit.start for hit in made} | set(single))

    def denied(self, match: Match) -> bool:
        """Whether the end of a match stands in the scope of a denial: one before it, with no border in between."""
        stops = [hit.start for name in DENIAL_ENDS for hit in self.hits.get(name, ()) if hit.start < match.end]
        low = max(stops, default=0)
        return sum(low <= at < match.end for at in self.denials) % 2 == 1

    @property
    def length(self) -> int:
        """Number of tokens."""
        return len(self.passage.tokens)


class Compiled:
    """A pattern ready to be looked for."""

    def __init__(self, pattern: Pattern, concepts: Mapping[str, Pattern], depth: int = 0) -> None:
        if depth > 12:
            raise words.PatternError("patterns are nested too deep, or a concept contains itself")

        def compiled(inner: Pattern) -> Compiled:
            return Compiled(inner, concepts, depth + 1)

        self.pattern = pattern
        self.any = [compiled(one) for one in pattern.any or ()]
        self.all = [compiled(one) for one in pattern.all or ()]
        self.none = [compiled(one) for one in pattern.none or ()]
        listed = [pattern.words] if isinstance(pattern.words, str) else pattern.words or []
        self.lines = [words.parse(one) for one in listed]
        """The sequences that each line of `words` stands for."""
        self.words = [sequence for line in self.lines for sequence in line]
        self._needs = [(frozenset(element.vocabulary for element in one), one) for one in self.words]
        self.statement = CompiledStatement(pattern.statement, compiled) if pattern.statement else None
        self.defined = CompiledDefined(pattern.defined, compiled) if pattern.defined else None
        self.concept: Compiled | None = None
        if pattern.concept:
            if pattern.concept not in concepts:
                raise words.PatternError(f"there is no concept “{pattern.concept}”")
            self.concept = compiled(concepts[pattern.concept])
        self.in_clause = pattern.within == "clause"
        if not (self.any or self.all or self.words or self.statement or self.defined or self.concept):
            raise words.PatternError(
                "a pattern must look for something: any, all, words, statement, defined or concept"
            )

    def vocabularies(self) -> Iterable[str]:
        """Every vocabulary (and literal) that the pattern names."""
        for sequence in self.words:
            yield from (element.vocabulary for element in sequence)
        if self.statement:
            yield from self.statement.vocabularies()
        if self.defined:
            yield from self.defined.vocabularies()
        for part in (*self.any, *self.all, *self.none, *([self.concept] if self.concept else ())):
            yield from part.vocabularies()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Vocabularies of which at least one is in any passage that matches: the prefilter."""
        if self.in_clause:
            return frozenset()
        choices: list[frozenset[str]] = []
        if self.words:
            choices.append(frozenset(sequence[0].vocabulary for sequence in self.words))
        if self.statement:
            choices.append(self.statement.acts)
        if self.defined:
            choices.append(self.defined.terms)
        if self.concept:
            choices.append(self.concept.anchors)
        if self.any and all(part.anchors for part in self.any):
            choices.append(frozenset().union(*(part.anchors for part in self.any)))
        choices += [part.anchors for part in self.all]
        return min((choice for choice in choices if choice), key=len, default=frozenset())

    def find(self, view: View, low: int = 0, high: int | None = None) -> list[Match]:
        """Where the pattern holds within tokens `[low, high)` of a passage, leftmost first."""
        if self.in_clause:
            if view.clause_view is None:
                return []
            whole = view.clause_view()
            found = self._find(whole, 0, whole.length)
            return [replace(match, start=0, end=view.length) for match in found[:1]]
        return self._find(view, low, view.length if high is None else high)

    def _find(self, view: View, low: int, high: int) -> list[Match]:
        if self.anchors and not self.anchors & view.names:
            return []
        parts: list[list[Match]] = [part.find(view, low, high) for part in self.all]
        if self.any:
            parts.append([match for part in self.any for match in part.find(view, low, high)])
        if self.words:
            parts.append(self._find_words(view, low, high))
            if self.pattern.denied is not None:
                parts[-1] = [match for match in parts[-1] if view.denied(match) == self.pattern.denied]
        if self.statement:
            parts.append(self.statement.find(view, low, high))
        if self.defined:
            parts.append(self.defined.find(view, low, high))
        if self.concept:
            parts.append(self.concept.find(view, low, high))
        if not all(parts) or any(part.find(view, low, high) for part in self.none):
            return []
        return _combined(parts)

    def _find_words(self, view: View, low: int, high: int) -> list[Match]:
        runs = (
            run
            for needed, sequence in self._needs
            if needed <= view.names
            for run in words.find(sequence, view.hits, view.articles, view.borders, low, high)
        )
        return [
            Match(run.start, run.end, days=_days(run.values))
            for run in sorted(runs, key=lambda run: (run.start, run.end))
        ]


class CompiledDefined:
    """A defined term and what its definition says."""

    def __init__(self, pattern: DefinedPattern, compiled: Callable[[Pattern], Compiled]) -> None:
        self.terms = frozenset([pattern.term] if isinstance(pattern.term, str) else pattern.term)
        self.match = compiled(pattern.match)

    def vocabularies(self) -> Iterable[str]:
        """Every vocabulary that it names."""
        yield from self.terms
        yield from self.match.vocabularies()

    def find(self, view: View, low: int, high: int) -> list[Match]:
        """The uses of such a term within tokens `[low, high)`, where its definition fits."""
        if view.follow is None:
            return []
        found: dict[Use, Match] = {}
        for use, definition in view.follow(low, high):
            if use not in found and self.named(view, use) and (there := self.match.find(definition)):
                elsewhere = (definition.passage.index, *there[0].elsewhere)
                found[use] = Match(use.start, use.end, days=there[0].days, elsewhere=elsewhere)
        return list(found.values())

    def named(self, view: View, use: Use) -> bool:
        """Whether the term used is of one of the vocabularies."""
        hits = (hit for name in self.terms for hit in view.hits.get(name, ()))
        return any(use.start <= hit.start and hit.end <= use.end for hit in hits)


class CompiledStatement:
    """A frame over propositions."""

    def __init__(self, pattern: StatementPattern, compiled: Callable[[Pattern], Compiled]) -> None:
        self.pattern = pattern
        self.acts = frozenset([pattern.act] if isinstance(pattern.act, str) else pattern.act)
        self.modes = frozenset(pattern.mode) if pattern.mode else None
        self.by = _slot(pattern.by)
        self.to = _slot(pattern.to)
        self.negated = _wanted_denial(pattern)
        self.gate = frozenset(pattern.gate) if pattern.gate else None
        self.gated_by = compiled(pattern.gated_by) if pattern.gated_by else None
        self.tied = [
            (effect, compiled(part))
            for effect, part in (
                ("needs", pattern.needs),
                ("blocked", pattern.blocked_by),
                ("despite", pattern.despite),
                ("except", pattern.except_for),
            )
            if part
        ]
        """What must stand in an event tied to the act, with what the event does to the act."""
        self.days = Comparison.parse(pattern.days) if pattern.days else None
        self.having = compiled(pattern.having) if pattern.having else None
        self.lacking = compiled(pattern.lacking) if pattern.lacking else None

    def vocabularies(self) -> Iterable[str]:
        """Every vocabulary that the frame names."""
        yield from self.acts
        yield from self.gate or ()
        for part in (self.gated_by, self.having, self.lacking, *(part for _, part in self.tied)):
            if part:
                yield from part.vocabularies()

    def find(self, view: View, low: int, high: int) -> list[Match]:
        """The propositions that fit and whose act stands within tokens `[low, high)`."""
        found = (
            self._fits(view, proposition, low, high)
            for proposition in view.propositions
            if proposition.act in self.acts and low <= proposition.act_start and proposition.act_end <= high
        )
        return [match for match in found if match]

    def _fits(self, view: View, said: Proposition, low: int, high: int) -> Match | None:
        if self.modes and said.mode not in self.modes:
            return None
        if self.negated not in ("either", said.negated):
            return None
        if (self.by and said.bearer not in self.by) or (self.to and said.counterparty not in self.to):
            return None
        match = Match(said.act_start, said.act_end, self._guesses(view, said), mutual=said.bearer == "both")
        parts = (
            self._gate_match(view, said),
            *(_event_match(view, said, effect, pattern) for effect, pattern in self.tied),
            self._duration_match(said),
            self._having_match(view, said, low, high),
        )
        for part in parts:
            if part is False:
                return None
            if isinstance(part, Match):
                match = match.joined(part)
        if self.lacking and self.lacking.find(view, max(low, said.start), min(high, said.end)):
            return None
        return match

    def _guesses(self, view: View, said: Proposition) -> int:
        """1 when a slot that is asked for is unknown, 2 when all are and no party of either side is even named."""
        asked = [slot for wanted, slot in ((self.by, said.bearer), (self.to, said.counterparty)) if wanted]
        if "unknown" not in asked:
            return 0
        named = any(
            hit.vocabulary in ("us", "them") and said.start <= hit.start < said.end for hit in view.passage.hits
        )
        return 1 if named or set(asked) != {"unknown"} else 2

    def _gate_match(self, view: View, said: Proposition) -> Match | bool:
        if self.gated_by is None:
            return True
        for gate in said.gates:
            if gate.effect in ("despite", "except") or (self.gate and gate.kind not in self.gate):
                continue
            if found := self.gated_by.find(view, gate.start, gate.end):
                return found[0]
        return False

    def _duration_match(self, said: Proposition) -> Match | bool:
        if self.days is None:
            return True
        nearest = min(said.quantities, key=lambda hit: abs(hit.start - said.act_end), default=None)
        if nearest is None or not self.days.holds(nearest.value):
            return False
        return Match(nearest.start, nearest.end, days=nearest.value)

    def _having_match(self, view: View, said: Proposition, low: int, high: int) -> Match | bool:
        if self.having is None:
            return True
        found = self.having.find(view, max(low, said.start), min(high, said.end))
        if not found:
            return False
        return min(found, key=lambda match: abs(match.start - said.act_start))


def _wanted_denial(pattern: StatementPattern) -> bool | str:
    """Whether the act must be denied; a statement that waits for something is read with its denials."""
    if pattern.negated is None:
        return "either" if pattern.needs or pattern.blocked_by else False
    return pattern.negated


def _event_match(view: View, said: Proposition, effect: str, pattern: Compiled) -> Match | bool:
    for gate in said.gates:
        if gate.effect == effect and (found := pattern.find(view, gate.start, gate.end)):
            return found[0]
    return False


def _slot(holders: Sequence[Holder] | None) -> frozenset[Holder] | None:
    return frozenset(holders) if holders else None


def _days(values: Sequence[Hit]) -> float | None:
    return max((hit.value for hit in values if hit.vocabulary == "duration"), default=None)


def _combined(parts: list[list[Match]]) -> list[Match]:
    """One match for each of the first part's, joined with the nearest of every other part."""
    first, *others = parts
    combined = []
    for match in first:
        whole = match
        for other in others:
            whole = whole.joined(min(other, key=lambda one: abs(one.start - match.start)))
        combined.append(whole)
    return combined
