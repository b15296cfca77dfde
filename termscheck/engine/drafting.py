"""Puts the texts of a rule into the words of the contract at hand.

Three voices speak in a rule file, and each means somebody else by "you":

======================  ==========================  =======================  ========================
text                    who speaks to whom          whoever does the work    the prime
======================  ==========================  =======================  ========================
`why`, `message`        termscheck to the reader    you, your                {they} {them} {their}
`negotiate`             the reader to the prime     we, us, our              you, your
`questions`             the reader, wondering       we, us, our              you, your
`suggest`               the contract                {we} {us} {our}          {they} {them} {their}
======================  ==========================  =======================  ========================

So an author writes as those who do the work would speak: of themselves as "we", of the prime as "they", in the case
that the sentence needs, and a verb that changes with its subject goes into the braces: `{they have} been paid`. The
contract's own names take their place: "the Contractor has been paid", "HMPPS has been paid", and "we have been paid"
in a contract in which the prime calls itself "we" and the other side "you". There `suggest` follows the contract,
since it must fit into it; what speaks to the reader names the prime instead, since "we" would be taken for somebody
else; and what the reader says is in the reader's own voice, as ever. The report says so once (`voice`).

`{above}` and `{above's}` are the authority, `{clause}` is "clause 7.2", `{days}` the period found, as "75 days". A
capital letter begins a sentence: `{They} shall pay`, `{Clause}: you may wait {days} to be paid.`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Literal, NamedTuple

from termscheck.annotate.index import found_at, literally
from termscheck.annotate.names import LOOKED_AT, PRONOUNS, SPOKEN, mentions
from termscheck.engine.schema import RuleFile
from termscheck.engine.source import did_you_mean
from termscheck.model import Contract, Notice, Party

Side = Literal["us", "them", "above"]
SIDES: Mapping[Side, str] = {"us": "the sub-contractor", "them": "the prime", "above": "the authority"}
"""What a side is called where a contract does not say."""
SHORT = 3
"""Letters of a word below which it stands in too many others for looking it up to be worth it."""
LONGEST_NAME = 80
"""Characters of a name that is told; a longer one is told as one that the contract does not give."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
TOO_LONG = "too long"
"""What `{days}` is where no period was found."""

VOICE = "N-VOICE"
"""Notice that the contract says "we" and "you", and whom the report means by these."""


class Name(NamedTuple):
    """What a text calls one side, in every case that a sentence may need; `many` goes with "have", not with "has"."""

    subject: str
    object: str
    possessive: str
    reflexive: str
    many: bool = False


WE = Name("we", "us", "our", "ourselves", many=True)
YOU = Name("you", "you", "your", "yourselves", many=True)
_FORMS: Mapping[str, tuple[Side, str]] = {
    "we": ("us", "subject"), "us": ("us", "object"), "our": ("us", "possessive"), "ourselves": ("us", "reflexive"),
    "they": ("them", "subject"), "them": ("them", "object"), "their": ("them", "possessive"),
    "themselves": ("them", "reflexive"), "above": ("above", "subject"), "above's": ("above", "possessive"),
}  # fmt: skip
_SUBJECTS = ("we", "they")
_ANYWHERE = frozenset({"above", "above's", "clause", "days"})
_OF_THEM = frozenset({"they", "them", "their", "themselves"})
ALLOWED: Mapping[str, frozenset[str]] = {
    "why": _ANYWHERE | _OF_THEM,
    "message": _ANYWHERE | _OF_THEM,
    "negotiate": _ANYWHERE,
    "questions": _ANYWHERE,
    "suggest": _ANYWHERE | _FORMS.keys(),
    "title": frozenset(),
    "legal_note": frozenset(),
}
"""The placeholders that each text may have. A title stands also where there is no contract; the law is general."""
TEXTS = ("title", "legal_note", "why", "message", "suggest", "negotiate")
"""The keys of single texts; `questions` is a list of them."""
_INSTEAD = {
    "why": "the reader is “you” here", "message": "the reader is “you” here",
    "negotiate": "the reader speaks to the prime here: write “we” and “you”",
    "questions": "the reader speaks to the prime here: write “we” and “you”",
    "title": "a title stands also where no contract is: write “the prime”",
    "legal_note": "the law is told in general: write “the prime”",
}  # fmt: skip
_IRREGULAR = {"have": "has", "are": "is", "were": "was"}
_BEFORE_OBJECT = r"(?:by|to|for|of|from|with|against|on|upon|between|through|than)"
_BEFORE_SUBJECT = r"(?:that|if|unless|when|where|once|until|whether|which)"
_MODAL = r"(?:shall|may|must|will|can|cannot|should|would|could|is|are|has|have|was|were|does|do)"
_SLIPS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\{(?:us|them|we|they)\}['’]s?"), "whose it is, is {our} or {their}"),
    (re.compile(r"\{above\}['’]"), "whose it is, is {above's}"),
    (re.compile(rf"(?:^|[.;:,] |\b{_BEFORE_SUBJECT} )\{{(?:us|them)\}} {_MODAL}\b"), "who acts is {we} or {they}"),
    (re.compile(rf"\b{_BEFORE_OBJECT} \{{(?:we|they)\}}"), "after such a word it is {us} or {them}"),
    (
        re.compile(
            r"\{(?:we|they)\} (?:is|are|has|have|was|were|does|do|(?!always|perhaps|thus)[a-z]+s)\b", re.IGNORECASE
        ),
        "a verb that changes with its subject goes into the braces, as after “they”: {they have}",
    ),
    (re.compile(r"(?:^|[.?!] )\{[a-z]"), "a capital begins a sentence, as in {They}"),
)


# --- what a rule file may say -------------------------------------------------------------------------------------


def faults(key: str, text: str, clause: bool = True) -> Iterator[str]:
    """What is wrong with the placeholders of a text, in sentences. `clause`: whether its rule has one to cite."""
    for inside in PLACEHOLDER.findall(text):
        word, verb = _parted(inside)
        known = {*_FORMS, *_ANYWHERE}
        if word not in known or (verb and (word not in _SUBJECTS or not re.fullmatch("[a-z]+", verb))):
            names = ", ".join(sorted(ALLOWED.get(key) or known))
            yield f"unknown placeholder {{{inside}}}" + did_you_mean(word, known - {word}, f"; known are {names}")
        elif inside[:1].isupper() and _FORMS.get(word, ("", ""))[1] in ("object", "reflexive"):
            yield f"{{{inside}}} can not begin a sentence: who acts is {{We}} or {{They}}"
        elif word not in ALLOWED[key]:
            yield f"{{{inside}}} has no place here: {_INSTEAD[key]}"
        elif word == "clause" and not clause:
            yield f"{{{inside}}} has no place here: only a rule on wording has a clause to cite"
    if set("{}") & set(PLACEHOLDER.sub("", text)):
        yield "a brace stands alone"
    for slip, sentence in _SLIPS:
        if found := slip.search(text):
            yield f"“{found[0].strip()}”: {sentence}"


def _parted(inside: str) -> tuple[str, str]:
    """The word of a placeholder without its capital, and the verb behind it, if any."""
    word, _, verb = inside.partition(" ")
    return word[:1].lower() + word[1:], verb


# --- filling in ---------------------------------------------------------------------------------------------------


class Texts(NamedTuple):
    """The texts of a rule, filled in."""

    why: str
    message: str
    suggest: str
    negotiate: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The names of the sides, by who speaks: the contract itself, or a report on it."""

    contract: Mapping[Side, Name]
    report: Mapping[Side, Name]

    def texts(self, rule: RuleFile, clause: str = "the contract", days: str = TOO_LONG) -> Texts:
        """The texts of a rule: `clause` as cited within a sentence ("clause 7.2"), `days` in words (`in_days`)."""
        told = partial(self._told, clause=clause, days=days)
        return Texts(
            told("why", rule.why),
            told("message", rule.message),
            told("suggest", rule.suggest),
            told("negotiate", rule.negotiate),
            tuple(told("questions", question) for question in rule.questions),
        )

    def _told(self, key: str, text: str, clause: str, days: str) -> str:
        names = self.contract if key == "suggest" else self.report

        def filled(match: re.Match[str]) -> str:
            word, verb = _parted(match[1])
            if word in ("clause", "days"):
                value = clause if word == "clause" else days
            else:
                side, case = _FORMS[word]
                name = names[side]
                value = getattr(name, case) + (f" {conjugated(verb, name.many)}" if verb else "")
            return sentence(value) if match[1][0].isupper() else value

        return PLACEHOLDER.sub(filled, text)


def general() -> Wording:
    """The wording of a rule's own page, where there is no contract."""
    names = {side: called(words) for side, words in SIDES.items()}
    return Wording(names, names)


def in_days(days: float | None) -> str:
    """A period in calendar days in words, rounded up: "75 days"."""
    if days is None:
        return TOO_LONG
    return f"{ceil(days)} day{'' if ceil(days) == 1 else 's'}"


def sentence(words: str) -> str:
    """Words as a sentence begins with them."""
    return words[:1].upper() + words[1:]


def conjugated(verb: str, many: bool) -> str:
    """A verb as it goes with its subject, from the form that follows "they": "have" or "has"."""
    if many:
        return verb
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else "s")


def called(words: str, many: bool = False) -> Name:
    """A name in the third person: "the Partner", or several, "the Partners"."""
    own = "’" if "’" in words else "'"
    possessive = words + (own if many and words.endswith("s") else f"{own}s")
    return Name(words, words, possessive, "themselves" if many else "itself", many)


# --- the names of a contract --------------------------------------------------------------------------------------


def wording(contract: Contract) -> Wording:
    """What a contract calls its sides; for the report, names that no reader takes for somebody else."""
    texts = [document.text[:LOOKED_AT] for document in contract.documents]
    own = {side: called(words) for side, words in SIDES.items()}
    told = dict(own)
    for party in reversed(contract.parties):
        if party.role in ("us", "them", "above"):
            label = next(_labels(party), None)
            told[party.role] = _as_used(label, texts) if label else called(SIDES[party.role])
            own[party.role] = _spoken(party, texts) or told[party.role]
    return Wording(own, told)


def voice(words: Wording) -> Iterator[Notice]:
    """In a contract that says "we" and "you": whom the report means by these."""
    who: Mapping[Side, str] = {"them": "the other side", "us": "your side"}
    sides = [
        f"“{words.contract[side].subject}” is {name}" for side, name in who.items() if words.contract[side] in (WE, YOU)
    ]
    if sides:
        yield Notice(
            VOICE,
            f"In this contract {' and '.join(sides)}. Wording to propose keeps to that. What you could say or ask is "
            "in your own voice, in which “we” is your side.",
        )


def _labels(party: Party) -> Iterator[str]:
    """What a party is called other than by a pronoun, the usual first; its name where that is all."""
    for name in (*party.labels, party.name):
        if name.lower() not in PRONOUNS and 0 < len(name) <= LONGEST_NAME:
            yield name


def _spoken(party: Party, texts: Sequence[str]) -> Name | None:
    """The pronoun that a contract has for a party, where it uses that more than any label."""
    said = {label.lower() for label in party.labels}
    name = next((name for words, name in zip(SPOKEN, (WE, YOU), strict=True) if said & set(words)), None)
    labels = [label for label in party.labels if label.lower() not in PRONOUNS]
    if name is None or party.labels[0] not in labels:
        return name
    uses = [sum(mentions(word, text) for text in texts) for word in (name.subject, name.subject.title())]
    return name if sum(uses) > max(sum(mentions(label, text) for text in texts) for label in labels) else None


def _as_used(label: str, texts: Sequence[str]) -> Name:
    """A label as the contract itself uses it: spelling, article, and whether one or many."""
    bare = re.sub(r"^the\s+(?=\S)", "", label, flags=re.IGNORECASE)
    words = r"\s+".join(map(re.escape, bare.split()))
    use = re.compile(
        rf"(?<!\w)(?P<the>the\s+)?[\"“'‘]?(?P<label>{words})(?!\w)(?:\s+(?P<verb>is|has|was|does|are|have|were|do)\b)?",
        re.IGNORECASE,
    )
    first = bare.lower().split()[:1]
    found = [one for text in texts for one in _found(use, "".join(first), text)]
    uses = [one for one in found if one["label"][:1].isupper() or bare[:1].islower()]
    written = Counter(" ".join(one["label"].split()) for one in uses)
    spelling = max(written, key=lambda one: (written[one], one)) if written else bare
    with_article = sum(one["the"] is not None for one in uses)
    article = 3 * with_article >= len(uses) if uses else not bare.isupper()
    verbs = Counter(one["verb"].lower() in ("are", "have", "were", "do") for one in uses if one["verb"])
    many = bare.endswith("s") and verbs[True] > verbs[False]
    return called(f"the {spelling}" if article or label != bare else spelling, many)


def _found(use: re.Pattern[str], first: str, text: str) -> Iterator[re.Match[str]]:
    """What `use.finditer(text)` finds, tried only where the first word of the label stands, or right before it."""
    low = text.lower()
    # a letter that counts as an s or i, but is none in small letters either, or one whose small form is longer
    odd = not first.isascii() or len(low) != len(text) or "ſ" in low or "ı" in low
    if odd or len(first) < SHORT:
        return use.finditer(text)
    return found_at(use, text, _beginnings(first, low))


def _beginnings(first: str, low: str) -> list[int]:
    """Where a use of a label can begin: at its first word, at a quotation mark or at the last "the" before that."""
    places: set[int] = set()
    since = 0
    for at in literally(first, low):
        places |= {at, at - 1, low.rfind("the", since, at)}
        since = max(at - 2, 0)  # the word can begin within "the": with "he", or with "e"
    return sorted(places)
