"""Exit codes, and what is said on standard error when something is wrong."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum

import click

from termscheck.errors import RuleError, TermscheckError
from termscheck.model import SEVERITIES, Severity
from termscheck.words import counted, visible

NEVER = "never"
"""Of `--fail-on`: nothing that is found makes the exit code 1."""
INTERRUPTED = 130
"""What shells report for Ctrl-C."""


class ExitCode(IntEnum):
    """What the command tells the shell, from the best to the worst: of several files the worst counts."""

    NOTHING = 0
    FOUND = 1
    UNREAD = 3
    USAGE = 2
    BUG = 70


CODES = {
    ExitCode.NOTHING: "nothing found at or above --fail-on",
    ExitCode.FOUND: "something was found",
    ExitCode.USAGE: "the command, the configuration or a rule file is wrong",
    ExitCode.UNREAD: "a file could not be read or marked up, or not all of it (whatever was found in the rest)",
}
"""What they mean, unless a command says otherwise."""


def taught(*examples: str, codes: Mapping[ExitCode, str], heading: str = "Examples:") -> str:
    """What stands below the options in a command's help: commands that can be typed, and what its exit codes mean."""
    told = {ExitCode.USAGE: "the command is wrong", **codes, ExitCode.BUG: "a fault in termscheck itself"}
    lines = ["\b", heading, *(f"  {example}" for example in examples), "", "\b", "Exit codes:"]
    return "\n".join([*lines, *(f"  {code:2}  {told[code]}" for code in sorted(told)), ""])


def say(sentence: str) -> None:
    """To standard error. File names come from the other side too: nothing in them reaches the terminal as code."""
    click.echo(visible(sentence), err=True)


def code_of(fully_read: bool, severities: Iterable[Severity], least: str) -> ExitCode:
    """The exit code of a review: not all read, something that counts at or above `least`, or neither."""
    if not fully_read:
        return ExitCode.UNREAD
    counting = () if least == NEVER else SEVERITIES[SEVERITIES.index(least) :]
    return ExitCode.FOUND if any(severity in counting for severity in severities) else ExitCode.NOTHING


def worst(codes: Sequence[int]) -> int:
    """The exit code of a batch."""
    return max(codes, key=[int(code) for code in ExitCode].index)


def guarded(work: Callable[[], int]) -> int:
    """The exit code of a piece of work: what is wrong with its input is one sentence, a bug keeps its traceback."""
    try:
        return work()
    except RuleError as problem:
        say(f"Error: {counted(len(problem.faults), 'fault')} in the rules:\n{problem}")
        return problem.exit_code
    except TermscheckError as problem:
        say(f"Error: {problem}")
        return problem.exit_code
    except click.ClickException as problem:
        problem.show()
        return ExitCode.USAGE
    except click.Abort as stop:  # click makes one of an EOFError as well, and that is a bug
        return _interrupted() if isinstance(stop.__cause__, KeyboardInterrupt) else _our_fault()
    except MemoryError:
        say("Error: there is not enough memory for this. Close other programs, or split the file, and try again.")
        return ExitCode.UNREAD
    except Exception:  # the outermost: nothing is swallowed, it is all told
        return _our_fault()


def _interrupted() -> int:
    say("Stopped.")
    return INTERRUPTED


def _our_fault() -> int:
    traceback.print_exc()
    say(
        "Error: this is a fault in termscheck, not in your file. Please report it with the lines above; "
        "read them first, because they may quote the contract."
    )
    return ExitCode.BUG
