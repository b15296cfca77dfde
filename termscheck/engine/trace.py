"""Evaluates a compiled pattern on a passage as `patterns` does, and keeps what came of each of its parts.

It is slower than looking for matches, so it runs only when someone asks why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.patterns import Compiled, CompiledDefined, CompiledStatement
from termscheck.engine.sequences import Element, Sequence_, find, standing
from termscheck.engine.source import Place
from termscheck.engine.views import Match, View
from termscheck.engine.weights import Sign
from termscheck.model import Hit, Proposition

CONCEPT = "@"
"""First sign of a place's first step when it stands in the file of a concept: ("@upstream-payment", "match", …)."""
EVENT_KEYS = {"needs": "needs", "blocked": "blocked_by", "despite": "despite", "except": "except_for"}
EVENT_WORDS = {
    "needs": "what the act waits for",
    "blocked": "what keeps the act from happening",
    "despite": "what the act does not wait for",
    "except": "what is taken out",
}
ACT = 1.5
"""What finding the act counts for, beside 1 for each other slot of a statement."""
GUARD = 0.5
"""What a part that must not be there counts for when it is."""


class Named(NamedTuple):
    """Words of a passage, and the vocabulary that they belong to; literal words have themselves."""

    vocabulary: str
    words: str


class Slot(NamedTuple):
    """One thing that a proposition says, as the program understands it: "by", "them"."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a pattern, tried on a passage.

    `place` is where the part stands in its file, `part` the part in short, `why` what was found, or what was wanted
    and not found. `closeness` runs from 0 to 1, which is as good as held.
    """

    place: Place
    part: str
    held: bool
    why: str = ""
    closeness: float = 0.0
    steps: tuple[Step, ...] = ()
    words: str = ""
    named: tuple[Named, ...] = ()
    slots: tuple[Slot, ...] = ()
    choice: bool = False
    """Whether one of `steps` is enough."""
    guard: bool = False
    """Whether it is something that must not be there."""


Quote = Callable[[View, int, int], str]
Weigh = Callable[[View, str], tuple[float, list[Sign]]]
SIGNS = "signs of "
"""How the part of a pattern that goes by signs is called, before the rule."""
SHOWN_SIGNS = 5
"""Signs for a meaning that are told, and as many against it."""
MOST_SHOWN = 4
"""Words of which any would do, that are told where none is there."""
FAR = 2.0
"""Below what a rule asks for by so much, a score is as far off as can be."""


class Tracer:
    """Tries patterns on the passages of one contract. Words that are rare in it weigh more than common ones."""

    def __init__(self, quote: Quote, weight: Callable[[str], float], weigh: Weigh) -> None:
        self._quote = quote
        self._weight = weight
        self._weigh = weigh

    def trace(self, pattern: Compiled, view: View, place: Place, low: int = 0, high: int | None = None) -> Step:
        """What came of a pattern within tokens `[low, high)` of a passage."""
        if pattern.in_clause:
            clause = view.clause_view()
            if clause is None:
                return Step(place, "within: clause", False, "the passage belongs to no clause")
            view, low, high = clause, 0, None
        end = view.length if high is None else high
        steps = list(self._parts(pattern, view, place, low, end))
        return steps[0] if len(steps) == 1 else _all_of(place, steps)

    def _parts(self, pattern: Compiled, view: View, place: Place, low: int, high: int) -> Iterable[Step]:
        def inner(key: str, patterns: Sequence[Compiled]) -> list[Step]:
            return [self.trace(one, view, (*place, key, n), low, high) for n, one in enumerate(patterns)]

        yield from inner("all", pattern.all)
        if pattern.any:
            yield _one_of((*place, "any"), "any", inner("any", pattern.any))
        if pattern.lines:
            yield self._lines(pattern, view, (*place, "words"), low, high)
        if pattern.statement:
            yield self._statement(pattern.statement, view, (*place, "statement"), low, high)
        if pattern.defined:
            yield self._defined(pattern.defined, view, (*place, "defined"), low, high)
        if pattern.concept:
            name = str(pattern.pattern.concept)
            step = self.trace(pattern.concept, view, (CONCEPT + name, "match"), low, high)
            yield Step((*place, "concept"), f"concept {name}", step.held, "", step.closeness, (step,), step.words)
        if pattern.signs:
            yield self._signs(pattern.signs, pattern.over, view, (*place, "signs"))
        for step in inner("none", pattern.none):
            yield _denied(step, "none")

    # --- signs ------------------------------------------------------------------------------------------------

    def _signs(self, rule: str, over: float, view: View, place: Place) -> Step:
        """What speaks for a rule in a passage, and what against it, the weightiest first."""
        score, signs = self._weigh(view, rule)
        held = view.weighed.get(rule, -1.0) >= over
        speaking = {
            told: [one for one in signs if (one.worth > 0) == is_for][:SHOWN_SIGNS]
            for told, is_for in (("for", True), ("against", False))
        }
        told = [
            f"{side} it: " + ", ".join(f"{one.name} {one.worth:+.2f}" for one in listed)
            for side, listed in speaking.items()
            if listed
        ]
        asked = score - over
        how = f"{abs(asked):.2f} {'above' if asked >= 0 else 'below'} what the rule asks for"
        closeness = 1.0 if held else max(0.0, 0.95 * min(1.0, 1 + asked / FAR))
        return Step(place, f"{SIGNS}{rule}", held, "; ".join([how, *told]), closeness)

    # --- words ------------------------------------------------------------------------------------------------

    def _lines(self, pattern: Compiled, view: View, place: Place, low: int, high: int) -> Step:
        written = pattern.pattern.words
        if isinstance(written, str):
            return self._line(pattern, written, pattern.lines[0], view, place, low, high)
        steps = [
            self._line(pattern, text, sequences, view, (*place, number), low, high)
            for number, (text, sequences) in enumerate(zip(written or (), pattern.lines, strict=True))
        ]
        return steps[0] if len(steps) == 1 else _one_of(place, "words", steps)

    def _line(  # noqa: PLR0913, PLR0917
        self,
        pattern: Compiled,
        text: str,
        sequences: Sequence[Sequence_],
        view: View,
        place: Place,
        low: int,
        high: int,
    ) -> Step:
        part = f"words “{text}”"
        wanted = pattern.pattern.denied
        everywhere = [
            (run.start, run.end, sequence)
            for sequence in sequences
            for run in find(sequence, view.hits, view.articles, view.borders, low, high)
        ]
        runs = [run for run in everywhere if wanted in (None, view.denied(Match(run[0], run[1])))]
        if everywhere and not runs:
            start, end, _ = min(everywhere, key=lambda run: run[:2])
            why = "the words are not denied" if wanted else "the words are denied"
            return Step(place, part, False, why, GUARD, words=self._quote(view, start, end))
        if runs:
            start, end, sequence = min(runs, key=lambda run: run[:2])
            found = self._in_order(sequence, view, start, end)
            named = tuple(Named(_name(hit.vocabulary), self._quote(view, hit.start, hit.end)) for hit in found if hit)
            return Step(place, part, True, "", 1.0, words=self._quote(view, start, end), named=named)
        return max(
            (self._missed(part, sequence, view, place, low, high) for sequence in sequences),
            key=lambda step: step.closeness,
        )

    def _missed(  # noqa: PLR0913, PLR0917
        self, part: str, sequence: Sequence_, view: View, place: Place, low: int, high: int
    ) -> Step:
        found = self._in_order(sequence, view, low, high)
        weights = [
            self._weight(hit.vocabulary) if hit else min(map(self._weight, element.vocabularies))
            for element, hit in zip(sequence, found, strict=True)
        ]
        got = sum(weight for weight, hit in zip(weights, found, strict=True) if hit)
        closeness = 0.95 * got / sum(weights)
        named = tuple(Named(_name(hit.vocabulary), self._quote(view, hit.start, hit.end)) for hit in found if hit)
        missing = [element for element, hit in zip(sequence, found, strict=True) if hit is None]
        if not missing:
            return Step(place, part, False, "the words are there, but too far apart", closeness, named=named)
        whys = [self._why_missing(element, view, low, high) for element in missing]
        return Step(place, part, False, ", ".join(dict.fromkeys(whys)), closeness, named=named)

    def _why_missing(self, element: Element, view: View, low: int, high: int) -> str:
        choice = sorted(map(_shown, element.vocabularies))
        shown = " or ".join(choice[:MOST_SHOWN]) + (" …" if len(choice) > MOST_SHOWN else "")
        everywhere = standing(element._replace(comparison=None), view.hits)
        there = [hit for hit in everywhere if low <= hit.start and hit.end <= high]
        if not there:
            return f"no {shown}"
        if element.comparison and not any(element.comparison.holds(hit.value) for hit in there):
            return f"{shown}: {there[0].value:g} is not {element.comparison.sign} {element.comparison.number:g}"
        return f"{shown} only elsewhere"

    @staticmethod
    def _in_order(sequence: Sequence_, view: View, low: int, high: int) -> list[Hit | None]:
        """For each element its first hit after that of the element before, however far away."""
        found: list[Hit | None] = []
        at = low
        for element in sequence:
            hits = standing(element, view.hits)
            hit = next((hit for hit in hits if hit.start >= at and hit.end <= high), None)
            found.append(hit)
            at = hit.end if hit else at
        return found

    # --- definitions ------------------------------------------------------------------------------------------

    def _defined(self, wanted: CompiledDefined, view: View, place: Place, low: int, high: int) -> Step:
        """The term whose definition, or a definition that it rests on, fits or comes nearest."""
        terms = " or ".join(f"{{{term}}}" for term in sorted(wanted.terms))
        part = f"defined: {terms}"
        tried: list[Step] = []
        for use, definition in view.follow(low, high) if view.follow else ():
            if wanted.named(view, use):
                inner = self.trace(wanted.match, definition, (*place, "match"))
                closeness = (ACT + inner.closeness) / (ACT + 1)
                words_there = self._quote(view, use.start, use.end)
                tried.append(Step(place, part, inner.held, "", closeness, (inner,), words_there))
        none = Step(place, part, False, f"no defined term with {terms} in it")
        return max(tried, key=lambda step: (step.held, step.closeness), default=none)

    # --- statements -------------------------------------------------------------------------------------------

    def _statement(self, frame: CompiledStatement, view: View, place: Place, low: int, high: int) -> Step:
        acts = [frame.pattern.act] if isinstance(frame.pattern.act, str) else frame.pattern.act
        part = f"statement: {' or '.join(acts)}"
        tried = [
            self._proposition(frame, view, said, place, part)
            for said in view.propositions
            if said.act in frame.acts and low <= said.act_start and said.act_end <= high
        ]
        none = Step(place, part, False, f"act: nothing is said to {' or '.join(acts)}")
        return max(tried, key=lambda step: (step.held, step.closeness), default=none)

    def _proposition(self, frame: CompiledStatement, view: View, said: Proposition, place: Place, part: str) -> Step:
        wanted = frame.pattern
        steps: list[Step] = []

        def slot(name: str, held: bool, why: str) -> None:
            steps.append(Step((*place, name), name, held, why, float(held)))

        if frame.modes:
            slot("mode", said.mode in frame.modes, _wanted(wanted.mode or (), said.mode))
        if frame.negated != "either":
            denied = ("affirmed", "denied")
            slot("negated", frame.negated == said.negated, _wanted([denied[bool(frame.negated)]], denied[said.negated]))
        if frame.by:
            slot("by", said.bearer in frame.by, _wanted(wanted.by or (), said.bearer))
        if frame.to:
            slot("to", said.counterparty in frame.to, _wanted(wanted.to or (), said.counterparty))
        if frame.gated_by:
            steps.append(self._gate(frame, frame.gated_by, view, said, place))
        steps += [self._event(effect, part, view, said, place) for effect, part in frame.tied]
        if frame.days:
            steps.append(self._days(frame, view, said, (*place, "days")))
        if frame.having:
            inner = self.trace(frame.having, view, (*place, "having"), said.start, said.end)
            steps.append(_around(inner, (*place, "having"), "having"))
        if frame.lacking:
            inner = self.trace(frame.lacking, view, (*place, "lacking"), said.start, said.end)
            steps.append(_denied(_around(inner, (*place, "lacking"), "lacking"), "lacking"))
        held = all(step.held for step in steps)
        asked = [step.closeness for step in steps if not step.guard]
        closeness = (ACT + sum(asked)) / (ACT + len(asked)) * _guarded(steps)
        act = self._quote(view, said.act_start, said.act_end)
        return Step(place, part, held, f"act: {said.act}", closeness, tuple(steps), act, (Named(said.act, act),),
                    self._slots(view, said))  # fmt: skip

    def _gate(self, frame: CompiledStatement, inner: Compiled, view: View, said: Proposition, place: Place) -> Step:
        place = (*place, "gated_by")
        free = [gate for gate in said.gates if gate.effect not in ("despite", "except")]
        fitting = [gate for gate in free if not frame.gate or gate.kind in frame.gate]
        if not fitting:
            if free:
                return Step(place, "gate", False, _wanted(frame.pattern.gate or (), free[0].kind), GUARD)
            return Step(place, "gate", False, "only a concession" if said.gates else "no condition")
        tried = [
            _around(self.trace(inner, view, place, gate.start, gate.end), place, f"gate ({gate.kind})")
            for gate in fitting
        ]
        return max(tried, key=lambda step: (step.held, step.closeness))

    def _event(self, effect: str, inner: Compiled, view: View, said: Proposition, place: Place) -> Step:
        key = EVENT_KEYS[effect]
        place = (*place, key)
        tried = [
            _around(self.trace(inner, view, place, gate.start, gate.end), place, f"{key} ({gate.kind})")
            for gate in said.gates
            if gate.effect == effect
        ]
        others = ", ".join(gate.effect for gate in said.gates)
        why = f"{EVENT_WORDS[effect]}: nothing" + (f" (only: {others})" if others else "")
        return max(tried, key=lambda step: (step.held, step.closeness), default=Step(place, key, False, why))

    def _days(self, frame: CompiledStatement, view: View, said: Proposition, place: Place) -> Step:
        nearest = min(said.quantities, key=lambda hit: abs(hit.start - said.act_end), default=None)
        if nearest is None or frame.days is None:
            return Step(place, "days", False, "no period measures the act")
        held = frame.days.holds(nearest.value)
        why = f"{nearest.value:g} {'is' if held else 'is not'} {frame.days.sign} {frame.days.number:g}"
        return Step(
            place, "days", held, why, 1.0 if held else GUARD, words=self._quote(view, nearest.start, nearest.end)
        )

    def _slots(self, view: View, said: Proposition) -> tuple[Slot, ...]:
        gates = [f"{gate.kind} “{self._quote(view, gate.start, gate.end)}”" for gate in said.gates]
        days = [f"{hit.value:g} “{self._quote(view, hit.start, hit.end)}”" for hit in said.quantities]
        slots = [
            Slot("act", said.act), Slot("mode", said.mode), Slot("by", said.bearer), Slot("to", said.counterparty),
            Slot("negated", "yes" if said.negated else "no"),
        ]  # fmt: skip
        slots += [Slot("waits for", gate) for gate in gates]
        slots += [Slot("days", one) for one in days]
        return tuple(slots)


def failures(step: Step) -> list[Step]:
    """The smallest parts that failed: of a choice its signs and those of its nearest part, of several needed all."""
    if step.held:
        return []
    failed = [one for one in step.steps if not one.held]
    if not failed or step.guard:
        return [step]
    if step.choice:
        nearest = max(failed, key=lambda one: one.closeness)
        failed = [one for one in failed if one.part.startswith(SIGNS) and one is not nearest] + [nearest]
    return [leaf for one in failed for leaf in failures(one)]


def nearest_part(step: Step) -> Step:
    """The statement or line of words that held, or came nearest."""
    while step.choice:
        step = max(step.steps, key=lambda one: (one.held, one.closeness))
    return step


def _one_of(place: Place, part: str, steps: Sequence[Step]) -> Step:
    best = max(steps, key=lambda step: (step.held, step.closeness))
    return Step(place, part, best.held, "", best.closeness, tuple(steps), best.words, choice=True)


def _all_of(place: Place, steps: Sequence[Step]) -> Step:
    asked = [step.closeness for step in steps if not step.guard]
    closeness = sum(asked) / len(asked) * _guarded(steps)
    first = next((step.words for step in steps if step.words), "")
    return Step(place, "all", all(step.held for step in steps), "", closeness, tuple(steps), first)


def _around(step: Step, place: Place, part: str) -> Step:
    return Step(place, part, step.held, "", step.closeness, (step,), step.words)


def _denied(step: Step, part: str) -> Step:
    """A part that must not be there: it holds when the inner one does not."""
    why = f"found “{step.words}”" if step.held else ""
    return Step(step.place, part, not step.held, why, float(not step.held), (step,) if step.held else (), guard=True)


def _guarded(steps: Iterable[Step]) -> float:
    return 1.0 if all(step.held for step in steps if step.guard) else GUARD


def _wanted(wanted: Iterable[str], found: str) -> str:
    return found if found in wanted else f"wanted {' or '.join(wanted)}, found {found}"


def _name(vocabulary: str) -> str:
    return vocabulary.removeprefix(LITERAL)


def _shown(vocabulary: str) -> str:
    return f"“{_name(vocabulary)}”" if vocabulary.startswith(LITERAL) else f"{{{vocabulary}}}"
