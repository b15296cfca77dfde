"""The JSON Schema of rule files, for editors that complete and check as one writes."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from termscheck.engine.overrides import RuleOverride
from termscheck.engine.schema import RuleFile

TITLE = "A rule of termscheck"


def rule_schema() -> dict[str, Any]:
    """The schema of one rule file: of a whole rule, or with `extends` of what differs from the rule that it extends."""
    _, schema = models_json_schema([(RuleFile, "validation"), (RuleOverride, "validation")])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": TITLE,
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/RuleOverride"},
        "else": {"$ref": "#/$defs/RuleFile"},
    }
