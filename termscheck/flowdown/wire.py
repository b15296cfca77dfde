"""How a head contract beside a sub-contract looks on the wire: `termscheck.flowdown/1`, `flowdown.model` as JSON.

A consumer must ignore keys it does not know: keys may be added within version 1, and are never renamed or given another
meaning. ``python -m termscheck.flowdown.wire`` writes the schema to ``reports/json/``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from termscheck.flowdown import model
from termscheck.wire import schema

SCHEMA = "termscheck.flowdown/1"
SHAPES = (
    model.Quotation, model.Reading, model.Search, model.Row, model.TermRows, model.Obligation, model.Incorporation,
    model.ContractFacts, model.Flowdown,
)  # fmt: skip


def flowdown_to_dict(flowdown: model.Flowdown) -> dict[str, Any]:
    """The comparison as `termscheck.flowdown/1`, ready for `json.dumps`."""
    return {"schema": SCHEMA, **asdict(flowdown)}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a head contract beside a sub-contract."""
    return schema.schema_of(SCHEMA, model.Flowdown, SHAPES)


if __name__ == "__main__":
    schema.write(json_schema())
