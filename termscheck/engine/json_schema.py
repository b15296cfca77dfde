"""The JSON Schema of rule files, for editors that complete and check as one writes."""

from __future__ import annotations

from typing import Any

from termscheck.engine.schema import RuleFile

TITLE = "A rule of termscheck"


def rule_schema() -> dict[str, Any]:
    """The schema of one rule file."""
    schema = RuleFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": TITLE}
