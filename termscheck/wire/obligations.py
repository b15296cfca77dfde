"""What a contract says of its parties, as typed dictionaries ready for JSON."""

from __future__ import annotations

from termscheck.model import Contract, Passage, Proposition, Span
from termscheck.wire.contract import ObligationDict, SpanDict


def span_to_dict(span: Span) -> SpanDict:
    """Where characters of a text stand."""
    return {"start": span.start, "end": span.end, "document": span.document}


def obligations(contract: Contract) -> list[ObligationDict]:
    """What the contract says of its parties."""
    return [_obligation(contract.passages[one.passage], one) for one in contract.propositions]


def _obligation(passage: Passage, proposition: Proposition) -> ObligationDict:
    act, mode, bearer, counterparty, negated, _, start, end, act_start, act_end, gates, quantities = proposition
    return {
        "clause": passage.clause,
        "act": act,
        "mode": mode,
        "bearer": bearer,
        "counterparty": counterparty,
        "negated": negated,
        "act_words": _words(passage, act_start, act_end),
        "conditions": [
            {"effect": gate.effect, **_words(passage, gate.start, gate.end)} for gate in gates if gate.start < gate.end
        ],
        "quantities": [
            {"kind": hit.vocabulary, "value": hit.value, **_words(passage, hit.start, hit.end)} for hit in quantities
        ],
        **_statement(passage, start, end),
    }


def _words(passage: Passage, start: int, end: int) -> SpanDict:
    """Tokens of a passage as a span; of words in several pieces of the text the last."""
    pieces = passage.pieces
    if len(pieces) > 1:
        ranges = ((max(start, low), min(end, high)) for low, high in reversed(pieces))
        start, end = next((first, last) for first, last in ranges if first < last)
    return {"start": passage.tokens[start][0], "end": passage.tokens[end - 1][1], "document": passage.document}


def _statement(passage: Passage, start: int, end: int) -> SpanDict:
    """Tokens of a passage as a span; of those that begin in the lead-in of a list, which is its siblings' too, the part
    in the item itself."""
    if len(passage.pieces) == 1:
        return _words(passage, start, end)
    own = passage.spans(max(start, passage.own_start), min(end, passage.own_end))
    return span_to_dict((own or passage.spans(start, end))[0])
