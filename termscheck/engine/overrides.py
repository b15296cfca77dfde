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

from pydantic import Field

from termscheck.engine.schema import Adjust, Flag, Pass, RegimeNote, RuleFile, Strict, Text, Unless
from termscheck.model import LegalEffect, Severity


class WordsEdit(Strict):
    """Changes a list of words."""

    add: list[Text] = Field(default=[])
    remove: list[Text] = Field(default=[])


class MoreUnless(Strict):
    """Further exceptions."""

    add: list[Unless] = Field(min_length=1)


class MoreAdjust(Strict):
    """Further adjustments, tried before those of the rule."""

    add: list[Adjust] = Field(min_length=1)


class MoreExamples(Strict):
    """Further examples; those of the rule stay, and must still do as they say."""

    flags: list[Flag] = Field(default=[])
    passes: list[Pass] = Field(default=[])


class RuleOverride(Strict):
    """What differs from the rule that it extends."""

    id: str
    extends: str
    name: str | None = Field(None, description="Only for the reader; a rule keeps its name")
    title: Text | None = None
    severity: Severity | None = None
    severity_note: Text | None = None
    legal_effect: LegalEffect | None = None
    legal_note: Text | None = None
    by_regime: dict[str, RegimeNote] | None = Field(None, description="Added to those of the rule")
    why: Text | None = None
    message: Text | None = None
    suggest: Text | None = None
    negotiate: Text | None = None
    questions: list[Text] | WordsEdit | None = None
    authorities: list[Text] | WordsEdit | None = None
    bands: Text | None = None
    unless: MoreUnless | None = None
    adjust: MoreAdjust | None = None
    examples: MoreExamples | None = None


VALUES = (
    "title", "severity", "severity_note", "legal_effect", "legal_note", "why", "message", "suggest", "negotiate",
    "bands",
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
