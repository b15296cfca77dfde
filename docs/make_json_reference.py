"""Makes docs/json-reference.md from the JSON Schemas in reports/json/: `python docs/make_json_reference.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
SCHEMAS = DOCS.parent / "reports" / "json"
TITLES = {
    "termscheck.review-1.schema.json": "A review",
    "termscheck.comparison-1.schema.json": "A comparison of two drafts",
    "termscheck.flowdown-1.schema.json": "Flow-down",
}
CONSTANT = {"schema": {"description": "Name and version of this format."}}
HEAD = """\
<!-- Made from reports/json/ by `python docs/make_json_reference.py`: change the code that makes the schemas. -->

# JSON reference

Every key of the JSON that termscheck writes, made from the JSON Schemas in `reports/json/`. Positions are characters
`[start, end)` of the `text` of a document, counted from 0. Within version 1 keys may be added, and are never renamed or
given another meaning: ignore keys that you do not know. [For other programs](for-programs.md) says how to get it.
"""


def reference() -> str:
    """The page."""
    parts = [HEAD]
    for name, title in TITLES.items():
        schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
        parts += _schema(name, title, schema)
    return "\n".join(parts)


def _schema(name: str, title: str, schema: dict[str, Any]) -> Iterator[str]:
    shapes = schema["$defs"]
    first = schema if "properties" in schema else shapes[_last(schema["$ref"])]
    own = {key: shape for key, shape in shapes.items() if shape is not first and "properties" in shape}
    prefix = name.split(".")[1].partition("-")[0]
    yield f"## {title}\n"
    yield f"`{schema['title']}`, described by `reports/json/{name}`. {first.get('description', '')}\n"
    yield from _table(first, prefix, own)
    for key, shape in sorted(own.items()):
        yield f"### {prefix} {_short(key)}\n"
        if about := shape.get("description"):
            yield f"{_line(about)}\n"
        yield from _table(shape, prefix, own)


def _table(shape: dict[str, Any], prefix: str, own: dict[str, Any]) -> Iterator[str]:
    rows = ["| Key | Value | Meaning |", "|---|---|---|"]
    required = shape.get("required", [])
    for key, value in shape["properties"].items():
        told = (
            one.get("description", "")
            for one in (value, _shape(value, own), *_inherited(key, own), CONSTANT.get(key, {}))
        )
        about = [_line(next(filter(None, told), ""))]
        about += [] if key in required else ["May be left out."]
        rows.append(f"| `{key}` | {_value(value, prefix, own)} | {' '.join(filter(None, about))} |")
    yield "\n".join(rows) + "\n"


def _shape(value: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What a value, or each of a list, is made of, where that has a shape of its own."""
    found: dict[str, Any] = own.get(_last((value.get("items") or value).get("$ref", "")), {})
    return found


def _inherited(key: str, own: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A key of a span or a quotation: what has one of its own within does not tell it again."""
    for name in ("SpanDict", "QuoteDict"):
        yield own.get(name, {}).get("properties", {}).get(key, {})


def _value(value: dict[str, Any], prefix: str, own: dict[str, Any]) -> str:
    if ref := value.get("$ref"):
        name = _last(ref)
        return f"[{_short(name)}](#{prefix}-{_short(name)})" if name in own else _short(name)
    if "const" in value:
        return f"`{json.dumps(value['const'], ensure_ascii=False)}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    if options := value.get("anyOf") or value.get("oneOf"):
        return " or ".join(_value(one, prefix, own) for one in options)
    kind = value.get("type", "anything")
    if kind == "array":
        return f"list of {_value(value.get('items', {}), prefix, own)}"
    if kind == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object of {_value(value['additionalProperties'], prefix, own)}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _last(ref: str) -> str:
    return ref.rpartition("/")[2]


def _short(name: str) -> str:
    """`PageBoxDict` as `page-box`."""
    plain = name.removesuffix("Dict").removesuffix("Wire")
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in plain).strip("-")


def _line(text: str) -> str:
    """In one line, and in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    (DOCS / "json-reference.md").write_text(reference(), encoding="utf-8", newline="\n")
