"""Who the prime is: the one party that both contracts name, who does the work in one of them and pays in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from termscheck.annotate.names import PRONOUNS
from termscheck.engine.check import WHOLE_CONTRACTS
from termscheck.model import Contract, DocumentKind, Party

_FORMS = re.compile(
    r"\b(?:limited|ltd|plc|llp|lp|inc|incorporated|company|co|cic|cio|community interest company"
    r"|public limited company|the|limited liability partnership)\b\.?",
    re.IGNORECASE,
)
_KINDS: Mapping[DocumentKind, str] = {
    "annex": "a schedule or annex",
    "call-off": "an order form or call-off",
    "grant": "a grant agreement",
    "nda": "a confidentiality agreement",
    "unknown": "something else",
}
FEWEST_LETTERS = 4
"""Letters of a name that must be left for two names to be the same party's."""


class Shared(NamedTuple):
    """A party that both contracts name, as each has it."""

    head: Party
    sub: Party


def key(name: str) -> str:
    """What two ways of writing a party's name have in common: “The Owl Trust Ltd” and “OWL TRUST LIMITED”."""
    return re.sub(r"[\W_]+", "", _FORMS.sub(" ", name)).casefold()


def shared(head: Contract, sub: Contract) -> tuple[Shared, ...]:
    """The parties with the same full name, in the order of the head contract; labels alone show nothing."""
    below = {key(party.name): party for party in reversed(sub.parties) if len(key(party.name)) >= FEWEST_LETTERS}
    found = ((party, below.get(key(party.name))) for party in head.parties)
    return tuple(Shared(party, other) for party, other in found if other is not None)


def prime(head: Contract, sub: Contract) -> Shared | None:
    """The party that must be the prime, by the names: None where that cannot be told.

    Where two are shared, the authority is among them: it is not a party of the sub-contract, or stands above it there.
    """
    among = [one for one in shared(head, sub) if one.sub.role != "above" and one.head.role != "other"]
    if len(among) > 1:
        among = [one for one in among if one.sub.role == "them"] or among
    return among[0] if len(among) == 1 else None


def named(contract: Contract, role: Literal["us", "them", "above"]) -> tuple[str, str]:
    """What a contract calls a side, and its full name; empty where it is undecided."""
    party = next((party for party in contract.parties if party.role == role), None)
    if party is None:
        return "", ""
    label = next((label for label in party.labels if label.lower() not in PRONOUNS), party.name)
    return label, party.name


def caveats(head: Contract, sub: Contract) -> Iterator[str]:
    """What is doubtful about what was read and about who is who, in sentences with what to do."""
    for contract, which in ((head, "head contract"), (sub, "sub-contract")):
        if contract.kind not in WHOLE_CONTRACTS:
            yield (
                f"What was read of the {which} does not look like a whole agreement but like {_KINDS[contract.kind]}. "
                "What was not found in it may stand in a part that was not given: ask for all of it."
            )
    for contract, which, option in ((head, "head contract", "--prime"), (sub, "sub-contract", "--us")):
        if not named(contract, "us")[0]:
            yield (
                f"Who does the work under the {which} is undecided, so that what it says may be missed or read from "
                f"the wrong side. Say what it calls them with {option}."
            )
    for contract, which, option in ((head, "head contract", "--authority"), (sub, "sub-contract", "--prime")):
        if not named(contract, "them")[0]:
            yield f"Who pays under the {which} is undecided. Say what it calls them with {option}."
    below, above = named(sub, "them")[1], named(head, "us")[1]
    if below and above and key(below) != key(above):
        yield (
            f"The two contracts name no prime in common: “{above}” does the work under the head contract, “{below}” "
            "pays under the sub-contract. They may not belong together, or one of them names the prime by a label only."
        )
    elif below and above and not shared(head, sub):
        yield "The prime is known by a label alone, not by a full name that both contracts have."
