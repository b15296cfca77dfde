"""Tells why a rule fired or did not: for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from termscheck.engine.explain import Deciding, Explanation, Tried
from termscheck.engine.lines import Lines, cited
from termscheck.engine.trace import Step, failures, nearest_part
from termscheck.words import cite, counted, quotable, shorten, visible, wrapped

SCHEMA = "termscheck.explanation/1"
VERDICTS = {
    "fired": "fired", "protects": "gives this protection", "kept-quiet": "kept quiet",
    "set-aside": "set aside", "near": "came near",
}  # fmt: skip
GUESSED = (
    "",
    "the signs are not strong, or one side had to be guessed",
    "neither side was named and both had to be guessed",
)
MOST_QUOTED = 300
MOST_DEEP = 6


class Teller:
    """Writes one explanation as lines of at most 80 columns."""

    def __init__(self, explanation: Explanation, lines: Lines, name: str) -> None:
        self.explanation = explanation
        self.rule = explanation.rule
        self.lines = lines
        self.name = name

    def text(self) -> str:
        """The whole explanation."""
        return "".join(f"{visible(line)}\n" for line in self._all())

    def _all(self) -> Iterator[str]:
        rule = self.rule
        yield from wrapped(f"{rule.id} {rule.file.name}: {rule.file.title}", "", "  ")
        yield from wrapped(self._outcome(), "", "  ")
        for number, tried in enumerate(self.explanation.tried, 1):
            yield ""
            yield from self._passage(number, tried)

    def _outcome(self) -> str:
        looked, tried = self.explanation.looked, self.explanation.tried
        fired = sum(one.verdict == "fired" for one in tried)
        passages = counted(self.explanation.passages, "passage")
        if self.explanation.clause is not None:
            whole = "fired" if looked.outcome == "fired" else "did not fire"
            there = f"fired in {fired}" if fired else "fired in none"
            return f"{self.name}, clause {self.explanation.clause}: {there} of {passages}; in the contract it {whole}."
        if looked.outcome == "not-applicable":
            return f"{self.name}: not applied: {looked.reason}. What it would have met:"
        if self.rule.missing:
            if looked.outcome == "fired":
                return f"{self.name}: fired, because none of {passages} gives this protection." + (
                    " These came nearest:" if tried else " None came near."
                )
            return f"{self.name}: quiet, because the contract gives this protection."
        if looked.outcome == "fired":
            return f"{self.name}: fired in {fired} of {passages}."
        return f"{self.name}: quiet in all of {passages}." + (
            " These came nearest:" if tried else " None came near: none has half of what the rule looks for."
        )

    def _passage(self, number: int, tried: Tried) -> Iterator[str]:
        said = VERDICTS[tried.verdict]
        if tried.severity:
            said += f", {tried.severity}"
        page = f", page {tried.page}" if tried.page else ""
        yield f"{number}. {cite(tried.label, tried.heading)}{page}: {said}"
        yield from wrapped(f"“{quotable(shorten(tried.text, MOST_QUOTED))}”", "   ", "   ")
        if tried.unless:
            yield from self._deciding("because of unless", tried.unless, "unless")
        if tried.why:
            yield from wrapped(f"because {tried.why}", "   ", "     ")
        if tried.verdict == "near":
            for one in failures(tried.step):
                yield from wrapped(f"failed at {self._at(one)}: {_reason(one)}", "   ", "     ")
        if tried.verdict == "fired":
            yield from self._severity(tried)
        yield from self._part(nearest_part(tried.step), 1)

    def _severity(self, tried: Tried) -> Iterator[str]:
        if tried.adjust:
            yield from self._deciding(f"{tried.severity} by adjust", tried.adjust, "adjust")
        elif tried.band:
            said = f"{tried.severity} by bands: no adjust holds, and the period found falls into {tried.band}"
            yield from wrapped(said, "   ", "     ")
        else:
            yield from wrapped(f"{tried.severity}: no adjust holds, so the severity is the rule's own", "   ", "     ")
        if tried.guesses:
            yield from wrapped(f"less sure: {GUESSED[min(tried.guesses, 2)]}", "   ", "     ")

    def _deciding(self, said: str, deciding: Deciding, key: str) -> Iterator[str]:
        line = self.lines.line(self.rule, (key, deciding.number - 1))
        at = f"line {line.line}" if line.file == self.rule.shown else str(line)  # a house change stands elsewhere
        yield from wrapped(f"{said} {deciding.number} ({at}): {deciding.because}", "   ", "     ")
        if deciding.step:
            part = nearest_part(deciding.step)
            yield from wrapped(f"{part.part}: {_found(part)}", "     ", "       ")

    def _part(self, step: Step, depth: int) -> Iterator[str]:
        """A statement with its slots, a line of words with its vocabulary, or a concept with its nearest part."""
        indent = "   " + "  " * (depth - 1)
        sign = "+" if step.held else "-"
        at = f" ({self._at(step)})" if depth == 1 or step.part.startswith("concept") else ""
        why = _reason(step) if not step.steps or step.slots or step.guard else ""
        yield from wrapped(f"{sign} {step.part}{at}" + (f": {why}" if why else ""), indent, indent + "  ")
        if step.named and not step.slots:
            named = ", ".join(
                f"{{{one.vocabulary}}} “{one.words}”" if one.vocabulary != one.words.lower() else f"“{one.words}”"
                for one in step.named
            )
            yield from wrapped(named, indent + "  ", indent + "  ")
        if step.slots:
            slots = "; ".join(f"{slot.name} {slot.value}" for slot in step.slots)
            yield from wrapped(f"reads as: {slots}", indent + "  ", indent + "    ")
        if depth < MOST_DEEP:
            for inner in step.steps:
                if inner.guard and inner.held:
                    continue
                yield from self._part(nearest_part(inner), depth + 1)

    def _at(self, step: Step) -> str:
        line = self.lines.line(self.rule, step.place)
        file = "" if line.file == self.rule.shown else f"{line.file}, "
        return f"{cited(step.place)}, {file}line {line.line}"


def to_text(explanation: Explanation, lines: Lines, name: str) -> str:
    """The explanation for a terminal."""
    return Teller(explanation, lines, name).text()


def to_dict(explanation: Explanation, lines: Lines, name: str) -> dict[str, Any]:
    """The explanation as a JSON object, with the whole tree of what was tried on each passage it tells."""
    rule = explanation.rule

    def step(one: Step) -> dict[str, Any]:
        line = lines.line(rule, one.place)
        return {
            "part": one.part, "place": list(one.place), "file": line.file, "line": line.line, "held": one.held,
            "why": one.why, "closeness": round(one.closeness, 3), "words": one.words,
            "vocabulary": [named._asdict() for named in one.named], "reads_as": [slot._asdict() for slot in one.slots],
            "parts": [step(inner) for inner in one.steps],
        }  # fmt: skip

    def deciding(one: Deciding | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return {"number": one.number, "because": one.because, "match": step(one.step) if one.step else None}

    def tried(one: Tried) -> dict[str, Any]:
        return {
            "clause": one.clause, "label": one.label, "page": one.page, "start": one.span.start, "end": one.span.end,
            "document": one.span.document, "text": one.text, "verdict": one.verdict, "why": one.why,
            "severity": one.severity, "guesses": one.guesses, "band": one.band, "unless": deciding(one.unless),
            "adjust": deciding(one.adjust),
            "failed": [{"part": f.part, "place": list(f.place), "why": _reason(f)} for f in failures(one.step)],
            "match": step(one.step),
        }  # fmt: skip

    return {
        "schema": SCHEMA, "rule": rule.id, "name": rule.file.name, "title": rule.file.title, "file": rule.shown,
        "document": name, "outcome": explanation.looked.outcome, "reason": explanation.looked.reason,
        "passages": explanation.passages, "tried": [tried(one) for one in explanation.tried],
    }  # fmt: skip


def _reason(step: Step) -> str:
    """What was found, or what was wanted and not found."""
    if step.why or not step.words:
        return step.why
    return f"“{quotable(shorten(step.words, 90))}”"


def _found(step: Step) -> str:
    return _reason(step) or ", ".join(f"“{one.words}”" for one in step.named) or "found"
