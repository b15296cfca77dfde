"""Wordings made from the examples of rules by changes of which we know what they must do to a finding.

A finding must go when the two sides change places, and when what it rests on is denied; it must stay when a sentence is
laid out as a list. What is made is checked with the sides told, so that it is the rule and the reading of who does what
to whom that is tested, and not who is taken for whom.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple

from termscheck.annotate import annotate
from termscheck.engine.check import Checker, check
from termscheck.engine.patterns import View
from termscheck.engine.ruleset import Rule
from termscheck.model import Contract, Proposition
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_bytes, read_text

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


# --- the sides change places ------------------------------------------------------------------------------

PRONOUNS = {"us": frozenset({"you", "your", "yours"}), "them": frozenset({"we", "us", "our", "ours"})}
_SUBJECT_AFTER = re.compile(
    r"(?:shall|will|must|may|can|could|should|would|are|have|had|do|did|were|agree|fail|accept|acknowledge|undertake|"
    r"warrant|pay|provide|receive|perform|breach|become|give|make|owe|bear|indemnify|also|then|hereby|cannot|and we)\b"
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[.;:,(]|\b(?:if|when|where|that|which|unless|until|once|because|while|before|after|as|and|but|or|what|whatever)"
    r")\s*$",
    re.IGNORECASE,
)
PLURAL = {"is": "are", "has": "have", "does": "do", "was": "were"}
VERBS = (
    *(
        "fail",
        "agree",
        "accept",
        "acknowledge",
        "undertake",
        "warrant",
        "pay",
        "provide",
        "receive",
        "perform",
        "breach",
    ),
    *(
        "become",
        "give",
        "make",
        "owe",
        "bear",
        "wish",
        "want",
        "need",
        "ask",
        "decide",
        "choose",
        "terminate",
        "require",
    ),
    *("consider", "indemnify", "reserve", "use", "hold"),
)
PLURAL |= {f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeo" else f"{verb}s": verb for verb in VERBS}
SINGULAR = {plural: singular for singular, plural in PLURAL.items()}


def swap(text: str, us: Sequence[str], them: Sequence[str]) -> str | None:
    """The text with the sides changed over, possessives and plain verbs with them; None when it does not name both."""
    labels = dict.fromkeys(us, "us") | dict.fromkeys(them, "them")
    longest_first = sorted(labels, key=lambda one: (-len(one), one))
    mention = re.compile(
        r"(?:\b[Tt]he )?\b(?P<label>" + "|".join(map(re.escape, longest_first)) + r")\b(?P<owns>['’]s?(?!\w))?",
        re.IGNORECASE,
    )
    found = [m for m in mention.finditer(text) if _names(m["label"], labels)]
    sides = {labels[_label(m["label"], labels)] for m in found}
    if sides != {"us", "them"}:
        return None
    spoken = {side: any(m["label"].lower() in PRONOUNS[side] for m in found) for side in ("us", "them")}
    named = {side: next((m[0].removesuffix(m["owns"] or "") for m in found if _side(m, labels) == side), "")
             for side in ("us", "them")}  # fmt: skip
    made, at = [], 0
    for match in found:
        side = _side(match, labels)
        other = "them" if side == "us" else "us"
        start, end = match.span()
        new, verb = _turned(text, match, spoken[other], named[other], other)
        if match[0][:1].isupper() and (start == 0 or re.search(r"[.:;]\s*$|\n\s*$", text[:start])):
            new = new[:1].upper() + new[1:]
        elif new[:4] == "The ":
            new = "the " + new[4:]
        made += [text[at:start], new]
        at = end
        if verb and (following := re.match(r" (\w+)\b", text[end:])) and following[1] in verb:
            made.append(f" {verb[following[1]]}")
            at = end + following.end()
    return "".join([*made, text[at:]])


def _turned(
    text: str, match: re.Match[str], spoken: bool, named: str, other: str
) -> tuple[str, Mapping[str, str] | None]:
    """What stands in the place of a mention, and how the verb after it changes."""
    word = match["label"].lower()
    owner = bool(match["owns"]) or word in {"your", "our"}
    was_spoken = any(word in words for words in PRONOUNS.values())
    if not spoken:
        return named + ("'s" if owner or word in {"yours", "ours"} else ""), SINGULAR if was_spoken else None
    if owner or word in {"yours", "ours"}:
        base = {"us": "your", "them": "our"}[other]
        return base + "s" * (word in {"yours", "ours"}), None
    if other == "us":
        return "you", None if was_spoken else PLURAL
    before, after = text[: match.start()], text[match.end() :].lstrip()
    subject = word == "we" or (word != "us" and bool(_SUBJECT_AFTER.match(after) or _OPENS_CLAUSE.search(before)))
    return "we" if subject else "us", None if was_spoken else PLURAL


def _names(words: str, labels: Mapping[str, str]) -> bool:
    """A label is one only where it is written with its capital; "we" and "you" are, however they are written."""
    label = _label(words, labels)
    return words.lower() in PRONOUNS[labels[label]] or words[:1].isupper() == label[:1].isupper()


def _label(words: str, labels: Mapping[str, str]) -> str:
    return next(label for label in labels if label.lower() == words.lower())


def _side(match: re.Match[str], labels: Mapping[str, str]) -> str:
    return labels[_label(match["label"], labels)]


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
        if not said.negated and _DENIED.search(wording.text, begin, span[0]):
            return None  # two denials would cancel out
        changes[span] = made, name
    if not changes:
        return None
    names = dict.fromkeys(name for _, name in changes.values())
    words = {span: new for span, (new, _) in changes.items()}
    return next(iter(names)) if len(names) == 1 else "several", _rewritten(wording.text, words)


_DENIED = re.compile(r"\b(?:no|nothing|neither|nor|none|never)\b", re.IGNORECASE)


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


# --- one contract in several formats ----------------------------------------------------------------------

US, THEM = "Delivery Partner", "Lead Provider"
SAMPLES = Path(__file__).parents[1] / "samples"
PARTIES = (
    "header: Sub-Contract",
    "title: Sub-Contract",
    "@title Sub-Contract",
    "= Parties",
    f"party: **ALDERGATE WORKS LIMITED**, a company registered in England and Wales (the **“{THEM}”**); and",
    f"party: **THE OWL HOUSE TRUST**, a charity registered in England and Wales (the **“{US}”**).",
)
MOST_EXAMPLES = 5
"""Of each rule."""


@cache
def maker() -> ModuleType:
    """What makes the samples."""
    if str(SAMPLES) not in sys.path:
        sys.path.append(str(SAMPLES))
    return importlib.import_module("make_samples")


def contract_source(engine: Engine, folder: Path) -> Any:
    """A contract made of examples of all rules on wording, with the same two parties throughout; see `make_samples`."""
    lines = [*PARTIES]
    for rule in engine.rule_set.rules:
        clauses: list[str] = []
        for wording in wordings(engine, ((one, text) for one, text in examples(engine) if one is rule)):
            spoken = {label.lower() for label in (*wording.us, *wording.them)} & (PRONOUNS["us"] | PRONOUNS["them"])
            if not spoken and "\n" not in wording.text and len(clauses) < MOST_EXAMPLES:
                clauses.append("## " + _relabelled(wording).replace("[", "(").replace("]", ")"))
        if clauses:
            lines += [f"# {rule.file.category.replace('-', ' ').capitalize()}", *clauses]
    path = folder / "contract.source.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return maker().read_source(path)


def _relabelled(wording: Wording) -> str:
    new = dict.fromkeys(wording.us, US) | dict.fromkeys(wording.them, THEM)
    longest_first = sorted(new, key=lambda one: (-len(one), one))
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", lambda match: new[match[0]], wording.text)


def in_formats(source: Any, folder: Path, pdf: bool) -> dict[str, tuple[str, bytes]]:
    """The contract as text with typed numbers, as a Word file with Word's own, and as a PDF where that is wanted."""
    typed = [f"{block.label} {source.plain(block.text)}".strip() for block in source.blocks]
    word = maker().build_docx(source)
    made = {"text": ("contract.txt", "\n".join(typed).encode()), "docx": ("contract.docx", word)}
    if pdf:
        maker().make_pdf(word, folder / "contract.pdf")
        made["pdf"] = "contract.pdf", (folder / "contract.pdf").read_bytes()
    return made


def found_in(engine: Engine, name: str, data: bytes) -> Counter[tuple[str, str, str, str]]:
    """What all rules find in a file: rule, severity, clause, and the letters and figures of the evidence."""
    contract = annotate(engine.nlp, [read_bytes(data, name)])
    return Counter(
        (
            one.rule,
            one.severity,
            one.clause_label,
            "".join(c for e in one.evidence for c in e.text.lower() if c.isalnum()),
        )
        for one in check(contract, engine.rule_set, quiet).findings
    )
