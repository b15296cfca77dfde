"""What a rule says, why it fired on a contract or did not, and which sources of the law are due for review."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from termscheck.cli.contract import find, name_of, tell_unread
from termscheck.cli.exits import ExitCode, taught
from termscheck.cli.options import ReadAs, contract_file, profile_option, reading_options, rules_option
from termscheck.cli.output import print_bytes
from termscheck.cli.progress import progress_bar
from termscheck.cli.rules.chosen import DONE, chosen
from termscheck.errors import UsageError
from termscheck.renderers import json
from termscheck.words import counted, visible

if TYPE_CHECKING:
    pass


@click.command(
    name="list", epilog=taught("termscheck rules list", "termscheck rules list --rules our-rules/", codes=DONE)
)
@rules_option
def list_rules(rules: tuple[Path, ...]) -> int:
    """Print the id, severity and title of every rule."""
    from termscheck import pipeline

    files = [rule.file for rule in pipeline.load_rules(rules).rule_set.rules]
    print_bytes("".join(f"{file.id:<9}{file.severity:<10}{file.title}\n" for file in files).encode())
    return ExitCode.NOTHING


@click.command(
    name="show",
    short_help="Print all that a rule says, in words.",
    epilog=taught(
        "termscheck rules show PAY-002", "termscheck rules show pay-when-paid --profile template-review", codes=DONE
    ),
)
@click.argument("rule")
@profile_option
@rules_option
def show_rule(rule: str, profile: str | None, rules: tuple[Path, ...]) -> int:
    """Print all that a rule says: why it matters, what it looks for in words, examples, law and limits.

    RULE is its id (PAY-002) or name (pay-when-paid). With --profile it is shown with the severities and figures of
    that profile.
    """
    from termscheck import pipeline
    from termscheck.renderers.rule import to_text

    rule_set = pipeline.load_rules(rules, profile).rule_set
    (shown,) = chosen(rule_set, [rule])
    print_bytes(visible(to_text(shown, rule_set)).encode())
    return ExitCode.NOTHING


@click.command(
    name="explain",
    short_help="Say why a rule fired on a contract, or why not.",
    epilog=taught(
        "termscheck rules explain pay-when-paid contract.docx",
        "termscheck rules explain TER-001 contract.docx --clause 12.3",
        "termscheck rules explain LIA-002 contract.txt --us Provider --format json",
        "termscheck rules explain PAY-001 contract.pdf --profile template-review",
        codes={**DONE, ExitCode.UNREAD: "the contract could not be read, or not all of it"},
    ),
)
@click.argument("rule")
@click.argument("file", type=contract_file)
@reading_options
@click.option(
    "--clause", metavar="LABEL", help="Tell of this clause and its sub-clauses only, however far from the rule."
)
@profile_option
@rules_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain_rule(  # noqa: PLR0913, PLR0917  (one for each option)
    rule: str,
    file: Path,
    read_as: ReadAs,
    clause: str | None,
    profile: str | None,
    rules: tuple[Path, ...],
    form: str,
) -> int:
    """Say why a rule fired on a contract, or why it did not and where it came nearest.

    RULE is its id (PAY-002) or name (pay-when-paid), FILE a Word (.docx), PDF or text file, or - for text from
    standard input.
    """
    find([file])
    from termscheck import pipeline
    from termscheck.engine.lines import Lines
    from termscheck.engine.source import did_you_mean
    from termscheck.renderers import explanation

    rule_set = pipeline.load_rules(rules, profile).rule_set
    (asked,) = chosen(rule_set, [rule])
    with progress_bar(name_of([file])) as progress:
        contract, explained = pipeline.explain(
            [file], asked.id, **read_as, rules=rules, profile=profile, clause=clause, progress=progress
        )  # fmt: skip
    if clause and not explained.tried:
        hint = did_you_mean(clause, [one.label for one in contract.clauses if one.label], ".")
        raise UsageError(f"There is no clause “{clause}” with words of its own in {name_of([file])}{hint}")
    lines = Lines(rule_set)
    if form == "json":
        print_bytes(json.dump(explanation.to_dict(explained, lines, name_of([file])), indent=2))
    else:
        print_bytes(explanation.to_text(explained, lines, name_of([file])).encode("utf-8", "backslashreplace"))
    notices = [notice for document in contract.documents for notice in document.notices]
    tell_unread(name_of([file]), [*notices, *contract.notices])
    return ExitCode.UNREAD if any(notice.material for notice in (*notices, *contract.notices)) else ExitCode.NOTHING


@click.command(
    name="review-due",
    short_help="List the authorities that are due for review.",
    epilog=taught(
        "termscheck rules review-due",
        "termscheck rules review-due --on 2027-07-01",
        codes={**DONE, ExitCode.NOTHING: "none is due", ExitCode.FOUND: "some are"},
    ),
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day that counts; today if left out."
)
@rules_option
def review_due(on: datetime | None, rules: tuple[Path, ...]) -> int:
    """List the authorities whose review is due, those that were never checked, and the rules that rest on them."""
    from termscheck import pipeline

    day = on.date() if on else date.today()
    rule_set = pipeline.load_rules(rules).rule_set
    resting: dict[str, list[str]] = {}
    for rule in rule_set.rules:
        for code in rule.file.authorities:
            resting.setdefault(code, []).append(rule.id)
    for figure in rule_set.regimes.law.values():
        for code in figure.authorities:
            resting.setdefault(code, []).append(f"{figure.name} in law.yaml")
    due = [one for one in rule_set.authorities.values() if one.review_by is None or one.overdue(day)]
    due.sort(key=lambda one: (one.review_by or date.min, one.code))
    lines = []
    for one in due:
        state = f"due since {one.review_by}" if one.review_by else "no day of review"
        checked = f"checked {one.checked}" if one.checked else "never checked"
        users = ", ".join(dict.fromkeys(resting.get(one.code, []))) or "no rule"
        about = (f"{one.code:<8} {state}, {checked}", f"{' ' * 9}{one.title}", f"{' ' * 9}cited by {users}")
        lines += [f"{line}\n" for part in about for line in wrap(part, 80, subsequent_indent=" " * 9)]
    total = counted(len(rule_set.authorities), "authority", "authorities")
    lines.append(f"{total}, {len(due)} to review on {day}\n")
    print_bytes(visible("".join(lines)).encode())
    return ExitCode.FOUND if due else ExitCode.NOTHING
