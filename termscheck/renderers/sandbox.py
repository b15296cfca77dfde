"""Jinja2 for templates that come with termscheck and those of a house style, which may be anybody's.

A template can read what it is given and nothing else: no files, no Python, no words of a contract without escaping.
With a house style it can do a bounded amount of work and write a bounded number of characters; both are counted, not
timed, so that the same template always gives the same result. What goes wrong in a house template is told with its file
and line. `templates` makes one of these for each output.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from termscheck.errors import UsageError
from termscheck.words import visible

MOST_STEPS = 3_000_000
"""Calls, and things gone through in loops and filters, that one report may take."""
LONGEST_VALUE = 4_000_000
"""Characters of one value."""
LONGEST_ARGUMENT = 200
"""Characters of what a filter is given besides the value that it is for."""
LONGEST_OUTPUT = 60_000_000
"""Characters of one report: ten times what a contract of a thousand pages takes."""

_TEXT_FILTERS = frozenset(
    {"capitalize", "e", "escape", "lower", "striptags", "title", "trim", "truncate", "upper", "wordcount"}
)
_FILTERS = _TEXT_FILTERS | {
    "abs", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "join", "last", "length",
    "list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr", "sort", "sum",
    "unique",
}  # fmt: skip
_STRING_METHODS = frozenset({"endswith", "startswith", "lower", "upper", "strip", "split", "splitlines", "title"})
_GLOBALS = frozenset({"dict", "namespace"})


class TooMuchError(TemplateRuntimeError):
    """A template asks for more work, or writes more, than a report may take."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of a report's templates. `bounded` says that some of them are not ours."""

    intercepted_binops = frozenset({"+", "*", "**", "%", "//"})

    def __init__(
        self,
        loader: BaseLoader,
        filters: Mapping[str, Callable[..., Any]],
        written: Callable[[str], str] = visible,
        bounded: bool = True,
        **names: object,
    ) -> None:
        """`written` is done to every text that is written out; where it gives markup, nothing more is escaped."""
        super().__init__(
            loader=loader,
            optimized=False,  # looking for what never changes takes longer than it saves
            autoescape=True,  # by itself Jinja2 would not escape in a file that ends in .j2
            undefined=StrictUndefined,
            finalize=self._finalized,
            extensions=[_Counting],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.bounded = bounded
        self.steps = 0
        self._characters = 0
        self._written = written
        self._safe: dict[tuple[type, str], bool] = {}
        allowed = {name: filter_ for name, filter_ in self.filters.items() if name in _FILTERS}
        self.filters = {name: self._counted(name, filter_) for name, filter_ in (allowed | dict(filters)).items()}
        self.filters[_LOOP] = self._looped
        self.globals = {name: value for name, value in self.globals.items() if name in _GLOBALS} | names

    def spend(self, steps: int) -> None:
        """Counts work. Raises `TooMuchError` when it is too much for a report."""
        self.steps += steps
        if self.bounded and self.steps > MOST_STEPS:
            raise TooMuchError("it goes round and round: it would take too long to fill in")

    def written_out(self, pieces: Iterator[str]) -> str:
        """What a template writes, put together. Raises `TooMuchError`."""
        made, length = [], 0
        for piece in pieces:
            length += len(piece)
            if self.bounded and length > LONGEST_OUTPUT:
                raise TooMuchError("it writes more than a report may hold")
            made.append(piece)
        return "".join(made)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of strings only what cannot make much of little. Nothing but the type counts, and is asked about once."""
        known = self._safe.get((type(obj), attr))
        if known is None:
            of_text = isinstance(obj, str)
            known = attr in _STRING_METHODS if of_text else super().is_safe_attribute(obj, attr, value)
            self._safe[type(obj), attr] = known
        return known

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - Jinja2's way
        """Every call is a step: macros may call themselves."""
        __self.spend(1)
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers of a sensible size, and sums of short texts. Raises SecurityError for anything else."""
        numbers = all(isinstance(one, int | float) and abs(one) < 1e12 for one in (left, right))
        if operator == "**" or (operator != "+" and not numbers):
            raise SecurityError(f"“{operator}” is for small numbers only, and “**” is for none")
        return self._short(super().call_binop(context, operator, left, right))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """No value may grow without end from one round of a loop to the next."""
        return self._short(super().getattr(obj, attribute))

    def _finalized(self, value: object) -> object:
        """What happens to every value that a template writes, before it is escaped: no template can forget it."""
        if not isinstance(value, str):
            return _plain(value)
        self._characters += len(value)
        if self.bounded and self._characters > LONGEST_OUTPUT:
            raise TooMuchError("it writes more than a report may hold")
        return value if isinstance(value, Markup) else self._written(value)

    def _short(self, value: Any) -> Any:
        if self.bounded and isinstance(value, str | list | tuple) and len(value) > LONGEST_VALUE:
            raise TooMuchError("this is too long to work with")
        return value

    def _counted(self, name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
        place = 1 if hasattr(apply, "jinja_pass_arg") else 0

        @wraps(apply)
        def counted(*args: Any, **kwargs: Any) -> Any:
            subject = args[place]
            if any(
                isinstance(one, str) and len(one) > LONGEST_ARGUMENT for one in (*args[place + 1 :], *kwargs.values())
            ):
                raise TooMuchError(f"what “{name}” is given is too long")
            if name in _TEXT_FILTERS and not isinstance(subject, str):
                _plain(subject)
            if name == "join":
                subject = [one if isinstance(one, str) else _plain(one) for one in subject]
                args = (*args[:place], subject, *args[place + 1 :])
            self.spend(1 + len(subject) // 8 if hasattr(subject, "__len__") else 1)
            return self._short(apply(*args, **kwargs))

        return counted

    def _looped(self, things: Any) -> Any:
        if not isinstance(things, list | tuple | dict):
            things = list(things)
        self.spend(1 + len(things))
        return things


def _plain(value: Any) -> Any:
    """A number, or what is undefined and says so itself. A list in a list in a list could write the world full."""
    if isinstance(value, int | float | Undefined):
        return value
    raise TooMuchError("only texts and numbers can be written out: say which part of it is meant")


_LOOP = "_looped"
"""The filter that what a loop goes through is put through."""


class _Counting(Extension):
    """Puts what every loop goes through through a filter that counts it, and refuses what cannot be bounded."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's words, with `for a in b` as `for a in (b)|_looped`."""
        opened, waiting, counting, depth = False, False, False, 0
        for token in stream:
            if token.type == "tilde":
                raise TemplateSyntaxError(
                    "“~” cannot be used: write the values one after the other",
                    token.lineno,
                    stream.name,
                    stream.filename,
                )
            if opened and token.value == "autoescape":
                raise TemplateSyntaxError("escaping cannot be turned off", token.lineno, stream.name, stream.filename)
            if opened and token.value == "for":
                waiting = True
            opened = token.type == "block_begin"
            depth += (token.type in _OPENING) - (token.type in _CLOSING)
            if counting and depth == 0 and _ends_loop(token):
                counting = False
                yield from _tokens(token.lineno, ("rparen", ")"), ("pipe", "|"), ("name", _LOOP))
            yield token
            if waiting and depth == 0 and token.type == "name" and token.value == "in":
                waiting, counting = False, True
                yield from _tokens(token.lineno, ("lparen", "("))


def _ends_loop(token: Token) -> bool:
    """Whether what a loop goes through ends before a word of its statement."""
    return token.type == "block_end" or (token.type == "name" and token.value in ("if", "recursive"))


_OPENING, _CLOSING = frozenset({"lparen", "lbracket", "lbrace"}), frozenset({"rparen", "rbracket", "rbrace"})


def _tokens(line: int, *pairs: tuple[str, str]) -> Iterator[Token]:
    for kind, value in pairs:
        yield Token(line, kind, value)


def fill_in(environment: Sandbox, name: str, house_files: frozenset[str], **context: object) -> str:
    """What the template `name` writes.

    `house_files` are the files that are not ours: what is wrong in one of these is a `UsageError` that names it and the
    line; anything else is a bug of ours.
    """
    try:
        return environment.written_out(environment.get_template(name).generate(**context))
    except Exception as problem:
        place = _place(problem, house_files)
        if not place and not isinstance(problem, TooMuchError):
            raise
        place = place or "A report of this contract cannot be made in a house style"
        raise UsageError(f"{place}: {sentence(problem)}.") from problem


def _place(problem: Exception, files: frozenset[str]) -> str:
    """The innermost line of a house template that led to a problem; empty where none did."""
    if isinstance(problem, TemplateSyntaxError) and problem.filename in files:
        return f"{problem.filename}, line {problem.lineno}"
    at, place = problem.__traceback__, ""
    while at is not None:
        if at.tb_frame.f_code.co_filename in files:
            place = f"{at.tb_frame.f_code.co_filename}, line {at.tb_lineno}"
        at = at.tb_next
    return place


def sentence(problem: Exception) -> str:
    """What is wrong with a template, in words."""
    message = " ".join(str(problem).split()).rstrip(".")
    if isinstance(problem, UndefinedError):
        named = re.search(r"(?:has no attribute|has no element) '?(\w+)'?|'(\w+)' is undefined", message)
        return f"“{named[1] or named[2]}” is not known here" if named else message
    if isinstance(problem, SecurityError):
        return f"this is not allowed in a template ({message})"
    if isinstance(problem, RecursionError):
        return "it calls or includes itself without end"
    if isinstance(problem, TemplateNotFound):
        return f"there is no template “{message}”"
    if isinstance(problem, TemplateError):
        return message
    return f"this cannot be filled in ({message or type(problem).__name__})"
