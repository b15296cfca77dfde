"""How a comparison looks on the wire: `termscheck.comparison/1`, which is `termscheck.drafts.model` as JSON.

A consumer must ignore keys it does not know: keys may be added within version 1, and are never renamed or given another
meaning. ``python -m termscheck.drafts.wire`` writes the schema to ``reports/json/``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from termscheck.drafts import model
from termscheck.wire import schema

SCHEMA = "termscheck.comparison/1"
SHAPES = (
    model.Piece, model.Wording, model.ClausePair, model.Told, model.FindingChange, model.ProtectionChange,
    model.DraftFacts, model.Comparison,
)  # fmt: skip


def comparison_to_dict(comparison: model.Comparison) -> dict[str, Any]:
    """The comparison as `termscheck.comparison/1`, ready for `json.dumps`."""
    return {"schema": SCHEMA, **asdict(comparison)}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a comparison."""
    return schema.schema_of(SCHEMA, model.Comparison, SHAPES)


if __name__ == "__main__":
    schema.write(json_schema())
