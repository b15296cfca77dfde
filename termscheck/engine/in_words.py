"""Says in plain English what a rule looks for, so that nobody has to read YAML to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from termscheck.annotate.vocabulary import Entry
from termscheck.engine.parameters import Parameter
from termscheck.engine.schema import Adjust, Pattern, StatementPattern
from termscheck.model import SEVERITIES

HOLDERS = {
    "us": "you", "them": "the prime", "above": "the authority", "both": "both sides alike",
    "other": "someone else", "unknown": "someone who is not named",
}  # fmt: skip
MODES = {
    "duty": "must", "right": "may", "prohibition": "must not", "release": "need not",
    "state": "is said to",
}  # fmt: skip
BUILT_IN = {
    "us": "any mention of you", "them": "any mention of the prime", "above": "any mention of the authority",
    "other": "any mention of someone else", "duration": "a period, in calendar days", "money": "a sum of money",
    "date": "a date", "percentage": "a percentage", "undecided": "a party whose side is not clear",
}  # fmt: skip
COMPARED = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the sentences that it rests on."""

    text: str
    parts: tuple[Said, ...] = ()


def in_words(pattern: Pattern, entries: Mapping[str, Entry]) -> tuple[Said, ...]:
    """What a pattern looks for. One sentence for each thing that is asked for."""
    said: list[Said] = []
    if pattern.any:
        choices = [_one(one, entries) for one in pattern.any]
        said.append(choices[0] if len(choices) == 1 else Said("any one of these:", tuple(choices)))
    said += [_one(one, entries) for one in pattern.all or ()]
    if pattern.words:
        said.append(_words([pattern.words] if isinstance(pattern.words, str) else pattern.words))
    if pattern.statement:
        said.append(_statement(pattern.statement, entries))
    if pattern.defined:
        terms = [pattern.defined.term] if isinstance(pattern.defined.term, str) else pattern.defined.term
        named = _or(f"{{{term}}}" for term in terms)
        said.append(
            Said(f"a defined term with {named} in it, whose definition has:", in_words(pattern.defined.match, entries))
        )
    if pattern.concept:
        said.append(Said(f"what rules/concepts calls {pattern.concept}"))
    if pattern.signs:
        surely = ", surely" if pattern.over else ""
        said.append(Said(f"wording like that judged to have the meaning of {pattern.signs} (rules/wordings){surely}"))
    said += [Said("but not:", (_one(one, entries),)) for one in pattern.none or ()]
    if pattern.within == "clause":
        return (Said("somewhere in the clause with its sub-clauses:", tuple(said)),)
    return tuple(said)


def adjusted(adjust: Adjust, entries: Mapping[str, Entry]) -> Said:
    """What changes the severity, and to what."""
    parts: list[Said] = []
    if adjust.when:
        parts += in_words(adjust.when, entries)
    if adjust.days:
        parts.append(Said(f"the period found is {_compared(adjust.days)}"))
    if adjust.fired:
        parts.append(Said(f"there is a finding of {' or '.join(adjust.fired)}"))
    return Said(f"{adjust.severity} where {adjust.because}:", tuple(parts))


def banded(parameter: Parameter) -> Said:
    """What severity the duration found has, by the figures of a parameter."""
    bands = [
        Said(f"{name} where it is {COMPARED[is_.sign]} {is_.number:g} {parameter.unit}")
        for name in reversed(SEVERITIES)
        if (is_ := parameter.bands.get(name))
    ]
    return Said(f"where none of these holds, the period found ({parameter.name}):", tuple(bands))


def glossary(names: Iterable[str], entries: Mapping[str, Entry], most: int) -> list[Said]:
    """What each vocabulary means, with at most `most` of its words."""
    said = []
    for name in sorted(set(names)):
        if name in BUILT_IN:
            said.append(Said(f"{{{name}}}: {BUILT_IN[name]}"))
        elif name in entries:
            entry = entries[name]
            words = [*entry.verbs, *entry.nouns, *entry.phrases]
            shown = ", ".join(f"“{word}”" for word in words[:most])
            rest = f" and {len(words) - most} more" if len(words) > most else ""
            said.append(Said(f"{{{name}}}: {entry.meaning}" + (f", such as {shown}{rest}" if most else "")))
    return said


def _one(pattern: Pattern, entries: Mapping[str, Entry]) -> Said:
    said = in_words(pattern, entries)
    return said[0] if len(said) == 1 else Said("all of these together:", said)


def _words(lines: Sequence[str]) -> Said:
    if len(lines) == 1:
        return Said(f"the words: {_gaps(lines[0])}")
    return Said("any one of these words:", tuple(Said(_gaps(line)) for line in lines))


def _gaps(line: str) -> str:
    return re.sub(r"\s*\.\.\.\s*", " … ", line).strip()


def _statement(statement: StatementPattern, entries: Mapping[str, Entry]) -> Said:
    acts = [statement.act] if isinstance(statement.act, str) else statement.act
    who = _or(HOLDERS[holder] for holder in statement.by or ()) or "anyone"
    does = _or(MODES[mode] for mode in statement.mode or ()) or "must, may or is said to"
    what = _or(f"{act} ({entries[act].meaning})" if act in entries else act for act in acts)
    if who.startswith("you"):
        does = does.replace("is said", "are said")
    text = f"{who} {does} {what}"
    if statement.to:
        text += f", to {_or(HOLDERS[holder] for holder in statement.to)}"
    if statement.negated is True:
        text = f"a denial that {text}"
    elif statement.negated == "either":
        text += ", affirmed or denied"
    parts: list[Said] = []
    if statement.gated_by:
        kinds = f" ({_or(statement.gate)})" if statement.gate else ""
        parts.append(Said(f"and it waits for{kinds}:", in_words(statement.gated_by, entries)))
    parts += [
        Said(f"{told}:", in_words(inner, entries))
        for told, inner in (
            ("and it waits for", statement.needs),
            ("and it is kept from happening by", statement.blocked_by),
            ("and it takes place whether or not there is", statement.despite),
            ("and out of it is taken", statement.except_for),
        )
        if inner
    ]
    if statement.days:
        parts.append(Said(f"and the period that measures it is {_compared(statement.days)}"))
    if statement.having:
        parts.append(Said("and the same statement has:", in_words(statement.having, entries)))
    if statement.lacking:
        parts.append(Said("and the same statement lacks:", in_words(statement.lacking, entries)))
    return Said(text + (":" if parts else ""), tuple(parts))


def _compared(text: str) -> str:
    sign, number = re.fullmatch(r"\s*(>=|<=|>|<)\s*(\S+)\s*", text).groups()  # type: ignore[union-attr]
    return f"{COMPARED[sign]} {number} days"


def _or(words: Iterable[str]) -> str:
    listed = list(words)
    return " or ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)
