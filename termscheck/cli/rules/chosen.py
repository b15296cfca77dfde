"""What the commands about rules share: which rules they are about, and what their exit codes mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from termscheck.cli.exits import ExitCode
from termscheck.errors import UsageError

if TYPE_CHECKING:
    from termscheck.engine.ruleset import Rule, RuleSet

DONE = {ExitCode.NOTHING: "done", ExitCode.USAGE: "the command or a rule file is wrong"}


def chosen(rule_set: RuleSet, names: Sequence[str]) -> list[Rule]:
    """The rules of these ids or names, all when there are none. Raises UsageError for one that is not there."""
    from termscheck.engine.source import did_you_mean

    known = {name.casefold(): rule for rule in rule_set.rules for name in (rule.id, rule.file.name)}
    for name in names:
        if gone := rule_set.history.retired.get(name.upper()):
            raise UsageError(f"There is no rule “{name}” any more. {gone}")
        if name.casefold() not in known:
            shown = [one for rule in rule_set.rules for one in (rule.id, rule.file.name)]
            like = name.upper() if name[-1:].isdigit() else name.lower()
            hint = did_you_mean(like, shown, ". “termscheck rules list” shows them all.")
            raise UsageError(f"There is no rule “{name}”{hint}")
    return [known[name.casefold()] for name in names] or list(rule_set.rules)
