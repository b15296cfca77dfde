"""What a contract says of its parties, as typed dictionaries ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from termscheck.model import Contract, Passage, Proposition, Span
from termscheck.wire.contract import ObligationDict, SpanDict


def span_to_dict(span: Span) -> SpanDict:
    """Where characters of a text stand."""
    return {"start": span.start, "end": span.end, "document": span.document}


def obligations(contract: Contract) -> list[ObligationDict]:
    """What the contract says of its parties. Many say it in one sentence, whose places are then worked out once."""
    words = cache(partial(_words_of, contract.passages))
    statement = cache(partial(_statement, contract.passages))
    clauses = [passage.clause for passage in contract.passages]
    return [_obligation(clauses[one.passage], one, words, statement) for one in contract.propositions]


_Place = Callable[[int, int, int], SpanDict]
"""Where tokens of a passage, told by its number, stand in the text. The same is given to all that ask: to be copied."""


def _obligation(clause: str, proposition: Proposition, words: _Place, statement: _Place) -> ObligationDict:
    passage = proposition.passage
    return {
        "clause": clause,
        "act": proposition.act,
        "mode": proposition.mode,
        "bearer": proposition.bearer,
        "counterparty": proposition.counterparty,
        "negated": proposition.negated,
        "act_words": {**words(passage, proposition.act_start, proposition.act_end)},
        "conditions": [
            {"effect": gate.effect, **words(passage, gate.start, gate.end)}
            for gate in proposition.gates
            if gate.start < gate.end
        ],
        "quantities": [
            {"kind": hit.vocabulary, "value": hit.value, **words(passage, hit.start, hit.end)}
            for hit in proposition.quantities
        ],
        **statement(passage, proposition.start, proposition.end),
    }


def _words_of(passages: Sequence[Passage], number: int, start: int, end: int) -> SpanDict:
    """Tokens of a passage as a span; of words in several pieces of the text the last."""
    passage = passages[number]
    ranges = ((max(start, low), min(end, high)) for low, high in reversed(passage.pieces))
    first, last = next((first, last) for first, last in ranges if first < last)
    return {"start": passage.tokens[first][0], "end": passage.tokens[last - 1][1], "document": passage.document}


def _statement(passages: Sequence[Passage], number: int, start: int, end: int) -> SpanDict:
    """Tokens of a passage as a span; of those that begin in the lead-in of a list, which is its siblings' too, the part
    in the item itself."""
    passage = passages[number]
    own = passage.spans(max(start, passage.own_start), min(end, passage.own_end))
    return span_to_dict((own or passage.spans(start, end))[0])
