"""The questions that a visitor is asked once the contract is read, and what the answers mean to a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from termscheck.errors import UsageError
from termscheck.exposure.inputs import inputs_of
from termscheck.exposure.model import Inputs
from termscheck.model import DocumentKind, Role
from termscheck.web.results import Side
from termscheck.web.uploads import UploadError
from termscheck.web.visits import Answers, Visit

OTHER = "other"
"""The answer that the party is none of those that were found, or that the visitor does not know."""
LONGEST_LABEL = 100
KINDS: Mapping[str, str] = {
    "sub-contract": "a sub-contract: a larger organisation passes work to us",
    "direct-contract": "a contract directly with a public body",
    "framework": "a framework, under which work may be ordered later",
    "call-off": "an order under a framework (a call-off)",
    "grant": "a grant agreement",
    "nda": "a confidentiality agreement, or a statement of what is intended",
    "annex": "only a schedule or an annex of a contract",
    "contract": "another kind of contract",
}
REGIMES: Mapping[str, str] = {
    "procurement-act-2023": "for a public body, which advertised the work on or after 24 February 2025",
    "pcr-2015": "for a public body, which advertised the work, or its framework, before 24 February 2025",
    "probation-dynamic-framework": "under the Probation Services Dynamic Framework",
    "private": "no public body pays for it in the end",
}
MONEY: Mapping[str, tuple[str, str]] = {
    "annual_value": ("What will you be paid in a year?", "If the contract does not say it, or you expect another sum."),
    "monthly_cost": ("What does the work cost you in a month?", "Wages, rent, travel and overheads: all of it."),
    "reserves": ("What are your free reserves?", "What you could spend if payment came late."),
}
"""What is asked for the report’s forecast of what the contract could cost, by the names of `Inputs`: sums in pounds."""
ROLES: Mapping[Role, str] = {
    "us": "does the work and is paid for it",
    "them": "passes the work on, and pays",
    "above": "the public body or customer above, whose work it is",
    "other": "named in the contract, but on neither side",
    "undecided": "it is not clear from the contract which side this is",
}


@dataclass(frozen=True)
class Choice:
    """A party that the visitor may be. `number` is its place among the parties as they were first read."""

    number: int
    side: Side
    role: str
    chosen: bool


def choices(visit: Visit) -> list[Choice]:
    """The parties, those most likely to be the visitor first; the proposal is chosen, or what was answered before."""
    first = visit.first
    sides = first.sides if first else ()
    likely = sorted(enumerate(sides), key=lambda one: list(ROLES).index(one[1].role))
    answered = visit.answers.us
    proposed = next((number for number, side in likely if side.role == "us"), None)
    return [
        Choice(number, side, ROLES[side.role], labels_of(side) == answered if answered else number == proposed)
        for number, side in likely
    ]


def labels_of(side: Side) -> tuple[str, ...]:
    """What the contract calls a party."""
    return side.labels or (side.name,)


def read(form: Mapping[str, Any], visit: Visit) -> Answers:
    """The answers in a form. Raises `UploadError` with a sentence for what cannot be meant."""
    us, them = sides(str(form.get("us", "")), str(form.get("label", "")), visit.first.sides if visit.first else ())
    order = _order(form, len(visit.parts))
    return Answers(us, them, kind_of(form.get("kind")), regime_of(form.get("regime")), order, _money(form))


def said(visit: Visit, form: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields that are written into: what was just sent, or else what was answered before."""
    money = {name: getattr(visit.answers.money, name, None) for name in MONEY}
    before = {name: f"{sum_:,}" if sum_ is not None else "" for name, sum_ in money.items()}
    asked = any(choice.chosen for choice in choices(visit))
    before["label"] = visit.answers.us[0] if visit.answers.us and not asked else ""
    return {name: str(form.get(name, words)) for name, words in before.items()}


def kind_of(given: object) -> DocumentKind | None:
    """A kind of contract; None where nothing is said."""
    if not given:
        return None
    return next((kind for kind in get_args(DocumentKind) if kind == given and kind in KINDS), None) or _unknown("kind")


def regime_of(given: object) -> str | None:
    """A procurement regime; None where nothing is said."""
    if not given:
        return None
    return next((regime for regime in REGIMES if regime == given), None) or _unknown("regime")


def _unknown(what: str) -> Any:
    raise UploadError(f"The answer to the question about the {what} is none of those that can be given.")


def sides(us: str, label: str, found: Sequence[Side]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels of us and of them, from the answers: a number of a party that was found, or another label.

    Raises UploadError for an answer that could not be given.
    """
    if us == OTHER:
        name = " ".join(label.split())[:LONGEST_LABEL]
        return ((name,) if name else ()), ()
    if not us.isdecimal() or int(us) >= len(found):
        raise UploadError("Say which party you are, so that the contract is read from your side.")
    mine = found[int(us)]
    if mine.role == "us":
        return (), ()
    theirs = [side for side in found if side.role == "us"] if mine.role == "them" else []
    return labels_of(mine), tuple(label for side in theirs for label in labels_of(side))


def _money(form: Mapping[str, Any]) -> Inputs | None:
    given = {name: words for name in MONEY if (words := str(form.get(name, "")).strip())}
    try:
        return inputs_of(given) if given else None
    except UsageError:
        raise UploadError("Write sums of money as numbers of pounds, such as 240,000, or leave them out.") from None


def _order(form: Mapping[str, Any], files: int) -> tuple[int, ...]:
    wished = [str(form.get(f"order-{number}", number + 1)) for number in range(files)]
    if not all(one.isdecimal() and 1 <= int(one) <= files for one in wished):
        _unknown("order")
    order = tuple(sorted(range(files), key=lambda number: (int(wished[number]), number)))
    return () if order == tuple(range(files)) else order
