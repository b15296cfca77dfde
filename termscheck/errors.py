"""What can go wrong that is not a fault of termscheck: each is one plain sentence for a person.

Anything else that is raised is a bug of ours and keeps its traceback (exit code 70).
"""

from __future__ import annotations

from dataclasses import dataclass


class TermscheckError(Exception):
    """One sentence that says what is wrong, with which file, and what to do."""

    exit_code = 2


class UsageError(TermscheckError):
    """The command line or configuration asks for something that cannot be done."""


class ReadError(TermscheckError):
    """A document could not be read. `code` is one of extraction's kinds: E-PATH, E-EMPTY, E-FORMAT, E-LEGACY,
    E-PASSWORD, E-CORRUPT, E-UNSAFE, E-TOOBIG, E-NOTEXT."""

    exit_code = 3

    def __init__(self, code: str, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}")
        self.code = code
        self.name = name


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a rule or vocabulary file. Lines and columns count from 1; 0 where there is none."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.sentence}"


class RuleError(TermscheckError):
    """All the faults of a rule set, together, so that its author mends them in one go."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type[RuleError], tuple[list[Fault]]]:  # so that a worker process can tell it
        return RuleError, (list(self.faults),)
