"""A portfolio from the folder of a finished batch. One review is in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from termscheck.batch.folder import Folder, read_run
from termscheck.batch.origin import Origins
from termscheck.batch.summary import Line, read_batch
from termscheck.drafts.differences import Word, words_of
from termscheck.drafts.draft import Draft
from termscheck.errors import UsageError
from termscheck.portfolio.model import Portfolio, Rule, Template, Term
from termscheck.wire.review import FindingDict, ReviewDict

MOST_WORDS = 500
"""Words of a clause that are compared with those of others; of a longer one only those that the finding quotes are."""
MOST_TEMPLATES = 20_000
"""Contracts of one report."""


def read_portfolio(folder: Path, origins: Origins) -> Portfolio:
    """The portfolio that a finished batch is. Raises UsageError for a folder that is none, or is damaged."""
    batch, run = read_batch(folder), read_run(folder)
    if batch.contracts > MOST_TEMPLATES:
        raise UsageError(f"{folder} is of more than {MOST_TEMPLATES:,} contracts: ask the store about so many.")
    reader = _Reader(Folder(folder), origins)
    return Portfolio(
        name=folder.resolve().name,
        templates=tuple(reader.template(line) for line in batch.lines),
        rules=dict(sorted(reader.rules.items())),
        gone=tuple(batch.gone),
        compared=bool(batch.changes),
        version=str(run.asked.get("termscheck", "")),
        asked=run.fingerprint,
    )


class _Reader:
    """`rules` are those met so far. Words and templates that are the same are kept once."""

    def __init__(self, folder: Folder, origins: Origins) -> None:
        self.rules: dict[str, Rule] = {}
        self._folder, self._origins = folder, origins
        self._words: dict[Word, Word] = {}
        self._clauses: dict[tuple[Word, ...], tuple[Word, ...]] = {}

    def template(self, line: Line) -> Template:
        failure = line.outcome.failure
        made = Template(
            name=line.file, origin=self._origins.of(line.file, None), rag=None, failure="", kind="", words=0, unread=(),
            terms=(), good=frozenset(), not_applicable=frozenset(), since=line.since,
        )  # fmt: skip
        if failure:
            return replace(made, failure=failure.message)
        try:
            review = json.loads(self._folder.review(line.key))
            return replace(
                made,
                origin=self._origins.of(line.file, review),
                rag=line.outcome.rag,
                kind=line.outcome.kind,
                words=line.outcome.words,
                unread=tuple(dict.fromkeys(one["message"] for one in review["notices"] if one["material"])),
                terms=self._terms(review),
                good=frozenset(one["rule"] for one in review["protections"]),
                not_applicable=self._not_applicable(review),
            )
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"{self._folder.path} is damaged: the review of {line.file} cannot be read.") from None

    def _terms(self, review: Mapping[str, Any]) -> tuple[Term, ...]:
        draft = Draft(cast(ReviewDict, review))
        made = []
        for one in review["findings"]:
            if one["suppressed"] is None:
                words = () if one["missing"] or one["clause"] is None else _words(draft, one)
                made.append(Term(one["rule"], one["severity"], one["clause_label"], self._same(words)))
        return tuple(made)

    def _same(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        if words not in self._clauses:
            self._clauses[words] = tuple(self._words.setdefault(word, word) for word in words)
        return self._clauses[words]

    def _not_applicable(self, review: Mapping[str, Any]) -> frozenset[str]:
        for one in review["looked_for"]:
            self.rules.setdefault(one["rule"], Rule(one["rule"], one["title"]))
        for one in review["findings"]:
            self.rules.setdefault(one["rule"], Rule(one["rule"], one["advice"]["title"]))
        return frozenset(one["rule"] for one in review["looked_for"] if one["outcome"] == "not-applicable")


def _words(draft: Draft, finding: FindingDict) -> tuple[Word, ...]:
    held = draft.holding(finding)
    words = draft.units[held[0]].words if held else ()
    if 0 < len(words) <= MOST_WORDS:
        return words
    return tuple(words_of("\n".join(piece["text"] for piece in finding["evidence"])))[:MOST_WORDS]
