"""The shape of rule files: what a rule author may write, checked strictly.

These models guard the border where people write; an unknown key is an error. Their docstrings and field
descriptions are the language's reference.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

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


def _said(phrase: str) -> str:
    """A gap has words on both sides: with none it would stand everywhere."""
    if not all(part.strip() for part in phrase.split("...")):
        raise ValueError("needs words, before and after “...” too")
    return phrase


Phrase = Annotated[str, AfterValidator(_said)]
"""Words of a vocabulary."""


class Strict(BaseModel):
    """Refuses unknown keys and silent conversions. Built when it is first used: most are only parts of another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


WITHIN_STATEMENT = ("gated_by", "needs", "blocked_by", "despite", "except_for", "having", "lacking")
"""Keys of a statement that hold patterns themselves."""


class StatementPattern(Strict):
    """Asks for one proposition; all that is given must hold of the same one."""

    act: list[str] | str = Field(description="An act of the vocabulary, or several")
    mode: list[Mode] | None = Field(None, description="duty, right, prohibition, release or state; any when left out")
    by: list[Holder] | None = Field(
        None, description="Whose act it is; `unknown` must be named to match, and lowers confidence"
    )
    to: list[Holder] | None = Field(None, description="Whom it is done to")
    negated: bool | Literal["either"] | None = Field(
        None,
        description="True asks for a denial, false for none, `either` takes both; "
        "when left out: false, but either with `needs` and `blocked_by`, which read denials themselves",
    )
    gated_by: Pattern | None = Field(
        None, description="What must stand in a condition on the act (not in a concession)"
    )
    gate: list[str] | None = Field(None, description="With `gated_by`: which kinds of gate count")
    needs: Pattern | None = Field(
        None, description="What the act waits for: it happens only if, when, after or out of that (denials are read)"
    )
    blocked_by: Pattern | None = Field(
        None, description="What keeps the act from happening: it does not happen if, or happens unless, that"
    )
    despite: Pattern | None = Field(None, description="What the act does not wait for: whether or not, regardless of")
    except_for: Pattern | None = Field(None, description="What is taken out of the statement: except, save for")
    days: str | None = Field(None, description='A duration that measures the act, in calendar days: "> 30"')
    having: Pattern | None = Field(None, description="What must stand in the same statement")
    lacking: Pattern | None = Field(None, description="What must not stand in the same statement")


class DefinedPattern(Strict):
    """Asks for a defined term, and looks into its definition, wherever that stands, and the definitions it rests on."""

    term: list[str] | str = Field(description="A vocabulary, or several, one of whose words the term is or has in it")
    match: Pattern = Field(description="What must stand in the definition")


class Pattern(Strict):
    """Looks at one passage: a sentence with the lead-in and tail of its list. All keys that are given must hold."""

    any: list[Pattern] | None = Field(None, description="At least one")
    all: list[Pattern] | None = Field(None, description="Every one")
    none: list[Pattern] | None = Field(None, description="Not one")
    words: list[str] | str | None = Field(
        None,
        description='Words in order: {vocabulary}, {duration > 30}, "..." for a gap, [optional], (one | other)',
    )
    denied: bool | None = Field(
        None, description="With `words`: true where a denial before their end must reach them, false where none may"
    )
    statement: StatementPattern | None = Field(None, description="Who does what to whom")
    defined: DefinedPattern | None = Field(
        None, description="A defined term that is used here, and what its definition says"
    )
    concept: str | None = Field(None, description="A pattern kept by name in rules/concepts")
    signs: str | None = Field(
        None, description="A rule whose wordings the passage resembles, as weighed by the signs learnt from them"
    )
    over: float = Field(
        0, ge=0, le=1, description="With `signs`: by how much the score must be above what was learnt to be enough"
    )
    within: Literal["sentence", "clause"] | None = Field(
        None, description="clause: look at the clause with its sub-clauses"
    )


class Unless(Strict):
    """Something that makes a rule keep quiet, and why."""

    match: Pattern
    because: Text = Field(description="Why, in words that the reader of a report may see")


class Adjust(Strict):
    """Another severity than the base one. The first whose condition holds is taken."""

    when: Pattern | None = Field(None, description="What must stand in the same passage")
    days: str | None = Field(None, description='Compares the duration found: "> 60"')
    fired: list[str] | None = Field(None, description="Other rules, one of which has a finding")
    severity: Severity = Field(description="The severity where it holds")
    because: Text = Field(description="Why")


class Covered(Strict):
    """Other rules whose finding says what this one would say, so that this one is not reported."""

    by: list[str] = Field(min_length=1, description="The rules that cover it")
    within: Literal["clause", "contract"] = Field(
        "clause", description="clause: where they have a finding in the same clause; contract: anywhere"
    )
    because: Text = Field(description="Why one finding is enough")


class Part(Strict):
    """One of the things that make up a combination: findings of rules, or what the contract says or does not say."""

    rules: list[str] | None = Field(None, description="Rules one of which has a finding")
    at_least: Severity = Field("low", description="With `rules`: how severe the finding must be")
    said: Pattern | None = Field(None, description="What must stand somewhere in the contract")
    not_said: Pattern | None = Field(None, description="What must stand nowhere in the contract")
    meaning: Text = Field(description="The part in words, such as: you wait for your money")


class RegimeNote(Strict):
    """What the law makes of it where the procurement regime is known; stands in place of the general words."""

    legal_note: Text = Field(description="What the law makes of it there, in a sentence or two")
    legal_effect: LegalEffect | None = Field(None, description="The legal effect there, where it is another")


class Flag(Strict):
    """A wording that must fire; `words` must be among the evidence."""

    text: Text = Field(description="The wording")
    words: str | None = Field(None, description="Words that the finding must quote")
    source: str | None = Field(None, description="Where the wording comes from")


class Pass(Strict):
    """A wording that must not fire, and why."""

    text: Text = Field(description="The wording")
    because: Text = Field(description="Why it is fair, or not meant")
    source: str | None = Field(None, description="Where the wording comes from")


class Examples(Strict):
    """The rule's tests and its documentation. For rules on absence the texts are put into a bare contract."""

    flags: list[Flag] = Field(min_length=1, description="Wordings on which the rule must fire")
    passes: list[Pass] = Field(min_length=1, description="Wordings on which the rule must keep quiet")


class RuleFile(Strict):
    """One rule, one file."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d{3}$")] = Field(
        description="Three capitals and three digits, never used for another rule: PAY-002"
    )
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")] = Field(
        description="A short name with hyphens; the file is <category>/<id>-<name>.yaml"
    )
    title: Text = Field(description="The problem in a few words, from the side of whoever does the work")
    category: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")] = Field(description="The folder of the file")
    severity: Severity = Field(description="How bad it is where no `adjust` holds")
    severity_note: Text = Field(description="Why, and what makes it more or less severe")
    legal_effect: LegalEffect = Field(description="What the law makes of such a term")
    legal_note: Text = Field(description="The same in a sentence or two")
    by_regime: dict[str, RegimeNote] = Field(default={}, description="Other notes by regime of regimes.yaml")
    why: Text = Field(
        description="Why it matters, in plain English, to the reader, who is “you”. The prime is {they}, {them}, "
        "{their}, the authority {above}; a capital begins a sentence ({They}); a verb that changes with its subject "
        "goes into the braces ({they have})"
    )
    message: Text = Field(
        description="What the clause does, in one sentence, in the same voice; {Clause} is “Clause 7.2” and {days} the "
        "period found, “75 days”"
    )
    suggest: Text = Field(
        description="Wording to propose instead, in the contract's voice: {we}, {us}, {our} do the work, {they}, "
        "{them}, {their} are the prime; each becomes what the contract says (“the Partner”, “you”)"
    )
    negotiate: Text = Field(description="A sentence that the reader, who is “we”, says to the prime, who is “you”")
    questions: list[Text] = Field(
        default=[], description="What the reader should find out, in the reader's own voice, as in `negotiate`"
    )
    ruinous: bool = Field(
        False,
        description="Whether it can by itself close an organisation (liability without end, work that may never be "
        "paid, money taken back): of equally severe findings these are raised first",
    )
    authorities: list[str] = Field(default=[], description="Codes of authorities.yaml that the rule rests on")
    applies_to: list[DocumentKind] | None = Field(None, description="Kinds of document; all when left out")
    match: Pattern | None = Field(None, description="For rules on wording: what fires")
    protection: Pattern | None = Field(None, description="For rules on absence: what satisfies")
    nearest: Pattern | None = Field(None, description="For rules on absence: what comes near, shown to the reader")
    requires: Pattern | None = Field(
        None, description="For rules on absence: what must be said somewhere, or else the lack does not matter"
    )
    combine: list[Part] | None = Field(
        None, min_length=2, description="For combinations: the parts, every one of which must be there"
    )
    covered: list[Covered] = Field(default=[], description="Other rules whose finding makes this one needless")
    once: bool = Field(False, description="One finding for the whole document, with every place as its evidence")
    unless: list[Unless] = Field(default=[], description="What keeps the rule quiet although `match` holds")
    adjust: list[Adjust] = Field(default=[], description="What changes the severity; the first that holds counts")
    bands: Text | None = Field(
        None, description="The parameter by which the duration found makes the severity, where no `adjust` holds"
    )
    limits: list[Text] = Field(default=[], description="What the rule is known not to see")
    examples: Examples = Field(description="Its tests, which are also its documentation")


class Under(Strict):
    """What is enough below a heading that names the topic."""

    headings: list[Text] = Field(min_length=1, description="Words of which some stand in a heading above the sentence")
    match: Pattern


class OnTopic(Strict):
    """A wording that is about the topic; `heading` is the one it stands below, where that counts."""

    text: Text
    heading: Text | None = None


class OffTopic(OnTopic):
    """A wording that is not about the topic, and why."""

    because: Text


class TopicExamples(Strict):
    """The topic's tests and its documentation."""

    flags: list[OnTopic] = Field(min_length=1)
    passes: list[OffTopic] = Field(min_length=1)


class TopicFile(Strict):
    """What sentences are about: one topic, one file."""

    topic: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")]
    meaning: Text
    match: Pattern = Field(description="What says it wherever it stands")
    under: Under | None = None
    not_under: list[Text] = Field(default=[], description="Words of headings below which nothing is about it")
    unless: list[Unless] = []
    limits: list[Text] = Field(default=[], description="What is known not to be seen")
    examples: TopicExamples


class Worth(Strict):
    """Words that stand for a figure: “limited to the Charges” is 100 per cent of them."""

    match: Pattern
    value: float = Field(description="The figure, in days, per cent or pounds")
    because: Text


class PointFile(Strict):
    """One thing that a term settles, as a contract gives it to the side that does the work: us.

    In a head contract that side is the prime, in the sub-contract it is the reader. A `risk` is bad for whoever does
    the work, a `protection` good. Both may have a figure, of which either `more` or `less` is the better for us.
    """

    point: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")]
    title: Text = Field(description="The point in a few words: “Days until a valid invoice is paid”")
    sort: Literal["risk", "protection"]
    severity: Severity = Field(
        description="How bad it is for us where the sub-contract is worse than the head contract"
    )
    value: Literal["duration", "percentage", "money"] | None = Field(None, description="The figure that is compared")
    of: Text | None = Field(None, description="What a share is of, where that must be said: “of the Charges”")
    better: Literal["more", "less"] = Field("less", description="Which figure is the better for us")
    missing: Literal["kept-back", "enlarged"] = Field(
        "kept-back", description="What it is called when only the head contract has the protection"
    )
    why: Text = Field(description="Why it matters where the two differ; the reader is “you”, as in a rule")
    match: Pattern | None = Field(None, description="What says it; `us` is the prime in a head contract")
    rules: list[str] = Field(default=[], description="Rules whose wording says it too, or whose protection it is")
    worth: list[Worth] = Field(default=[], description="Words that stand for a figure where none is printed")
    limits: Text | None = Field(None, description="The point of the same term without which it means nothing")
    undone_by: Text | None = Field(None, description="The risk of the same term that takes this protection away again")
    rows: list[Text] = Field(default=[], description="Names of table rows and key terms whose figure it is")
    head: Pattern | None = Field(None, description="What says it in a head contract, where that is something else")
    promise: Text | None = Field(None, description="With `head`: what the prime has done: “promised to pay within”")
    unless: list[Unless] = Field(default=[], description="What speaks against it, in the same sentence")


class TermFile(Strict):
    """A term that is handed down from a head contract to a sub-contract: one term, one file."""

    term: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$")]
    title: Text = Field(description="The term in a few words")
    order: int = Field(description="Its place among the terms")
    headings: list[Text] = Field(min_length=1, description="Words of headings below which it is looked for")
    points: list[PointFile] = Field(min_length=1)
    limits: list[Text] = Field(default=[], description="What is known not to be seen")


class VocabularyEntry(Strict):
    """Words that mean one thing."""

    kind: Kind = "words"
    meaning: Text
    verbs: list[Phrase] = []
    nouns: list[Phrase] = []
    adjectives: list[Phrase] = []
    phrases: list[Phrase] = []
    excludes: list[Phrase] = Field(default=[], alias="not")
    takes: bool = False
    done_to: bool = False
    between: bool = False
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
DefinedPattern.model_rebuild()
Pattern.model_rebuild()
