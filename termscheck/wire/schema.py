"""The JSON Schemas (draft 2020-12) of what termscheck writes, made from its types and their docstrings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from inspect import getdoc
from typing import Any

from typing_extensions import is_typeddict  # pydantic reads no other before Python 3.12

from termscheck.content import bundled
from termscheck.exposure import wire as exposure
from termscheck.wire import contract, review

# only schemas need pydantic, and the check of a short contract is over before it is loaded


def json_schema() -> dict[str, Any]:
    """The schema of a review; its `#/$defs/ContractDict` is that of `extract`."""
    from pydantic import TypeAdapter

    _tell_meanings(one for module in (contract, review, exposure) for one in vars(module).values() if is_typeddict(one))
    _, made = TypeAdapter.json_schemas(
        [
            ("review", "serialization", TypeAdapter(review.ReviewDict)),
            ("extract", "serialization", TypeAdapter(contract.ContractDict)),
        ]
    )
    return {**_head(contract.SCHEMA), "title": contract.SCHEMA, "$ref": "#/$defs/ReviewDict", "$defs": made["$defs"]}


def schema_of(name: str, shape: type, parts: Iterable[type]) -> dict[str, Any]:
    """The schema of a format whose objects are dataclasses, and a key that names it.

    `name` has the version: "termscheck.comparison/1". `parts` are the classes that `shape` is made of, itself among
    them.
    """
    from pydantic import TypeAdapter

    parts = list(parts)
    _tell_meanings(parts)
    made = TypeAdapter(shape).json_schema(mode="serialization")
    for part in parts:
        if part is not shape:
            made["$defs"][part.__name__] = _described(part, made["$defs"][part.__name__])
    told = {"const": name, "description": "Name and version of this format."}
    return {
        **_head(name),
        **_described(shape, made),
        "title": name,
        "properties": {"schema": told} | made["properties"],
        "required": ["schema", *made["required"]],
    }


def _described(shape: type, made: dict[str, Any]) -> dict[str, Any]:
    """The schema of a class with what its docstring says, which some versions of pydantic leave out."""
    return {"description": getdoc(shape), **{key: value for key, value in made.items() if key != "description"}}


def _head(name: str) -> dict[str, str]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('.', ':').replace('/', ':')}",
    }


def _tell_meanings(shapes: Iterable[type]) -> None:
    """Has the docstrings of keys become their descriptions."""
    from pydantic import with_config

    for shape in shapes:
        with_config(use_attribute_docstrings=True)(shape)


def file_text(schema: dict[str, Any]) -> str:
    """A schema as the checkout keeps it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def file_of(name: str) -> str:
    """The name of the file in `reports/json/` that holds the schema of a format."""
    return f"{name.replace('/', '-')}.schema.json"


def write(schema: dict[str, Any]) -> None:
    """Writes a schema into the reports folder of this checkout."""
    path = bundled("reports") / "json" / file_of(schema["title"])
    path.write_text(file_text(schema), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {path}\n")
