"""Wordings made from the examples of rules by changes of which we know what they must do to a finding.

A finding must go when the two sides change places, and when what it rests on is denied; it must stay when a sentence is
laid out as a list. What is made is checked with the sides told, so that it is the rule and the reading of who does what
to whom that is tested, and not who is taken for whom.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from termscheck.annotate import annotate
from termscheck.engine.check import Checker, check
from termscheck.engine.ruleset import Rule
from termscheck.engine.views import View
from termscheck.model import Contract, Proposition
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_text
from tests.rules.swapped_sides import swap

Kind = Literal["swap", "denial", "untied", "list"]
KINDS: Mapping[Kind, tuple[str, bool]] = {
    "swap": ("the sides change places", False),
    "denial": ("what it rests on is denied", False),
    "untied": ("the act no longer waits for the event", False),
    "list": ("the sentence is laid out as a list", True),
}
"""What each kind does, and whether the rule must still fire."""


class Negation(NamedTuple):
    """Words, and what denies them. `last` of them before the act is taken, or those directly before the event."""

    words: str
    denied: str
    applies: str

    @property
    def name(self) -> str:
        """How it is listed."""
        return self.applies if "\\" in self.denied else self.denied.strip()


NEGATIONS = (
    Negation(r"\bshall(?! not)\b", "shall not", "a duty or right, said with shall"),
    Negation(r"\bmust(?! not)\b", "must not", "a duty, said with must"),
    Negation(r"\bwill(?! not)\b", "will not", "a duty or announcement, said with will"),
    Negation(r"\bmay(?! not)\b", "may not", "a right, said with may"),
    Negation(r"\bcan(?! not)\b", "cannot", "a right, said with can"),
    Negation(r"\b(is|are|be) (entitled|required|obliged|responsible|liable)\b", r"\1 not \2", "a right, duty or state"),
    Negation(r"\bhas the (right|option|power)\b", r"has no \1", "a right that a side has"),
    Negation(r"\b(?:agrees|undertakes|covenants) to\b", "does not agree to", "a duty that a side takes on"),
    Negation(r"\b(?:agree|undertake) to\b", "do not agree to", "the same of we and you"),
    Negation(r"\b(is|are)(?= (?:\w+ly )?\w+$)", r"\1 not", "a passive or state with a plain is or are"),
)
"""Put into the main statement of a sentence that a rule fired on, where it is affirmed: nearest before the act."""
AFFIRMATIONS = (
    Negation(r"\b(shall|will|may) not\b", r"\1", "a prohibition or release"),
    Negation(r"\bmust not\b", "may", "a prohibition"),
    Negation(r"\bcannot\b", "can", "a prohibition"),
    Negation(r"\b(is|are) not\b", r"\1", "a state that is denied"),
    Negation(r"\bhas no (right|option|power)\b", r"has the \1", "a right that is denied"),
)
"""Put into the main statement of a sentence that a rule fired on, where it is denied."""
_TIES = "if|when|once|where|as soon as|after|so long as|provided that"
UNTIED = (
    Negation(
        rf"\b(?:only )?(?:{_TIES})(?:,? (?:and|or|when)(?: only)?(?: when| if| to the extent that)?)*\s+$",
        "whether or not ",
        "an event with a verb of its own",
    ),
    Negation(
        r"\b(?:(?:is|are) )?(?:subject to|(?:conditional|contingent|dependent) (?:up)?on)\s+$",
        "regardless of ",
        "an event that is a noun",
    ),
)
"""Put in the place of the words that tie an act to an event, in findings of the rules of `WAITING` alone."""
WAITING = frozenset({"PAY-002"})
"""Rules that are about an act that waits for an event: without the wait there is nothing to find."""
NEUTRAL = {
    **dict.fromkeys(("shall", "must", "will"), "act in good faith"),
    **dict.fromkeys(("may", "can"), "visit the premises during working hours"),
}
"""An item that no rule is about, to stand beside the one that a rule fired on."""


class Variant(NamedTuple):
    """A wording made from another; `how` names the negation or the way of laying it out."""

    rule: str
    kind: Kind
    how: str
    text: str


@dataclass(frozen=True)
class Wording:
    """A wording on which a rule fires with the sides told, as the program understands it."""

    rule: Rule
    text: str
    us: tuple[str, ...]
    them: tuple[str, ...]
    engine: Engine = field(default_factory=load_rules, repr=False)

    @cached_property
    def contract(self) -> Contract:
        """The wording as a text of its own."""
        return understood(self.engine, self.text, self.us, self.them)

    def fires(self, text: str) -> bool:
        """Whether the rule fires on another wording of the same sides."""
        return bool(findings(self.engine, self.rule, understood(self.engine, text, self.us, self.them)))

    @cached_property
    def said(self) -> list[tuple[View, Proposition]]:
        """The main statement of every sentence that the rule fired on."""
        views = [view for view in Checker(self.contract, self.engine.rule_set).views if self.rule.id in view.weighed]
        mains = [(view, next((one for one in view.propositions if one.mode != "state"), None)) for view in views]
        return [(view, one) for view, one in mains if one is not None]


def understood(engine: Engine, text: str, us: Sequence[str] = (), them: Sequence[str] = ()) -> Contract:
    """A text as a contract with its sides told."""
    return annotate(engine.nlp, [read_text(text, "wording", "")], tuple(us), tuple(them))


def findings(engine: Engine, rule: Rule, contract: Contract) -> list[object]:
    """What one rule finds."""
    found = check(contract, replace(engine.rule_set, rules=(rule,)), quiet).findings
    return [finding for finding in found if finding.rule == rule.id]


def wordings(engine: Engine, texts: Iterable[tuple[Rule, str]]) -> Iterator[Wording]:
    """The wordings in which both sides are named, and on which their rule fires once it is told them."""
    for rule, text in texts:
        if rule.missing or rule.match is None:
            continue
        sides: dict[str, tuple[str, ...]] = {"us": (), "them": ()}
        for party in understood(engine, text).parties:
            if party.role in sides:
                sides[party.role] += party.labels
        if sides["us"] and sides["them"]:
            wording = Wording(rule, text, sides["us"], sides["them"], engine)
            if wording.fires(text):
                yield wording


def examples(engine: Engine) -> Iterator[tuple[Rule, str]]:
    """The wordings on which rules must fire, by their own word."""
    for rule in engine.rule_set.rules:
        if not rule.missing and rule.match is not None:
            yield from ((rule, flag.text) for flag in rule.file.examples.flags)


def variants(wording: Wording) -> Iterator[Variant]:
    """All that can be made of a wording."""
    rule = wording.rule.id
    if swapped := swap(wording.text, wording.us, wording.them):
        yield Variant(rule, "swap", "labels", swapped)
    if denied := deny(wording):
        yield Variant(rule, "denial", *denied)
    if untied := untie(wording):
        yield Variant(rule, "untied", *untied)
    for how, text in lists(wording):
        yield Variant(rule, "list", how, text)


# --- what it rests on is denied ---------------------------------------------------------------------------


def deny(wording: Wording) -> tuple[str, str] | None:
    """The name of the negation and the text with all the statements that a rule fired on turned round.

    None where there are none, or one of them has no words that the list knows how to turn round.
    """
    changes: dict[tuple[int, int], tuple[str, str]] = {}
    for view, said in wording.said:
        tokens = view.passage.tokens
        begin, act, end = tokens[said.start][0], tokens[said.act_start][0], tokens[said.act_end - 1][1]
        listed = AFFIRMATIONS if said.negated else NEGATIONS
        change = _nearest(wording.text, listed, begin, act) or _nearest(wording.text, listed, begin, end)
        if change is None:
            return None
        span, made, name = change
        if not said.negated and _denied_besides(wording.text, begin, tokens[said.end - 1][1], span):
            return None  # two denials would cancel out
        changes[span] = made, name
    if not changes:
        return None
    names = dict.fromkeys(name for _, name in changes.values())
    words = {span: new for span, (new, _) in changes.items()}
    return next(iter(names)) if len(names) == 1 else "several", _rewritten(wording.text, words)


_DENIED = re.compile(r"\b(?:not?|nothing|neither|nor|none|never|only)\b", re.IGNORECASE)


def _denied_besides(text: str, begin: int, end: int, span: tuple[int, int]) -> bool:
    """Whether a statement is denied or limited already, outside the words that are to be denied."""
    return bool(_DENIED.search(text, begin, span[0]) or _DENIED.search(text, span[1], end))


def untie(wording: Wording) -> tuple[str, str] | None:
    """The same for the events that the acts of a finding wait for, where their ties are listed."""
    changes: dict[tuple[int, int], str] = {}
    names: dict[str, None] = {}
    if wording.rule.id not in WAITING:
        return None
    for view, said in wording.said:
        for gate in said.gates if not said.negated else ():
            before = wording.text[: view.passage.tokens[gate.start][0]]
            for one in UNTIED if gate.effect == "needs" else ():
                if tie := re.search(one.words, before):
                    changes[tie.span()] = one.denied
                    names[one.name] = None
                    break
    return ("several" if len(names) > 1 else next(iter(names)), _rewritten(wording.text, changes)) if changes else None


def _nearest(text: str, listed: Sequence[Negation], begin: int, end: int) -> tuple[tuple[int, int], str, str] | None:
    """The last words of the list within a stretch of text: where they stand, what denies them, and its name."""
    found = [(match, one) for one in listed for match in re.finditer(one.words, text[begin:end].rstrip())]
    if not found:
        return None
    match, one = max(found, key=lambda pair: (pair[0].start(), len(pair[0][0])))
    return (begin + match.start(), begin + match.end()), match.expand(one.denied), one.name


def _rewritten(text: str, changes: Mapping[tuple[int, int], str]) -> str:
    for (start, end), new in sorted(changes.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text


# --- laid out as a list -----------------------------------------------------------------------------------

_AGAIN = re.compile(r",? (?P<and>and|or) (?:it |they |also )?(?P<modal>shall|must|will|may|can) ")
_MODAL = re.compile(r"\b(?:shall|must|will|may|can)\b(?! not)")
_LIST = re.compile(
    r"(?P<stem>.*\b(?:against|for|from|in respect of|of|with))\s"
    r"(?P<items>[^.;:()]+?(?:, [^.;:(),]+?)*),? (?P<and>and|or) (?P<last>[^.;:(),]+)\.$"
)
_CLAUSE_IN_IT = re.compile(
    r"\b(?:shall|must|will|may|if|when|where|which|that|who|unless|until|within|by|is|are|has|have|not|between|both|"
    r"either|need)\b|^(?:to|upon|on|in|at|with|under|no)\b"
)
MOST_WORDS = 9
"""Words of an item: more is no simple object."""


def lists(wording: Wording) -> Iterator[tuple[str, str]]:
    """The wording with a sentence of its evidence laid out as stem and items, in every way that is simple enough."""
    if "\n" in wording.text:
        return
    starts = {view.passage.own for view, _ in wording.said} or {one.own for one in wording.contract.passages}
    for span in sorted(starts, key=lambda one: one.start):
        sentence = wording.text[span.start : span.end]
        ways = (*_verbs(wording, sentence, span.start), *_objects(sentence), *_beside(wording, sentence, span.start))
        for how, made in ways:
            stem, items, conjunction = made
            marked = [f"({'abcdefgh'[number]}) {item}" for number, item in enumerate(items)]
            laid_out = f"1. {stem}:\n" + ";\n".join(marked[:-1]) + f"; {conjunction}\n{marked[-1]}."
            before, after = wording.text[: span.start].strip(), wording.text[span.end :].strip()
            yield how, "\n".join(part for part in (before, laid_out, after and f"2. {after}") if part)


Laid = tuple[str, list[str], str]


def _verbs(wording: Wording, sentence: str, offset: int) -> Iterator[tuple[str, Laid]]:
    """ "shall A, and shall B" and "may A or B", where B begins with the base form of an act."""
    modal = _MODAL.search(sentence)
    if not modal or not sentence.endswith("."):
        return
    stem, rest = sentence[: modal.end()], sentence[modal.end() : -1]
    again = next((m for m in _AGAIN.finditer(rest) if m["modal"] == modal[0]), None)
    if again:
        items = [rest[: again.start()].strip(), rest[again.end() :].strip()]
        if all(len(item.split()) > 1 for item in items):
            yield "verbs, each with its modal", (stem, items, again["and"])
        return
    acts = wording.engine.rule_set.vocabulary.of_kind("act")
    for passage in wording.contract.passages:
        bases = {
            passage.tokens[hit.start][0] - offset - modal.end()
            for hit in passage.hits
            if hit.vocabulary in acts and hit.form == "base"
        }
        for match in re.finditer(r",? (and|or) (?=\w)(?!\w+ (?:of|by)\b)", rest):
            first, second = rest[: match.start()].strip(), rest[match.end() :].strip()
            if match.end() in bases and len(first.split()) > 2 and not _MODAL.search(second):
                yield "verbs", (stem, [first, second], match[1])
                return


def _beside(wording: Wording, sentence: str, offset: int) -> Iterator[tuple[str, Laid]]:
    """ "shall A" with another thing that must be done, which nobody minds."""
    modals = list(_MODAL.finditer(sentence))
    if len(modals) != 1 or not sentence.endswith("."):
        return
    after = offset + modals[0].end()
    if any(view.passage.tokens[said.act_start][0] > after for view, said in wording.said):
        items = [NEUTRAL[modals[0][0]], sentence[modals[0].end() : -1].strip()]
        yield "beside a neutral item", (sentence[: modals[0].end()], items, "or" if modals[0][0] == "may" else "and")


def _objects(sentence: str) -> Iterator[tuple[str, Laid]]:
    """ "… against A, B and C." """
    if match := _LIST.match(sentence):
        items = [*re.split(r", ", match["items"]), match["last"]]
        simple = all(0 < len(item.split()) <= MOST_WORDS and not _CLAUSE_IN_IT.search(item) for item in items)
        if simple and len(items) <= 8:
            yield "objects", (match["stem"], items, match["and"])


# --- rates ------------------------------------------------------------------------------------------------


@dataclass
class Rates:
    """How many wordings of each kind, and of each way of making them, did as they must."""

    kinds: Counter[tuple[str, bool]] = field(default_factory=Counter)
    ways: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    wrong: defaultdict[str, list[Variant]] = field(default_factory=lambda: defaultdict(list))

    def rate(self, kind: Kind) -> float:
        """The share that did as they must."""
        return self.kinds[kind, True] / max(1, self.number(kind))

    def number(self, kind: Kind) -> int:
        """How many there are."""
        return self.kinds[kind, True] + self.kinds[kind, False]

    def lines(self) -> list[str]:
        """The rates as a table."""
        lines = []
        for kind, (what, fires) in KINDS.items():
            must = "must still fire" if fires else "must stop"
            lines.append(
                f"{kind:8} {what}: {must:16} {self.kinds[kind, True]:4}/{self.number(kind):<4} {self.rate(kind):.3f}"
            )
            ways = sorted({way for one, way, _ in self.ways if one == kind})
            for way in ways if len(ways) > 1 else ():
                right, wrong = self.ways[kind, way, True], self.ways[kind, way, False]
                lines.append(f"    {way:34} {right:4}/{right + wrong:<4} {right / (right + wrong):.3f}")
        return lines


def measured(engine: Engine, texts: Iterable[tuple[Rule, str]]) -> Rates:
    """Makes and checks all that can be made of some wordings."""
    rates = Rates()
    for wording in wordings(engine, texts):
        for variant in variants(wording):
            right = wording.fires(variant.text) == KINDS[variant.kind][1]
            rates.kinds[variant.kind, right] += 1
            rates.ways[variant.kind, variant.how, right] += 1
            if not right:
                rates.wrong[variant.kind].append(variant)
    return rates
