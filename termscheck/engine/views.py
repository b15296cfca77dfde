"""The passages of a contract as patterns see them: each with what it says, and with the clause around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from termscheck.engine.patterns import View
from termscheck.model import Clause, Hit, Passage, Proposition

LONGEST = 40
"""Most sentences of one clause that are put together."""


def views_of(
    passages: Iterable[Passage],
    propositions: Iterable[Proposition],
    clauses: Mapping[str, Clause],
    whole: bool = True,
) -> list[View]:
    """A view of each passage; without `whole` the text is no contract with clauses, and counts as one clause."""
    said: dict[int, list[Proposition]] = defaultdict(list)
    for proposition in propositions:
        said[proposition.passage].append(proposition)
    views = [View(passage, said[passage.index]) for passage in passages]
    groups: dict[str, list[View]] = defaultdict(list)
    for view in views:
        clause = clauses[view.passage.clause]
        groups[clause.id].append(view)
        if clause.parent:
            groups[clause.parent].append(view)
    # only few patterns look beyond their sentence: each clause is put together when the first one does
    bare = cache(partial(_together, views))
    together = {key: cache(partial(_together, group)) for key, group in groups.items()}
    for view in views:
        clause = clauses[view.passage.clause]
        view.clause_view = together[clause.parent or clause.id] if whole else bare
    return views


def _together(views: Sequence[View]) -> View:
    """Passages of one clause as one passage, so that patterns can look across its sentences."""
    if len(views) == 1:
        return views[0]
    tokens: list[tuple[int, int]] = []
    hits: list[Hit] = []
    said: list[Proposition] = []
    for view in views[:LONGEST]:
        passage, low = view.passage, view.passage.own_start
        shift = len(tokens) - low
        tokens += passage.tokens[low : passage.own_end]
        hits += [
            h._replace(start=h.start + shift, end=h.end + shift)
            for h in passage.hits
            if low <= h.start and h.end <= passage.own_end
        ]
        said += [
            replace(p, start=max(p.start, low) + shift, end=min(p.end, passage.own_end) + shift,
                    act_start=p.act_start + shift, act_end=p.act_end + shift, gates=(), quantities=())
            for p in view.propositions if low <= p.act_start and p.act_end <= passage.own_end
        ]  # fmt: skip
    first = views[0].passage
    return View(
        Passage(
            first.index, first.clause, first.document, tuple(tokens), ((0, len(tokens)),), 0, len(tokens), tuple(hits)
        ),
        said,
    )
