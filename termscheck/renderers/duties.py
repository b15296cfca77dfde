"""Who must and who may do what: the duties and rights that the text says plainly, side by side for both sides.

Counted are sentences, and only those whose verb is one of the plain ones below; what a sentence says is taken from the
propositions of the contract. Where these name no side, or both, the sentence is counted as undecided. Other ways of
saying the same are not counted: the findings know more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from termscheck.model import Contract, Holder, Mode, Passage, Proposition
from termscheck.places import PlaceLink, Places

Side = Literal["us", "them", "both", "undecided"]
SIDES: tuple[Side, ...] = ("us", "them", "both", "undecided")
MOST_LINKS = 6
"""Clauses named in one field; the number says how many sentences there are."""

_MONEY = r"\b(?:sums?|moneys?|monies|amounts?|payments?|charges?|fees?|prices?|invoices?|costs?|expenses|£|\$|€)"
_THEIR_DUTY = re.compile(r"(?:[’']s?|\b(?:its|their|our|your)) (?:duty|duties|obligations?) to\s+$", re.IGNORECASE)
"""Before a verb: the sentence speaks of a duty, and does not lay it on anybody."""
_OTHER: Mapping[Holder, Holder] = {"us": "them", "them": "us"}
_SIDE: Mapping[Holder, Side] = {"us": "us", "them": "them", "both": "both"}
_NO_TERM = frozenset({"title", "parties", "recital", "definition", "signature"})
"""Kinds of clauses that bind nobody to do anything."""


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of duty or right: the classes of acts that say it, the verbs that say it plainly, as a pattern for all of
    their words, and words that must stand in the sentence too."""

    acts: frozenset[str]
    mode: Mode
    verbs: re.Pattern[str]
    words: re.Pattern[str]


def _sort(acts: str, mode: Mode, verbs: str, words: str = "") -> _Sort:
    return _Sort(frozenset(acts.split()), mode, *(re.compile(one, re.IGNORECASE) for one in (verbs, words)))


SORTS = {
    "pay": _sort(
        "pay settle repay reimburse",
        "duty",
        r"(?:re)?pa(?:y|ys|id)|refund(?:s|ed)?|reimburse[sd]?|settled?|remit(?:s|ted)?",
        rf"{_MONEY}|pa(?:y|id)",
    ),
    "keep-back": _sort(
        "deduct-set-off deduct-sum set-off withhold recover-clawback retain",
        "right",
        r"deduct(?:s|ed)?|withh(?:old|eld)|set[- ]off|retain(?:ed)?|(?:keep|kept|hold|held) back|recover(?:s|ed)?"
        r"|claw(?:ed)? back|recoup(?:ed)?|apply in reduction(?: of)?|take out of",
        _MONEY,
    ),
    "indemnify": _sort(
        "indemnify keep-whole",
        "duty",
        r"(?:keep )?indemnif(?:y|ies|ied)|(?:keep|hold).{0,80}(?:indemnified|harmless)|ma[dk]es? good",
    ),
    "answer": _sort(
        "be-liable answers-for be-responsible-for-acts",
        "duty",
        r"(?:(?:is|are|be|remains?) )?(?:\w+ly )?(?:liable|responsible|answerable|accountable)(?: to| for)?"
        r"|answers? for|assumes? .{0,20}liability",
    ),
    "insure": _sort(
        "insure",
        "duty",
        r"insur(?:e|es|ed|ances?)|(?:effect and |take out and )?maintain|keep in force|take out|public liability",
        r"\binsur",
    ),
    "end": _sort(
        "terminate ends-contract",
        "right",
        r"terminated?|determined?|end(?:ed)?|withdraw|cancel(?:led)?|rescind|bring .{0,60}to (?:an end|a close)",
    ),
    "stop": _sort("suspend", "right", r"suspend(?:ed)?|halt|stop"),
    "change": _sort("vary", "right", r"var(?:y|ied)|alter(?:ed)?|amend(?:ed)?|changed?|modif(?:y|ied)|revised?"),
}
"""In the order in which they are told, by the names that `words.yaml` has words for."""


@dataclass(frozen=True, slots=True)
class Share:
    """The sentences of one sort that fall on one side: how many, how wide a bar is that shows it beside the others (in
    per cent), and the first clauses that they stand in."""

    side: Side
    count: int
    width: float
    places: tuple[PlaceLink, ...]
    more: int
    """Clauses that are not named."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A sort of duty or right, and how it is shared out: a share for each of `SIDES`."""

    sort: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Duties:
    """Who must and may do what. `rows` are empty where no sentence could be told to fall on a side."""

    rows: tuple[DutyRow, ...]
    binding: int
    """Sentences of the contract that lay a duty on somebody, or give or take a right."""
    undecided: int
    """Those of them that name nobody who could be told to be on a side."""


def duties(places: Places) -> Duties:
    """The duties and rights of both sides."""
    contract = places.contract
    kinds = {clause.id: clause.kind for clause in contract.clauses}
    by_passage: dict[int, list[Proposition]] = {}
    for proposition in contract.propositions:
        passage = contract.passages[proposition.passage]
        own = passage.own_start <= proposition.act_start < passage.own_end
        if own and proposition.mode != "state" and kinds.get(passage.clause) not in _NO_TERM:
            by_passage.setdefault(proposition.passage, []).append(proposition)
    found = {name: list(_found(contract, by_passage, sort)) for name, sort in SORTS.items()}
    told = {name: ours for name, ours in found.items() if any(side != "undecided" for _, side in ours)}
    most = max((sum(side == one for _, side in ours) for ours in told.values() for one in SIDES), default=1)
    return Duties(
        rows=tuple(
            DutyRow(name, tuple(_share(places, ours, side, most) for side in SIDES)) for name, ours in told.items()
        ),
        binding=len(by_passage),
        undecided=sum(all(one.bearer == "unknown" for one in said) for said in by_passage.values()),
    )


def _found(contract: Contract, by_passage: dict[int, list[Proposition]], sort: _Sort) -> Iterator[tuple[Passage, Side]]:
    """The sentences of a sort, in the order of the contract, and on whom each falls."""
    for number, said in sorted(by_passage.items()):
        passage = contract.passages[number]
        ours = [one for one in said if one.act in sort.acts and one.mode == sort.mode and not one.negated]
        plain = [one for one in ours if _is_plain(contract, passage, one, sort)]
        if plain and sort.words.search(contract.quote(passage.own)):
            side = _side(plain, ours)
            if side:
                yield passage, side


def _is_plain(contract: Contract, passage: Passage, one: Proposition, sort: _Sort) -> bool:
    """Whether a verb says it, and not a word that only may."""
    spans = passage.spans(one.act_start, one.act_end)
    verb = " ".join(" ".join(contract.quote(span) for span in spans).split())
    before = contract.documents[passage.document].text[max(0, spans[0].start - 40) : spans[0].start]
    return bool(sort.verbs.fullmatch(verb)) and not _THEIR_DUTY.search(before)


def _side(plain: Sequence[Proposition], all_said: Sequence[Proposition]) -> Side | None:
    """On whom a sentence falls; None where it falls on somebody else, such as the authority."""
    known = {one.bearer: one for one in plain if one.bearer != "unknown"}
    if known and known.keys() <= {"above", "other"}:
        return None
    if len(known) != 1:
        return "undecided"
    ((bearer, one),) = known.items()
    against = sum(other.bearer == _OTHER.get(bearer) for other in all_said)  # what nouns and doubtful words say
    if against >= len(plain) or (bearer, one.counterparty) == ("us", "above"):
        return "undecided"
    return _SIDE.get(bearer, "undecided")


def _share(places: Places, found: Sequence[tuple[Passage, Side]], side: Side, most: int) -> Share:
    ours = [passage for passage, falls in found if falls == side]
    links = list(dict.fromkeys(places.link(passage.own) for passage in ours))
    return Share(side, len(ours), round(100 * len(ours) / most, 2), tuple(links[:MOST_LINKS]), len(links[MOST_LINKS:]))
