"""YAML files read so that every fault can be told with its line and column.

Only the safe subset is read, as YAML 1.2 means it: "no" and "on" are words, because lawyers write them.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from termscheck.errors import Fault

Model = TypeVar("Model", bound=BaseModel)
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 2_000_000
MOST_NODES = 200_000


class Loader(_BASE):  # type: ignore[misc]
    """The safe loader without YAML 1.1's surprises (yes/no/on/off, dates, sexagesimals)."""


Loader.yaml_implicit_resolvers = {}
for _tag, _regexp, _first in (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), "tf"),
    ("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), "-+0123456789"),
    ("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), "-+0123456789"),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
):
    Loader.add_implicit_resolver(_tag, _regexp, list(_first))


class Source:
    """One YAML file: its data, and where each part of it stands."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self.faults: list[Fault] = []
        self.data: Any = None
        self._node: yaml.Node | None = None
        try:
            content = path.read_bytes()
            if len(content) > MOST_BYTES:
                self.fault((), "is too big for a rule file")
                return
            text = content.decode("utf-8")
            self._text = text
            self._node = yaml.compose(text, Loader=Loader)
            self._nodes = 0
            self._refuse_repeats(self._node)
            self.data = yaml.load(text, Loader=Loader)  # noqa: S506  (a subclass of the safe loader)
        except UnicodeDecodeError:
            self.fault((), "is not UTF-8 text")
        except OSError as error:
            self.fault((), f"cannot be read: {error.strerror}")
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            problem = getattr(error, "problem", None) or "is not YAML"
            self.faults.append(Fault(shown, line, column, str(problem)))

    def _refuse_repeats(self, node: yaml.Node | None, depth: int = 0) -> None:
        self._nodes += 1
        if depth > 40 or self._nodes > MOST_NODES:  # an alias counts each time, or a few lines could stand for millions
            raise ValueError("is nested too deep, or too big")
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise yaml.MarkedYAMLError(problem="a key must be a single word", problem_mark=key.start_mark)
                if key.value in seen:
                    mark = key.start_mark
                    self.faults.append(
                        Fault(self.shown, mark.line + 1, mark.column + 1, f"“{key.value}” is given twice")
                    )
                seen.add(key.value)
                self._refuse_repeats(value, depth + 1)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._refuse_repeats(item, depth + 1)

    def fault(self, place: Sequence[str | int], sentence: str) -> None:
        """Notes a fault at a place in the data, such as ("match", "any", 0)."""
        node = self._node
        at = node
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if pair is None:
                    break
                at, node = pair
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                at = node = node.value[step]
        mark = at.start_mark if at is not None else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        self.faults.append(Fault(self.shown, line, column, sentence))

    def validated(self, model: type[Model], data: Any, place: Sequence[str | int] = ()) -> Model | None:
        """`data` as a `model`, or None with every fault noted."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for one in error.errors():
                steps = [*place, *one["loc"]]
                self.fault(steps, _sentence(one, model))
            return None


def _sentence(error: Any, model: type[BaseModel]) -> str:
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f"unknown key “{last}”.{did_you_mean(last, _known_keys(model))}"
    if last == "[key]":
        return f"“{error['loc'][-2]}”: {error['msg'][0].lower()}{error['msg'][1:]}"
    if error["type"] == "missing":
        return f"“{last}” is missing"
    quotes = ": put it in quotation marks" if error["type"] == "string_type" and _is_number(error["input"]) else ""
    return f"“{last}”: {error['msg'][0].lower()}{error['msg'][1:]}{quotes}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the known word that comes nearest; empty where none comes near."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


def _known_keys(model: type[BaseModel]) -> list[str]:
    parts = list(vars(sys.modules[model.__module__]).values())
    models = [model, *(m for m in parts if isinstance(m, type) and issubclass(m, BaseModel))]
    return sorted({field.alias or name for one in models for name, field in one.model_fields.items()})
