"""The passages of a contract as patterns see them: each with what it says, and with the clause around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from termscheck.engine.patterns import View
from termscheck.model import Clause, Contract, Document, Hit, Passage, Proposition

LONGEST = 40
"""Most sentences of one clause that are put together."""


def all_views(contract: Contract) -> list[View]:
    """The passages of a contract as patterns see them."""
    clauses = {clause.id: clause for clause in contract.clauses}
    whole = contract.kind != "unknown"
    return views_of(contract.passages, contract.propositions, clauses, whole, contract.documents)


def views_of(
    passages: Iterable[Passage],
    propositions: Iterable[Proposition],
    clauses: Mapping[str, Clause],
    whole: bool = True,
    documents: Sequence[Document] = (),
) -> list[View]:
    """A view of each passage; without `whole` the text is no contract with clauses, and counts as one clause.

    Without `documents` the views know no words but those of the vocabularies.
    """
    said: dict[int, list[Proposition]] = defaultdict(list)
    for proposition in propositions:
        said[proposition.passage].append(proposition)
    texts = {number: document.text for number, document in enumerate(documents)}
    views = [View(one, said[one.index], text=texts.get(one.document, "")) for one in passages]
    if not whole:
        bare = WholeClause(views)
        for view in views:
            view.whole = bare
        return views
    together: dict[str, WholeClause] = defaultdict(lambda: WholeClause([]))
    for view in views:
        clause = clauses[view.passage.clause]
        together[clause.id].views.append(view)
        if clause.parent:
            together[clause.parent].views.append(view)
    for view in views:
        clause = clauses[view.passage.clause]
        view.whole = together[clause.parent or clause.id]
    return views


def let_go(views: Iterable[View]) -> None:
    """Parts passages from the clauses, sentences and definitions around them, which know them in turn, at the end.

    Python then frees them at once, without its cycle collector, which rests while contracts are checked.
    """
    for view in views:
        view.whole = view.follow = None
        view.around = ()


class WholeClause:
    """A clause with all its passages. Few patterns look at one: it is put together when the first does."""

    def __init__(self, views: list[View]) -> None:
        self.views = views

    @cached_property
    def names(self) -> frozenset[str]:
        """The vocabularies that stand in its passages, their lead-ins included."""
        return frozenset().union(*(view.names for view in self.views))

    @cached_property
    def view(self) -> View:
        """All its passages as one."""
        return _together(self.views)


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
        high = passage.own_end
        hits += [
            Hit(name, start + shift, end + shift, form, value)
            for name, start, end, form, value in passage.hits
            if low <= start and end <= high
        ]
        said += [
            p._replace(start=max(p.start, low) + shift, end=min(p.end, passage.own_end) + shift,
                    act_start=p.act_start + shift, act_end=p.act_end + shift, gates=(), quantities=())
            for p in view.propositions if low <= p.act_start and p.act_end <= passage.own_end
        ]  # fmt: skip
    first = views[0].passage
    return View(
        Passage(
            first.index, first.clause, first.document, tuple(tokens), ((0, len(tokens)),), 0, len(tokens), tuple(hits)
        ),
        said,
        text=views[0].text,
    )
