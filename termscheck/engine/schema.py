"""The shape of rule files: what a rule author may write, checked strictly.

These models guard the border where people write; an unknown key is an error. Their docstrings and field
descriptions are the language's reference.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from termscheck.annotate.vocabulary import Kind
from termscheck.model import DocumentKind, Holder, LegalEffect, Mode, Role, Severity

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _day(value: object) -> object:
    """YAML is read without dates, so that a day is the word that was written."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("should be a day such as 2026-11-22") from None


Day = Annotated[date, BeforeValidator(_day)]


class Strict(BaseModel):
    """Refuses unknown keys and silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StatementPattern(Strict):
    """Asks for one proposition; all that is given must hold of the same one."""

    act: list[str] | str = Field(description="An act of the vocabulary, or several")
    mode: list[Mode] | None = Field(None, description="duty, right, prohibition, release or state; any when left out")
    by: list[Holder] | None = Field(
        None, description="Whose act it is; `unknown` must be named to match, and lowers confidence"
    )
    to: list[Holder] | None = Field(None, description="Whom it is done to")
    negated: bool | Literal["either"] = Field(False, description="True asks for a denial; `either` takes both")
    gated_by: Pattern | None = Field(
        None, description="What must stand in a condition on the act (not in a concession)"
    )
    gate: list[str] | None = Field(None, description="With `gated_by`: which kinds of gate count")
    days: str | None = Field(None, description='A duration that measures the act, in calendar days: "> 30"')
    having: Pattern | None = Field(None, description="What must stand in the same statement")
    lacking: Pattern | None = Field(None, description="What must not stand in the same statement")


class Pattern(Strict):
    """Looks at one passage: a sentence with the lead-in and tail of its list. All keys that are given must hold."""

    any: list[Pattern] | None = Field(None, description="At least one")
    all: list[Pattern] | None = Field(None, description="Every one")
    none: list[Pattern] | None = Field(None, description="Not one")
    words: list[str] | str | None = Field(
        None,
        description='Words in order: {vocabulary}, {duration > 30}, "..." for a gap, [optional], (one | other)',
    )
    statement: StatementPattern | None = None
    concept: str | None = Field(None, description="A pattern kept by name in rules/concepts")
    within: Literal["sentence", "clause"] | None = Field(
        None, description="clause: look at the clause with its sub-clauses"
    )


class Unless(Strict):
    """Something that makes a rule keep quiet, and why."""

    match: Pattern
    because: Text


class Adjust(Strict):
    """Another severity than the base one. The first whose condition holds is taken."""

    when: Pattern | None = None
    days: str | None = Field(None, description='Compares the duration found: "> 60"')
    fired: list[str] | None = Field(None, description="Other rules, one of which has a finding")
    severity: Severity
    because: Text


class Flag(Strict):
    """A wording that must fire; `words` must be among the evidence."""

    text: Text
    words: str | None = None
    source: str | None = None


class Pass(Strict):
    """A wording that must not fire, and why."""

    text: Text
    because: Text
    source: str | None = None


class Examples(Strict):
    """The rule's tests and its documentation. For rules on absence the texts are put into a bare contract."""

    flags: list[Flag] = Field(min_length=1)
    passes: list[Pass] = Field(min_length=1)


class RuleFile(Strict):
    """One rule, one file."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d{3}$")]
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    title: Text
    category: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")]
    severity: Severity
    severity_note: Text
    legal_effect: LegalEffect
    legal_note: Text
    why: Text
    message: Text
    suggest: Text
    negotiate: Text
    questions: list[Text] = []
    authorities: list[str] = []
    applies_to: list[DocumentKind] | None = Field(None, description="Kinds of document; all when left out")
    match: Pattern | None = Field(None, description="For rules on wording: what fires")
    protection: Pattern | None = Field(None, description="For rules on absence: what satisfies")
    nearest: Pattern | None = Field(None, description="For rules on absence: what comes near, shown to the reader")
    unless: list[Unless] = []
    adjust: list[Adjust] = []
    limits: list[Text] = Field(default=[], description="What the rule is known not to see")
    examples: Examples


class VocabularyEntry(Strict):
    """Words that mean one thing."""

    kind: Kind = "words"
    meaning: Text
    verbs: list[str] = []
    nouns: list[str] = []
    phrases: list[str] = []
    excludes: list[str] = Field(default=[], alias="not")
    side: Role | None = None
    strength: Literal[1, 2, 3] = 1


class ConceptFile(Strict):
    """A pattern that several rules share."""

    name: str
    meaning: Text
    match: Pattern


class AuthorityEntry(Strict):
    """A source that rules cite by its code; `verified` says how far the citation was checked."""

    title: Text
    says: Text
    url: Text
    verified: Text
    checked: Day | None = Field(None, description="When the citation was last checked: 2026-11-22; none if never")
    review_by: Day | None = Field(None, description="When it must be checked again")


StatementPattern.model_rebuild()
Pattern.model_rebuild()
