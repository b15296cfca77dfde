"""Reads the two contracts and lays them beside each other: what the command line calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from termscheck import pipeline
from termscheck.annotate.names import key as label_key
from termscheck.flowdown.compare import compare_contracts
from termscheck.flowdown.model import Flowdown
from termscheck.flowdown.sides import prime as shared_prime
from termscheck.model import Party, Progress, Review


def flowdown(  # noqa: PLR0913
    head: Sequence[Path],
    sub: Sequence[Path],
    *,
    prime: Sequence[str] = (),
    us: Sequence[str] = (),
    authority: Sequence[str] = (),
    profile: str | None = None,
    rules: Sequence[Path] = (),
    progress: Progress = pipeline.quiet,
) -> Flowdown:
    """The head contract beside the sub-contract; each is one file, several in order of precedence, or a folder.

    The labels say what the contracts call the sides: the prime in either, us in the sub-contract, the authority in the
    head contract. Where the prime is not named, it is the party that both contracts name. Raises `ReadError`,
    `UsageError` and `RuleError` as `pipeline.check` does.
    """
    ask = partial(pipeline.check, profile=profile, rules=rules, progress=progress)
    above = ask(head, us=prime, them=authority)
    below = ask(sub, us=us, them=prime)
    common = None if prime else shared_prime(above.contract, below.contract)
    if common and common.head.role != "us":
        above = ask(head, us=_labels(common.head), them=authority)
    if common and common.sub.role != "them":
        below = ask(sub, us=us, them=_labels(common.sub))
    made = compare_contracts(above, below, pipeline.load_rules(tuple(rules), profile).rule_set)
    return replace(made, caveats=(*_unused([above, below], [*prime, *us, *authority]), *made.caveats))


def _labels(party: Party) -> tuple[str, ...]:
    return (*party.labels, party.name)


def _unused(reviews: Sequence[Review], told: Sequence[str]) -> list[str]:
    """Labels that the user gave and that neither contract has."""
    parties = [party for review in reviews for party in review.contract.parties]
    known = {label_key(label) for party in parties for label in _labels(party)}
    texts = [document.text.casefold() for review in reviews for document in review.contract.documents]
    return [
        f"Neither contract calls anybody “{label}”."
        for label in dict.fromkeys(told)
        if label_key(label) not in known and not any(label.casefold() in text for text in texts)
    ]
