"""How a head contract beside a sub-contract looks on the wire: `termscheck.flowdown/1`, `flowdown.model` as JSON.

A consumer must ignore keys it does not know: keys may be added within version 1, and are never renamed or given another
meaning. ``python -m termscheck.flowdown.wire`` writes the schema to ``reports/json/``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from termscheck.content import bundled
from termscheck.flowdown import model

SCHEMA = "termscheck.flowdown/1"
SCHEMA_FILE = "termscheck.flowdown-1.schema.json"
SHAPES = (
    model.Quotation, model.Reading, model.Search, model.Row, model.TermRows, model.Obligation, model.Incorporation,
    model.ContractFacts, model.Flowdown,
)  # fmt: skip


def flowdown_to_dict(flowdown: model.Flowdown) -> dict[str, Any]:
    """The comparison as `termscheck.flowdown/1`, ready for `json.dumps`."""
    return {"schema": SCHEMA, **asdict(flowdown)}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of it."""
    from pydantic import TypeAdapter, with_config

    for shape in SHAPES:
        with_config(use_attribute_docstrings=True)(shape)
    made = TypeAdapter(model.Flowdown).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:termscheck:flowdown:1",
        **made,
        "title": SCHEMA,
        "properties": {"schema": {"const": SCHEMA, "description": "Name and version of this format."}}
        | made["properties"],
        "required": ["schema", *made["required"]],
    }


def schema_text() -> str:
    """The schema as `reports/json/` keeps it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema into the reports folder of this checkout."""
    path = bundled("reports") / "json" / SCHEMA_FILE
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
