"""Patterns over passages: compiled from rule files, evaluated on vocabulary hits and propositions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter, itemgetter

from termscheck.engine.comparisons import Comparison
from termscheck.engine.prefilter import Prefilter
from termscheck.engine.schema import DefinedPattern, Pattern, StatementPattern
from termscheck.engine.sequences import PatternError, Sequence_, find, parse
from termscheck.engine.views import Match, View
from termscheck.model import Hit, Holder, Proposition, Use

_VOCABULARIES = attrgetter("vocabularies")
"""Of a step."""
_PLACE = itemgetter(0, 1)
"""Of a run of words."""
SURE = 0.8
"""How far above what a rule asks for a score must be to leave no doubt."""
WEIGHED = "≈"
"""Prefix of the pseudo-vocabulary of passages that a rule's signs speak for: `≈PAY-002`."""


class Compiled:
    """A pattern ready to be looked for."""

    def __init__(self, pattern: Pattern, concepts: Mapping[str, Pattern], depth: int = 0) -> None:
        if depth > 12:
            raise PatternError("patterns are nested too deep, or a concept contains itself")

        def compiled(inner: Pattern) -> Compiled:
            return Compiled(inner, concepts, depth + 1)

        self.pattern = pattern
        self.any = [compiled(one) for one in pattern.any or ()]
        self.all = [compiled(one) for one in pattern.all or ()]
        self.none = [compiled(one) for one in pattern.none or ()]
        listed = [pattern.words] if isinstance(pattern.words, str) else pattern.words or []
        self.lines = [parse(one) for one in listed]
        """The sequences that each line of `words` stands for."""
        self.words = [sequence for line in self.lines for sequence in line]
        self.statement = CompiledStatement(pattern.statement, compiled) if pattern.statement else None
        self.defined = CompiledDefined(pattern.defined, compiled) if pattern.defined else None
        self.signs = pattern.signs
        self.over = pattern.over
        self.concept: Compiled | None = None
        if pattern.concept:
            if pattern.concept not in concepts:
                raise PatternError(f"there is no concept “{pattern.concept}”")
            self.concept = compiled(concepts[pattern.concept])
        self.in_clause = pattern.within == "clause"
        if not (self.any or self.all or self.words or self.statement or self.defined or self.concept or self.signs):
            raise PatternError(
                "a pattern must look for something: any, all, words, statement, defined, concept or signs"
            )

    @property
    def asks_signs(self) -> bool:
        """Whether what a passage resembles counts in it."""
        return bool(self.signs) or any(part.asks_signs for part in (*self.any, *self.all))

    def vocabularies(self) -> Iterable[str]:
        """Every vocabulary (and literal) that the pattern names."""
        yield from {name for one in self.words for element in one for name in element.vocabularies}
        if self.statement:
            yield from self.statement.vocabularies()
        if self.defined:
            yield from self.defined.vocabularies()
        for part in (*self.any, *self.all, *self.none, *([self.concept] if self.concept else ())):
            yield from part.vocabularies()

    def possible(self, among: Prefilter) -> int:
        """The passages, as bits, in which the pattern may hold: a quick look, without their order of words."""
        return among.in_clauses(self._possible) if self.in_clause else self._possible(among)

    def _possible(self, among: Prefilter) -> int:
        found = among.every
        if self.words:
            found &= among.having_all_of_any(map(_needs, self.words))
        if self.statement and found:
            found &= self.statement.possible(among)
        if self.defined and found:
            found &= among.having_any(self.defined.terms)
        if self.concept and found:
            found &= self.concept.possible(among)
        if self.signs:
            found &= among.having(WEIGHED + self.signs)
        for part in self.all if found else ():
            found &= part.possible(among)
        if self.any and found:
            any_ = 0
            for part in self.any:
                any_ |= part.possible(among)
            found &= any_
        return found

    @cached_property
    def _anchors(self) -> tuple[frozenset[str], ...]:
        """Sets of vocabularies: of each at least one is in any passage that matches."""
        if self.in_clause:
            return ()
        choices: list[frozenset[str]] = []
        if self.words:
            choices.append(frozenset().union(*(one[0].vocabularies for one in self.words)))
        if self.statement:
            choices.append(self.statement.acts)
        if self.defined:
            choices.append(self.defined.terms)
        if self.concept:
            choices += self.concept._anchors
        if self.signs:
            choices.append(frozenset([WEIGHED + self.signs]))
        if self.any and all(part._anchors for part in self.any):
            choices.append(frozenset().union(*(min(part._anchors, key=len) for part in self.any)))
        choices += [choice for part in self.all for choice in part._anchors]
        return tuple(sorted(dict.fromkeys(choices), key=len))

    def find(self, view: View, low: int = 0, high: int | None = None) -> list[Match]:
        """Where the pattern holds within tokens `[low, high)` of a passage, leftmost first."""
        if self.in_clause:
            if view.whole is None or not self._may_stand_among(view.whole.names):
                return []
            whole = view.whole.view
            found = self._find(whole, 0, whole.length)
            return [match._replace(start=0, end=view.length) for match in found[:1]]
        return self._find(view, low, view.length if high is None else high)

    def _may_stand_among(self, names: frozenset[str]) -> bool:
        """Whether vocabularies are enough for the pattern: asked before the passages of a clause are put together."""
        return (
            (not self.words or any(_has(names, one) for one in self.words))
            and (not self.statement or not names.isdisjoint(self.statement.acts))
            and (not self.defined or not names.isdisjoint(self.defined.terms))
            and (not self.concept or self.concept.in_clause or self.concept._may_stand_among(names))
            and (not self.signs or WEIGHED + self.signs in names)
            and all(part.in_clause or part._may_stand_among(names) for part in self.all)
            and (not self.any or any(part.in_clause or part._may_stand_among(names) for part in self.any))
        )

    def _lacks_anchors(self, names: frozenset[str]) -> bool:
        return any(names.isdisjoint(choice) for choice in self._anchors)

    def _find(self, view: View, low: int, high: int) -> list[Match]:
        if self._lacks_anchors(view.names):
            return []
        parts: list[list[Match]] = []
        for found in self._parts(view, low, high):
            if not found:
                return []
            parts.append(found)
        if any(part.find(view, low, high) for part in self.none):
            return []
        return _combined(parts) if len(parts) > 1 else parts[0]

    def _parts(self, view: View, low: int, high: int) -> Iterator[list[Match]]:
        """What each part finds, one after the other, so that nothing is looked for once one of them is not there."""
        for part in self.all:
            yield part.find(view, low, high)
        if self.any:
            yield [match for part in self.any for match in part.find(view, low, high)]
        if self.words:
            found = self._find_words(view, low, high)
            if self.pattern.denied is not None:
                found = [match for match in found if view.denied(match) == self.pattern.denied]
            yield found
        if self.statement:
            yield self.statement.find(view, low, high)
        if self.defined:
            yield self.defined.find(view, low, high)
        if self.concept:
            yield self.concept.find(view, low, high)
        if self.signs:
            yield self._weighed(view)

    def _weighed(self, view: View) -> list[Match]:
        """The passage as a whole, where its signs speak for the rule; less surely the nearer they are to the limit."""
        score = view.weighed.get(self.signs or "")
        if score is None or score < self.over:
            return []
        return [Match(view.passage.own_start, view.passage.own_end, guesses=0 if score >= SURE else 1)]

    def _find_words(self, view: View, low: int, high: int) -> list[Match]:
        names = view.names
        runs = [
            run
            for one in self.words
            if _has(names, one)
            for run in find(one, view.hits, view.articles, view.borders, low, high)
        ]
        if len(runs) > 1:
            runs.sort(key=_PLACE)
        return [Match(start, end, days=_days(values)) for start, end, values in runs]


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
        return [
            match
            for said in view.propositions
            if said.act in self.acts and low <= said.act_start and said.act_end <= high
            if (match := self._fits(view, said, low, high))
        ]

    def possible(self, among: Prefilter) -> int:
        """See `Compiled.possible`."""
        found = among.having_any(self.acts)
        for part in (self.gated_by, self.having, *(part for _, part in self.tied)):
            if part and found:
                found &= part.possible(among)
        return found

    def _fits(self, view: View, said: Proposition, low: int, high: int) -> Match | None:
        if self.modes and said.mode not in self.modes:
            return None
        if self.negated not in ("either", said.negated):
            return None
        if (self.by and said.bearer not in self.by) or (self.to and said.counterparty not in self.to):
            return None
        match = Match(said.act_start, said.act_end, self._guesses(view, said), mutual=said.bearer == "both")
        parts: list[Match] = []
        for part in self._looked_for(view, said, low, high):
            if part is False:
                return None
            if isinstance(part, Match):
                parts.append(part)
        for part in parts:
            match = match.joined(part)
        if self.lacking and self.lacking.find(view, max(low, said.start), min(high, said.end)):
            return None
        return match

    def _looked_for(self, view: View, said: Proposition, low: int, high: int) -> Iterator[Match | bool]:
        """What each thing asked of the proposition finds, one after the other."""
        yield self._gate_match(view, said)
        for effect, pattern in self.tied:
            yield _event_match(view, said, effect, pattern)
        yield self._duration_match(view, said)
        yield self._having_match(view, said, low, high)

    def _guesses(self, view: View, said: Proposition) -> int:
        """1 when a slot that is asked for is unknown, 2 when all are and no party of either side is even named."""
        asked = [slot for wanted, slot in ((self.by, said.bearer), (self.to, said.counterparty)) if wanted]
        if "unknown" not in asked:
            return 0
        named = any(said.start <= hit.start < said.end for side in ("us", "them") for hit in view.hits.get(side, ()))
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

    def _duration_match(self, _: View, said: Proposition) -> Match | bool:
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


def _needs(sequence: Sequence_) -> Iterable[frozenset[str]]:
    """For each step of a sequence the vocabularies of which it needs one."""
    return map(_VOCABULARIES, sequence)


def _has(names: frozenset[str], sequence: Sequence_) -> bool:
    """Whether some vocabularies are enough for a sequence."""
    return not any(map(names.isdisjoint, _needs(sequence)))


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
