"""Folders of finished batches, made of reviews by hand, without an engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.folder import Folder
from termscheck.batch.outcome import Failure, Outcome, brief
from termscheck.batch.run import beside
from termscheck.batch.since import comparison
from termscheck.batch.summary import Line, write_summary
from termscheck.model import LookedFor, Review
from tests.drafts.reviews import Flaw, review_of

DAY = date(2026, 11, 22)
INDEMNITY = "The Partner shall indemnify the Lead against all losses, however caused, without any limit whatever."


def made(
    folder: Path, contracts: Mapping[str, Review | str], since: Path | None = None, profile: str = "triage"
) -> Path:
    """A batch of contracts by their names, each with its review, or with why it could not be checked."""
    asked = Asked(DAY, profile=profile)
    out = Folder(folder)
    out.open(asked)
    lines = []
    for number, name in enumerate(sorted(contracts)):
        review, key = contracts[name], f"k{number}"
        if isinstance(review, str):
            lines.append(Line(name, (), key, asked.fingerprint, Outcome(Failure("E-EMPTY", review, lasts=True))))
            continue
        outcome = brief(review)
        out.keep(key, outcome, json.dumps(review.to_dict()).encode())
        digests = tuple(document.sha256 for document in review.contract.documents)
        lines.append(Line(name, digests, key, asked.fingerprint, outcome))
    with ExitStack() as stack:
        earlier = stack.enter_context(comparison(since, contracts)) if since else None
        write_summary(out, (beside(line, earlier) for line in lines), earlier.end if earlier else tuple)
    return folder


def contract(*clauses: str, severity: str = "critical", quiet: tuple[str, ...] = (), **more: object) -> Review:
    """A contract in each clause of which LIA-002 fires; the rules `quiet` do not apply to it."""
    texts = {str(number): words for number, words in enumerate(clauses, 1)}
    flaws = [Flaw("LIA-002", severity, label) for label in texts]  # type: ignore[arg-type]
    review = review_of(texts, flaws, **more)  # type: ignore[arg-type]
    looked = [LookedFor("LIA-002", "You answer for everything", "fired" if clauses else "quiet")]
    return replace(review, looked_for=(*looked, *(LookedFor(rule, rule, "not-applicable") for rule in quiet)))
