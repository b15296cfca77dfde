"""YAML files read so that every fault can be told with its line and column.

Only the safe subset is read, as YAML 1.2 means it: "no" and "on" are words, because lawyers write them.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from termscheck.errors import Fault

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]
"""Where something stands in a file: the keys and numbers that lead there, such as ("match", "any", 0)."""
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 2_000_000
MOST_NODES = 200_000


class Loader(_BASE):  # type: ignore[misc]
    """The safe loader without YAML 1.1's surprises (yes/no/on/off, dates, sexagesimals)."""


_STANDARD = "tag:yaml.org,2002:"
_WORDS = _STANDARD + "str"
_PLAIN = {
    "bool": (re.compile(r"^(?:true|false)$"), "tf"),
    "int": (re.compile(r"^[-+]?[0-9]+$"), "-+0123456789"),
    "float": (re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), "-+0123456789"),
    "null": (re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
}
"""What words without quotation marks can be besides words: how each is written, and with what it can begin."""
_VALUE: Mapping[str, Callable[[str], object]] = {
    _STANDARD + "bool": "true".__eq__,
    _STANDARD + "int": int,
    _STANDARD + "float": float,
    _STANDARD + "null": lambda _: None,
}
Loader.yaml_implicit_resolvers = {}
for _tag, (_regexp, _first) in _PLAIN.items():
    Loader.add_implicit_resolver(_STANDARD + _tag, _regexp, list(_first))


class Source:
    """One YAML file: its data, and where each part of it stands."""

    def __init__(self, path: Path, shown: str) -> None:
        self.path = path
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
            self.data = self._read(self._node)
        except UnicodeDecodeError:
            self.fault((), "is not UTF-8 text")
        except OSError as error:
            self.fault((), f"cannot be read: {error.strerror}")
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            problem = getattr(error, "problem", None) or "is not YAML"
            self.faults.append(Fault(shown, line, column, str(problem)))

    def _read(self, node: yaml.Node | None, depth: int = 0) -> Any:
        """The data of a node. Notes keys that are given twice; raises for what is no plain data, or too much of it."""
        self._nodes += 1
        if depth > 40 or self._nodes > MOST_NODES:  # an alias counts each time, or a few lines could stand for millions
            raise ValueError("is nested too deep, or too big")
        if node is None:
            return None
        if node.tag == _WORDS and isinstance(node, yaml.ScalarNode):  # most are
            return node.value
        if not _is_plain(node):
            raise yaml.MarkedYAMLError(problem="a type cannot be given with “!”", problem_mark=node.start_mark)
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, depth + 1) for item in node.value]
        if isinstance(node, yaml.ScalarNode):
            return _VALUE[node.tag](node.value)
        seen: set[str] = set()
        data = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a single word", problem_mark=key.start_mark)
            name = self._read(key, depth + 1)
            if key.value in seen:
                mark = key.start_mark
                self.faults.append(Fault(self.shown, mark.line + 1, mark.column + 1, f"“{key.value}” is given twice"))
            seen.add(key.value)
            data[name] = self._read(value, depth + 1)
        return data

    def fault(self, place: Sequence[str | int], sentence: str) -> None:
        """Notes a fault at a place in the data, such as ("match", "any", 0)."""
        line, column = self.at(place)
        self.faults.append(Fault(self.shown, line, column, sentence))

    def at(self, place: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of a place, from 1; (0, 0) in a file that is empty."""
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
        return (mark.line + 1, mark.column + 1) if mark else (0, 0)

    def mapping(self) -> dict[str, object]:
        """The entries of a file that holds names and their meanings; empty, with a fault, for anything else."""
        if not self.data:
            return {}
        if not isinstance(self.data, dict):
            self.fault((), "should hold names, each with what it means")
            return {}
        return self.data

    def validated(self, model: type[Model], data: Any, place: Sequence[str | int] = ()) -> Model | None:
        """`data` as a `model`, or None with every fault noted."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # what may be a word or a list of words fails in both ways, and is one fault
            told = [(one["type"] == "missing", _in_data(one["loc"], data), one) for one in error.errors()]
            told.sort(key=lambda one: (one[0], str(one[1])))
            for (_, where), several in groupby(told, key=lambda one: one[:2]):
                self.fault((*place, *where), _sentence([one for _, _, one in several], where, model))
            return None


def _is_plain(node: yaml.Node) -> bool:
    """Whether a node is what it looks like: a tag would have "!!bool tea" be a truth value, and other things worse."""
    if not node.tag.startswith(_STANDARD):
        return False
    tag = node.tag.removeprefix(_STANDARD)
    if isinstance(node, yaml.ScalarNode):
        return tag in _PLAIN and _PLAIN[tag][0].match(node.value) is not None
    return tag == ("map" if isinstance(node, yaml.MappingNode) else "seq")


def did_you_mean(name: str, choices: Iterable[str], otherwise: str = "") -> str:
    """The end of a sentence about an unknown name: the nearest of `choices`, or `otherwise` where none is near."""
    near = difflib.get_close_matches(name, list(choices), n=1)
    return f". Did you mean “{near[0]}”?" if near else otherwise


def _in_data(steps: Sequence[str | int], data: Any) -> Place:
    """The steps that lead through the data: pydantic adds the names of types, and what is missing is not there."""
    kept: list[str | int] = []
    for step in steps:
        inner = data.get(step) if isinstance(data, dict) else None
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            inner = data[step]
        if inner is not None:
            kept.append(step)
            data = inner
    return tuple(kept)


def _sentence(errors: Sequence[Any], place: Place, model: type[BaseModel]) -> str:
    error = errors[0]
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        here, anywhere = _keys_at(model, place[:-1]), _keys_of_all(model)
        return f"unknown key “{last}”" + did_you_mean(
            last, here, did_you_mean(last, anywhere, f"; known here are {', '.join(here)}")
        )
    if error["type"] == "missing":
        return "; ".join(f"“{one['loc'][-1]}” is missing" for one in errors)
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "")
    about = f"“{key}”: " if key and last != "[key]" else ""
    if error["type"] == "literal_error" and isinstance(error["input"], str):
        choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        return f"{about}“{error['input']}” is none of {', '.join(choices)}" + did_you_mean(error["input"], choices)
    wanted = [wish for one in errors if (wish := one["msg"].removeprefix("Input should be ")) != one["msg"]]
    if len(wanted) == len(errors):
        quotes = ": put it in quotation marks" if all(map(_number_for_words, errors)) else ""
        return f"{about}should be {' or '.join(dict.fromkeys(wanted))}{quotes}"
    return f"{about}{error['msg'][0].lower()}{error['msg'][1:]}"


def _number_for_words(error: Any) -> bool:
    return error["type"] == "string_type" and isinstance(error["input"], int | float)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place in the data of a model."""
    for step in place:
        field = next((field for name, field in model.model_fields.items() if step in (name, field.alias)), None)
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return _keys(model)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)


def _keys_of_all(model: type[BaseModel]) -> list[str]:
    parts = list(vars(sys.modules[model.__module__]).values())
    models = [model, *(m for m in parts if isinstance(m, type) and issubclass(m, BaseModel))]
    return sorted({key for one in models for key in _keys(one)})
