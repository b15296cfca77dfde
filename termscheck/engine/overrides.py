"""House changes to a rule that comes with termscheck, without a copy of it.

A file with the id of a known rule must say `extends` with that id, and holds only what differs::

    id: PAY-001
    extends: PAY-001
    negotiate: Our funder asks for 30 days; so must we.
    authorities: {add: [FPC], remove: [LP4]}
    unless: {add: [{match: {words: "{supply-chain}"}, because: we pay these in advance}]}

Single values take the place of those of the rule; so do lists of words, unless they are given as `add` and `remove`.
Exceptions and adjustments can only be added: they are tried before those of the rule. What a rule looks for stays
with the rule; for something else write a rule of your own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from termscheck.engine.schema import Adjust, Flag, Pass, RegimeNote, RuleFile, Strict, Text, Unless
from termscheck.model import LegalEffect, Severity


class WordsEdit(Strict):
    """Changes a list of words."""

    add: list[Text] = Field(default=[], description="Put behind those of the rule")
    remove: list[Text] = Field(default=[], description="Taken from those of the rule, as they stand there")


class MoreUnless(Strict):
    """Further exceptions."""

    add: list[Unless] = Field(min_length=1, description="Tried before those of the rule")


class MoreAdjust(Strict):
    """Further adjustments, tried before those of the rule."""

    add: list[Adjust] = Field(min_length=1, description="Tried before those of the rule")


class MoreExamples(Strict):
    """Further examples; those of the rule stay, and must still do as they say."""

    flags: list[Flag] = Field(default=[], description="Wordings on which the rule must fire")
    passes: list[Pass] = Field(default=[], description="Wordings on which it must keep quiet")


def _like(key: str) -> Any:
    """A key that means what it means in a rule."""
    return Field(None, description=RuleFile.model_fields[key].description)


class RuleOverride(Strict):
    """What differs from the rule that it extends."""

    id: str = Field(description="The id of the rule that is changed")
    extends: str = Field(description="The same id: it says that this changes a rule")
    name: str | None = Field(None, description="Only for the reader; a rule keeps its name")
    title: Text | None = _like("title")
    severity: Severity | None = _like("severity")
    severity_note: Text | None = _like("severity_note")
    legal_effect: LegalEffect | None = _like("legal_effect")
    legal_note: Text | None = _like("legal_note")
    by_regime: dict[str, RegimeNote] | None = Field(None, description="Added to those of the rule")
    why: Text | None = _like("why")
    message: Text | None = _like("message")
    suggest: Text | None = _like("suggest")
    negotiate: Text | None = _like("negotiate")
    ruinous: bool | None = _like("ruinous")
    questions: list[Text] | WordsEdit | None = Field(None, description="In their place, or what to add and remove")
    authorities: list[Text] | WordsEdit | None = Field(None, description="In their place, or what to add and remove")
    bands: Text | None = _like("bands")
    unless: MoreUnless | None = Field(None, description="More of what keeps the rule quiet")
    adjust: MoreAdjust | None = Field(None, description="More of what changes its severity")
    examples: MoreExamples | None = Field(None, description="More examples; those of the rule stay")


VALUES = (
    "title", "severity", "severity_note", "legal_effect", "legal_note", "why", "message", "suggest", "negotiate",
    "ruinous", "bands",
)  # fmt: skip


def overridden(rule: RuleFile, change: RuleOverride) -> RuleFile:
    """The rule with the changes made."""
    changes: dict[str, object] = {key: value for key in VALUES if (value := getattr(change, key)) is not None}
    changes["by_regime"] = {**rule.by_regime, **(change.by_regime or {})}
    changes["questions"] = _edited(rule.questions, change.questions)
    changes["authorities"] = _edited(rule.authorities, change.authorities)
    if change.unless:
        changes["unless"] = [*change.unless.add, *rule.unless]
    if change.adjust:
        changes["adjust"] = [*change.adjust.add, *rule.adjust]
    if change.examples:
        flags = [*rule.examples.flags, *change.examples.flags]
        passes = [*rule.examples.passes, *change.examples.passes]
        changes["examples"] = rule.examples.model_copy(update={"flags": flags, "passes": passes})
    return rule.model_copy(update=changes)


def gone(rule: RuleFile, change: RuleOverride) -> list[tuple[str, int, str]]:
    """What a change would remove that is not there: key, number in the list, words."""
    return [
        (key, number, words)
        for key, listed in (("questions", rule.questions), ("authorities", rule.authorities))
        if isinstance(edit := getattr(change, key), WordsEdit)
        for number, words in enumerate(edit.remove)
        if words not in listed
    ]


def _edited(listed: Sequence[str], edit: list[Text] | WordsEdit | None) -> list[str]:
    if edit is None:
        return list(listed)
    if isinstance(edit, WordsEdit):
        kept = [words for words in listed if words not in edit.remove]
        return [*kept, *(words for words in edit.add if words not in kept)]
    return list(edit)
