"""Which side a party is on: evidence from the whole text, weighed.

Three things are weighed for each party: money (who pays, who is paid or invoices), work (who performs or supplies,
who receives or engages) and what its label usually means. Where no label means anything, a party that alone is
introduced as a charity or the like is likelier to be us, unless it is the one that pays. The vocabularies of the
kinds `work` and `money` say which verbs and nouns count; each is a deed of the side it names, whether that side is
the subject ("the Supplier shall provide"), the agent ("provided by the Supplier") or the owner ("the Supplier's
invoice"), and the other side is its object ("pay the Supplier") or goal ("fees payable to the Supplier"). Of two
sides the one that an authority above them pays is the prime.

A label alone never decides where there is more to go on: "Contractor" is the prime in one contract and us in another.
Where money and work clearly contradict each other, or parties come out level, `leaning` tells by all that is said of
them; where that says little either, they are left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from termscheck.annotate.index import any_literally, found_at
from termscheck.annotate.inflect import noun_forms, verb_forms
from termscheck.annotate.introduced import Named
from termscheck.annotate.leaning import LEAST, leaning
from termscheck.annotate.names import key
from termscheck.annotate.notes import Notes
from termscheck.annotate.numbers import lowered
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.model import Notice, Party, Role, Span

PAIR = 2
"""Parties that leanings are compared of."""
BEFORE, AFTER = 70, 130
"""Characters around a mention in which a deed is looked for."""
MOST = 400
"""Mentions of a party that are looked at: more say nothing new."""
SHOWN = 3
"""Words of evidence that are kept for each party."""
PRIOR = (0, 2, 4, 8)
"""What the usual meaning of a label weighs, by its strength."""
VOLUNTARY = "voluntary-body"
"""The vocabulary of what a charity or social enterprise is called when it is introduced."""
INTRODUCED = 400
"""Characters around a label in which its party is introduced, at most."""
MONEY = 2
"""What an act of paying weighs, against one of performing."""
MARGIN = 2
"""How much the better side must lead by; less is undecided."""
CLEAR = 6
"""Evidence of one sort that two parties must differ by for it to contradict the other sort."""
NEAR = 45
"""Characters before and after a mention in which a look-alike takes the force from a deed."""
MODAL = (
    r"(?:shall|will|must|may|agrees?|undertakes?|covenants?|has agreed|is required|is obliged|is entitled"
    r"|is responsible|are to|is to|desires?|wishes|hereby|also|then|to|for|only)"
)
PREPOSITION = re.compile(r"\b(?:by|of|to|from|for|with|than|against)(?: (?:the|The))? $")
ARTICLES = frozenset({"the", "The", "THE"})
PART_OF_A_NAME = re.compile(r"'| [A-Z][a-z]|-[A-Za-z]")


@dataclass
class Weights:
    """The evidence on one party: positive for us, negative for them."""

    money: int = 0
    work: int = 0
    prior: int = 0
    spans: list[tuple[int, Span]] = field(default_factory=list)

    @property
    def deeds(self) -> int:
        """What is done, whatever the party is called."""
        return MONEY * self.money + self.work

    @property
    def total(self) -> int:
        """All of it together."""
        return self.deeds + self.prior

    def evidence(self, role: Role) -> tuple[Span, ...]:
        """The first words that speak for a role."""
        sign = -1 if role == "them" else 1
        return tuple(span for direction, span in self.spans if direction == sign)[:SHOWN]


class _Mention(NamedTuple):
    """The words around a mention of a party, and what is asked of them again and again."""

    before: str
    after: str
    owns: bool
    """Whether something of the party's follows: "the Supplier's", "our"."""
    governed: bool
    """Whether a preposition stands before it, so that it is no subject."""
    last: str
    """The last word before it, its article aside."""


def _mention(before: str, after: str, owns: bool) -> _Mention:
    words = before.split()
    if words and words[-1] in ARTICLES:
        words.pop()
    governed = PREPOSITION.search(before) is not None
    return _Mention(before, after, owns, governed, words[-1] if words else "")


@dataclass(frozen=True)
class _Deed:
    """The ways in which a mention can stand to the words of one vocabulary."""

    sign: int
    money: bool
    subject: re.Pattern[str]
    sufferer: re.Pattern[str]
    owner: re.Pattern[str]
    agent: re.Pattern[str]
    object: re.Pattern[str]
    goal: re.Pattern[str]
    excluded: re.Pattern[str]
    last: tuple[str, ...]
    """What the last word before an object ends in, unless it is "to"."""

    def direction(self, mention: _Mention) -> int:
        """Above 0 where the words make the party one of us, below it one of them, 0 where they say nothing."""
        direction = self._direction(mention)
        excluded = self.excluded.search
        if direction and (excluded(mention.after[:NEAR]) or excluded(mention.before[-NEAR:])):
            return 0
        return direction

    def _direction(self, mention: _Mention) -> int:
        """The same, whether or not a look-alike stands nearby."""
        before, after, owns, governed, last = mention
        if owns:
            return self.sign if self.owner.match(after) else 0
        if not governed:
            if self.subject.match(after):
                return self.sign
            if self.sufferer.match(after):
                return -self.sign
        if PART_OF_A_NAME.match(after):
            return 0
        # what follows is slow to fail, and nearly always fails at the last word
        if last in ("by", "from") and self.agent.search(before):
            return self.sign
        to = last == "to"
        if (to or last.endswith(self.last)) and self.object.search(before):
            return -self.sign
        return -self.sign if to and self.goal.search(before) else 0


class Sides:
    """Weighs the evidence for each party of one text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        entries = vocabulary.entries.values()
        self.labels: Mapping[str, Entry] = {
            key(phrase): entry for entry in entries if entry.kind == "label" for phrase in entry.phrases
        }
        self._deeds = [_deed(entry) for entry in entries if entry.kind in ("work", "money")]
        voluntary = vocabulary.entries.get(VOLUNTARY)
        self._voluntary = re.compile(
            rf"(?<!\w)(?:{_alternatives(voluntary.phrases if voluntary else ())})(?!\w)", re.IGNORECASE
        )
        paying = (verb for entry in entries if entry.kind == "money" and entry.side == "them" for verb in entry.verbs)
        self._pays = _alternatives(form for verb in paying for form, _ in verb_forms(verb))

    def prior(self, labels: Iterable[str]) -> tuple[Role, int]:
        """What the labels usually mean, and how strongly (0 when they are not known)."""
        entries = [entry for label in labels if (entry := self.labels.get(key(label))) is not None]
        best = max(entries, key=lambda entry: entry.strength, default=None)
        return (best.side or "other", best.strength) if best else ("undecided", 0)

    def weigh(self, notes: Notes, named: Sequence[Named]) -> list[Weights]:
        """The evidence on each party, in one pass over the text."""
        weights = [Weights() for _ in named]
        owners: dict[str, int] = {}
        small = {label for one in named for label in (*one.labels, one.name) if label[:1].islower()}
        for number, one in enumerate(named):
            side, strength = self.prior(one.labels)
            weights[number].prior = {"us": 1, "them": -1, "above": -1}.get(side, 0) * PRIOR[strength]
            for label in (*one.labels, one.name):
                owners.setdefault(label.lower(), number)
        if not owners:
            return weights
        paymaster = self._above(named)
        longest_first = sorted(owners, key=lambda one: (-len(one), one))
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)
        seen = [0] * len(named)
        low = notes.words.low
        places = any_literally(map(lowered, owners), low)
        for match in found_at(pattern, notes.view, places):
            number = owners[match[0].lower()]
            if seen[number] < MOST and (match[0][:1].isupper() or match[0] in small):
                seen[number] += 1
                self._look(notes, match, weights[number], paymaster)
        charity = self._only_voluntary(notes, named)
        if charity is not None and any(other.money < weights[charity].money for other in weights):
            weights[charity].prior += PRIOR[3]
        return weights

    def _only_voluntary(self, notes: Notes, named: Sequence[Named]) -> int | None:
        """The number of the one party that is introduced as a charity, a mutual or the like.

        None where several are, or where a label says who is who.
        """
        if any(self.prior(one.labels)[1] for one in named if not one.apart):
            return None
        found = [number for number, one in enumerate(named) if self._voluntary.search(_introduced(notes.view, one))]
        return found[0] if len(found) == 1 else None

    def _above(self, named: Sequence[Named]) -> re.Pattern[str] | None:
        """The end of words in which the authority pays; None where there is none above two other parties."""
        above = [one for one in named if self.prior(one.labels)[0] == "above"]
        if not above or len(named) - len(above) < 2:
            return None
        labels = _alternatives(label for one in above for label in one.labels)
        return re.compile(rf"\b(?:{labels}) (?:{MODAL} )?(?:{self._pays}) $")

    def _look(self, notes: Notes, match: re.Match[str], weights: Weights, paymaster: re.Pattern[str] | None) -> None:
        start, end = match.span()
        before = " ".join(notes.view[max(0, start - BEFORE) : start].split()) + " "
        after = " ".join(notes.view[end : end + AFTER].split())
        if notes.view[end : end + 1].isspace():
            after = " " + after
        owns = after[:1] == "'" or match[0].lower() in ("our", "your")
        mention = _mention(before, after, owns)
        for deed in self._deeds:
            if direction := deed.direction(mention):
                if deed.money and not owns and paymaster and paymaster.search(before):
                    direction = -1  # whom the authority pays is the prime
                if deed.money:
                    weights.money += direction
                else:
                    weights.work += direction
                left = start if owns or deed.subject.match(after) else max(0, start - 50)
                weights.spans.append((direction, _words_around(notes, left, start, end)))


def _introduced(view: str, one: Named) -> str:
    """The words that introduce a party: from its name to its label, or the line behind a name without one."""
    low, high = one.span.start, one.span.end
    name = view.rfind(one.name, max(0, low - INTRODUCED), low)
    return view[name:high] if name >= 0 else view[low : high + INTRODUCED].split("\n", 1)[0]


def told(labels: Iterable[str], notes: Notes) -> Role | None:
    """The side that the user says a party with one of these labels is on."""
    keys = set(map(key, labels))
    sides: tuple[tuple[Role, tuple[str, ...]], ...] = (("us", notes.us), ("them", notes.them))
    return next((side for side, wanted in sides if not keys.isdisjoint(map(key, wanted))), None)


def as_told(one: Named, notes: Notes) -> Iterator[Named]:
    """A party, parted where the user puts what the text seems to call it on both sides."""
    sides = {label: told((label,), notes) for label in (*one.labels, one.name)}
    if not {"us", "them"} <= set(sides.values()):
        yield one
        return
    first = told(one.labels, notes)
    kept = tuple(label for label in one.labels if sides[label] in (first, None))
    others = tuple(label for label in one.labels if label not in kept)
    yield replace(one, name=one.name if sides[one.name] in (first, None) else kept[0], labels=kept)
    if others:
        yield replace(one, name=others[0], labels=others)


def decide(notes: Notes, named: Sequence[Named], sides: Sides) -> list[Party]:
    """A side for each named party; overrides first, then the clearest performer is us and the clearest payer them."""
    weights = sides.weigh(notes, named)
    priors = [sides.prior(one.labels)[0] for one in named]
    roles: list[Role] = ["undecided"] * len(named)
    for number, one in enumerate(named):
        roles[number] = told((*one.labels, one.name), notes) or "undecided"
    among = [number for number, one in enumerate(named) if not one.apart]
    chain = _is_chain([priors[number] for number in among], [weights[number] for number in among])
    open_ones = [
        number for number in among if roles[number] == "undecided" and not (chain and priors[number] == "above")
    ]
    _give_sides(roles, open_ones, weights)
    if {"us", "them"}.isdisjoint(roles):
        _lean(roles, [(number, named[number]) for number in open_ones], notes)
    _share_sides(roles, named)
    both = {"us", "them"} <= set(roles)
    parties = []
    for number, one in enumerate(named):
        role = roles[number]
        if role == "undecided" and priors[number] == "above" and (chain or both or one.apart):
            role = "above"
        elif role == "undecided" and both:
            role = "other"
        parties.append(Party(one.name, one.labels, role, (one.span, *weights[number].evidence(role))))
    return parties


def _is_chain(priors: Sequence[Role], weights: Sequence[Weights]) -> bool:
    """Whether an authority stands above two other parties, one of whom pays the other.

    A "Buyer" is no authority where it is the one that pays and no other party does a payer's deed.
    """
    above = [weight for prior, weight in zip(priors, weights, strict=True) if prior == "above"]
    others = [weight for prior, weight in zip(priors, weights, strict=True) if prior != "above"]
    totals = [weight.total for weight in others]
    if not above or len(others) < 2 or max(totals) - min(totals) < MARGIN:
        return False
    sure = any(weight.prior <= -PRIOR[3] for weight in above)
    if min(totals) > (-1 if sure else -MARGIN):
        return False
    return min(weight.deeds for weight in above) > -CLEAR or any(weight.deeds < 0 for weight in others)


def _share_sides(roles: list[Role], named: Sequence[Named]) -> None:
    """The parties before a collective label ("together the Suppliers") are on its side, back to one that is not."""
    for number, one in enumerate(named):
        if not one.collective or roles[number] not in ("us", "them"):
            continue
        for member in range(number - 1, -1, -1):
            if roles[member] != "undecided":
                break
            roles[member] = roles[number]


def _give_sides(roles: list[Role], open_ones: list[int], weights: Sequence[Weights]) -> None:
    has_us, has_them = "us" in roles, "them" in roles
    if not open_ones or (has_us and has_them):
        return
    best = max(open_ones, key=lambda number: (weights[number].total, -number))
    worst = min(open_ones, key=lambda number: (weights[number].total, -number))
    if has_us:
        roles[worst] = "them"
    elif has_them:
        roles[best] = "us"
    elif best == worst:
        if abs(weights[best].total) >= MARGIN:
            roles[best] = "us" if weights[best].total > 0 else "them"
    elif weights[best].total - weights[worst].total >= MARGIN and not contradictory(weights[best], weights[worst]):
        roles[best], roles[worst] = "us", "them"


def _lean(roles: list[Role], open_ones: Sequence[tuple[int, Named]], notes: Notes) -> None:
    """Gives the sides by all that is said of the parties, where their deeds leave them undecided, and says so."""
    if len(open_ones) != PAIR:  # it was learnt on pairs: a bystander of whom little is said would win
        return
    (one, first), (other, second) = ((number, leaning((*n.labels, n.name), notes.view)) for number, n in open_ones)
    if first is None or second is None or abs(first - second) < LEAST:
        return
    best, worst = (one, other) if first > second else (other, one)
    roles[best], roles[worst] = "us", "them"
    names = dict(open_ones)
    notes.notices.append(
        Notice(
            "N-ROLES",
            f"The contract does not say plainly who performs and who pays. {names[best].name} was taken for the side "
            f"that performs, {names[worst].name} for the one that pays: if you are {names[worst].name}, say so, and "
            "check again, because then most findings are wrong.",
        )
    )


def contradictory(us: Weights, them: Weights) -> bool:
    """Whether money and work each clearly say the opposite of who is who, and the labels do not side with money."""
    money, work, prior = us.money - them.money, us.work - them.work, us.prior - them.prior
    opposed = money * work < 0 and min(abs(MONEY * money), abs(work)) >= CLEAR
    return opposed and not (money > 0 and prior >= PRIOR[2])


def _deed(entry: Entry) -> _Deed:
    forms = [form for verb in entry.verbs for form in verb_forms(verb)]
    verbs = _alternatives(form for form, _ in forms)
    bases = {form for form, kind in forms if kind == "base"}
    past = _alternatives(form for form, kind in forms if kind == "past")
    nouns = _alternatives(form for noun in entry.nouns for form, _ in noun_forms(noun))
    the = r" (?:the |The |THE )?[\"(]?$"
    aside = r"(?:, [^,;.]{1,60},|(?: \w+)? and)?"
    goal = rf"\b(?:{past}|(?i:{nouns}))(?: [\w,-]+){{0,5}}? to{the}" if entry.verbs else r"(?!)"
    return _Deed(
        sign=entry.strength if entry.side == "us" else -entry.strength,
        money=entry.kind == "money",
        subject=re.compile(rf"(?:,? (?:{MODAL}|\w+ly)(?: (?:{MODAL}|\w+ly))*)?{aside} (?:{verbs})\b"),
        sufferer=re.compile(rf" (?:shall|will|must|may|is|are|to)(?: \w+ly| then)? be (?:{past})\b"),
        owner=re.compile(
            rf"(?:'s?)? (?:[\w-]+ ){{0,2}}?(?i:{nouns})\b" if entry.side == "us" and entry.kind == "money" else r"(?!)"
        ),
        agent=re.compile(rf"\b(?:{past})(?: [\w-]+){{0,3}}? (?:by|from){the}"),
        object=re.compile(rf"\b(?:{_alternatives(bases)})(?: to)?{the}"),
        goal=re.compile(goal),
        excluded=re.compile(rf"\b(?:{_alternatives(entry.excludes)})\b", re.IGNORECASE),
        last=tuple(sorted({form.split()[-1] for form in bases})),
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda one: (-len(one), one))) or "(?!)"


def _words_around(notes: Notes, left: int, start: int, end: int) -> Span:
    """The evidence, from a word's beginning to a word's end."""
    view = notes.view
    right = end + 60 if left == start else end
    while left < start and left > 0 and not view[left - 1].isspace():
        left += 1
    right = min(right, len(view))
    while end < right < len(view) and not view[right].isspace():
        right -= 1
    newline = view.rfind("\n", left, start)
    left = newline + 1 if newline >= 0 else left
    stop = view.find("\n", end, right)
    return Span(left, stop if stop >= 0 else right, notes.index)
