"""`termscheck rules`: what is checked for, why a rule fired, and what it takes to write one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from termscheck.cli.contract import find, name_of, tell_unread
from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import (
    ReadAs,
    contract_file,
    profile_option,
    reading_options,
    rules_option,
)
from termscheck.cli.output import print_bytes
from termscheck.cli.progress import progress_bar
from termscheck.errors import UsageError
from termscheck.files import write
from termscheck.renderers import json
from termscheck.renderers.words import counted, visible

if TYPE_CHECKING:
    from termscheck.engine.places import Line
    from termscheck.engine.ruleset import Rule, RuleSet
    from termscheck.engine.source import Place
    from termscheck.pipeline import Engine

DONE = {ExitCode.NOTHING: "done", ExitCode.USAGE: "the command or a rule file is wrong"}


@click.group(
    name="rules",
    short_help="What is checked for, and how to write a rule.",
    epilog=taught("termscheck rules list", "termscheck rules explain pay-when-paid contract.docx", codes=DONE),
)
def rules_group() -> None:
    """What is checked for, why a rule fired or did not, and how to write one."""


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


@rules_group.command(
    name="list", epilog=taught("termscheck rules list", "termscheck rules list --rules our-rules/", codes=DONE)
)
@rules_option
def list_rules(rules: tuple[Path, ...]) -> int:
    """Print the id, severity and title of every rule."""
    from termscheck import pipeline

    files = [rule.file for rule in pipeline.load_rules(rules).rule_set.rules]
    print_bytes("".join(f"{file.id:<9}{file.severity:<10}{file.title}\n" for file in files).encode())
    return ExitCode.NOTHING


@rules_group.command(
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


# --- testing ------------------------------------------------------------------------------------------------


@rules_group.command(
    name="test",
    short_help="Run the examples of rules; tell what they leave untested.",
    epilog=taught(
        "termscheck rules test",
        "termscheck rules test PAY-001 PAY-002 --coverage",
        "termscheck rules test PAY-001 --rules our-rules/ --profile our-desk",
        codes={
            ExitCode.NOTHING: "all examples are as expected",
            ExitCode.USAGE: "one is not; or the command or a rule file is wrong",
        },
    ),
)
@click.argument("only", nargs=-1, metavar="[RULE]...")
@click.option("--coverage", is_flag=True, help="List every branch of a rule that none of its examples exercises.")
@profile_option
@rules_option
def test_rules(only: tuple[str, ...], coverage: bool, profile: str | None, rules: tuple[Path, ...]) -> int:
    """Run the examples of every rule: each must fire, or keep quiet, as the rule's file says.

    RULE is an id or name, to run the examples of that rule only. With --coverage the exit code stays that of the
    examples. With --profile the rules that it leaves out are passed over.
    """
    from termscheck import pipeline, testing

    engine = pipeline.load_rules(rules, profile)
    # only a profile that is named leaves rules out
    asked = chosen(engine.rule_set, only) if only or profile else []
    left_out = [rule.id for rule in asked if rule.id in engine.rule_set.left_out]
    if only:
        wanted = [rule for rule in asked if rule.id not in left_out]
        results = [testing.run_example(engine, rule, one) for rule in wanted for one in testing.examples_of(rule)]
    else:
        wanted, results = [], testing.run_examples(engine)
    failed = [result for result in results if result.problem]
    for result in failed:
        example = result.example
        kind = "flags" if example.fires else "passes"
        print_bytes(f"{example.rule} {kind} {example.number}: {result.problem}\n    {example.text}\n".encode())
    print_bytes(f"{counted(len(results), 'example')}, {len(failed)} not as expected\n".encode())
    if left_out:
        say(f"Left out by the profile “{engine.rule_set.profile.name}”: {', '.join(left_out)}.")
    if coverage and (wanted or not only):
        print_bytes("".join(f"{line}\n" for line in _coverage(engine, wanted)).encode())
    return ExitCode.USAGE if failed else ExitCode.NOTHING


def _coverage(engine: Engine, only: Sequence[Rule]) -> list[str]:
    """Each branch that no example exercises, with its line, and the count. Concepts only when all rules are run."""
    from termscheck import testing
    from termscheck.engine.coverage import branches, concept_branches
    from termscheck.engine.places import Places, cited

    places = Places(engine.rule_set)
    rules = list(only) or [rule for rule in engine.rule_set.rules if rule.id not in engine.rule_set.left_out]
    missed: list[tuple[Line, Place]] = []
    total = 0
    everywhere = set()
    with progress_bar("termscheck") as progress:
        for number, rule in enumerate(rules):
            progress("Branches of rule", number + 1, len(rules))
            exercised = testing.exercised_by_examples(engine, rule)
            everywhere |= exercised
            every = branches(rule)
            total += len(every)
            missed += [(places.line(rule, place), place) for place in every if place not in exercised]
    if not only and rules:
        shared = concept_branches(engine.rule_set)
        total += len(shared)
        missed += [(places.line(rules[0], place), place) for place in shared if place not in everywhere]
    lines = [f"{line}: no example exercises {cited(place)}" for line, place in sorted(missed, key=lambda one: one[0])]
    return [*lines, f"{counted(total, 'branch', 'branches')}, {len(lines)} that no example exercises"]


@rules_group.command(
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
    from termscheck.engine.places import Places
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
    places = Places(rule_set)
    if form == "json":
        print_bytes(json.dump(explanation.to_dict(explained, places, name_of([file])), indent=2))
    else:
        print_bytes(explanation.to_text(explained, places, name_of([file])).encode("utf-8", "backslashreplace"))
    notices = [notice for document in contract.documents for notice in document.notices]
    tell_unread(name_of([file]), [*notices, *contract.notices])
    return ExitCode.UNREAD if any(notice.material for notice in (*notices, *contract.notices)) else ExitCode.NOTHING


# --- writing ------------------------------------------------------------------------------------------------


@rules_group.command(
    name="new",
    short_help="Write the file of a new rule, to be filled in.",
    epilog=taught("termscheck rules new OUR-001 name-used-in-publicity --category publicity", codes=DONE),
)
@click.argument("rule_id", metavar="ID")
@click.argument("name")
@click.option("--category", required=True, metavar="NAME", help="The folder it goes to, such as publicity.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("house-rules"), show_default=True, metavar="DIR",
              help="The folder of your own rules.")  # fmt: skip
def new_rule(rule_id: str, name: str, category: str, out: Path) -> int:
    """Write the file of a new rule, with guidance in it, to be filled in.

    ID is three capitals and three digits that no other rule has (OUR-001), NAME is short, with hyphens
    (name-used-in-publicity).
    """
    import re

    from termscheck import pipeline
    from termscheck.engine.skeleton import skeleton

    for value, shape, what in (
        (rule_id, r"[A-Z]{3}-\d{3}", "an id is three capitals, a hyphen and three digits, such as OUR-001"),
        (name, r"[a-z0-9-]+", "a name is small letters, digits and hyphens"),
        (category, r"[a-z-]+", "a category is small letters and hyphens"),
    ):
        if not re.fullmatch(shape, value):
            raise UsageError(f"“{value}” will not do: {what}.")
    rule_set = pipeline.load_rules((out,) if out.is_dir() else ()).rule_set
    taken = {rule.id: rule for rule in rule_set.rules}
    if gone := rule_set.history.retired.get(rule_id):
        raise UsageError(f"The id {rule_id} has been used, and is never used again. {gone}")
    if rule_id in taken:
        raise UsageError(f"There is a rule {rule_id} already: {taken[rule_id].shown}.")
    path = out / category / f"{rule_id}-{name}.yaml"
    out.mkdir(parents=True, exist_ok=True)
    write(path, skeleton(rule_id, name, category, out.as_posix()).encode())
    say(
        f"Written to {path.as_posix()}. Next: write over everything that says REPLACE, then run\n"
        f"  termscheck rules test {rule_id} --rules {out.as_posix()}\n"
        "until no example is “not as expected”."
    )
    return ExitCode.NOTHING


@rules_group.command(
    name="docs",
    short_help="Write the catalogue of rules in Markdown.",
    epilog=taught("termscheck rules docs --rules our-rules/", "termscheck rules docs --out catalogue/", codes=DONE),
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Where to write, instead of beside the rule files.")  # fmt: skip
@rules_option
def write_docs(out: Path | None, rules: tuple[Path, ...]) -> int:
    """Write the catalogue of rules and a page for each, in Markdown, from the rule files.

    They go beside the files they are made from: of your own folder where --rules names one, otherwise of the rules
    that come with termscheck.
    """
    from termscheck import pipeline
    from termscheck.content import bundled
    from termscheck.renderers.rule_pages import pages

    rule_set = pipeline.load_rules(rules).rule_set
    written = 0
    for folder in rules or (bundled("rules"),):
        made = pages(rule_set, folder)
        for name, text in made.items():
            target = (out or folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write(target, text.encode())
        written += len(made)
    where = [out] if out else rules or [Path("rules")]
    say(f"{counted(written, 'page')} written to {', '.join(path.as_posix() for path in where)}.")
    return ExitCode.NOTHING


@rules_group.command(
    name="learn",
    short_help="Learn from judged wordings what signs are worth.",
    epilog=taught(
        "termscheck rules learn --rules my-rules/", "termscheck rules learn contract.docx --rules my-rules/", codes=DONE
    ),
)
@click.argument("contracts", nargs=-1, type=click.Path(path_type=Path), metavar="[CONTRACT]...")
@rules_option
def learn_signs(contracts: tuple[Path, ...], rules: tuple[Path, ...]) -> int:
    """Learn what signs are worth, for the rules that have judged wordings in the folder named by --rules.

    The wordings stand in its wordings/*.jsonl, and what is learnt goes into its signs.npz; without --rules it is the
    folder rules/ here. Each CONTRACT is read for sentences that mean nothing of the kind. Needs the extra `learn`:
    pip install termscheck[learn].
    """
    from termscheck import teaching
    from termscheck.engine.weights import FILE

    with progress_bar("wordings") as progress:
        learnt = teaching.teach(rules, contracts, progress)
    target = (rules[-1] if rules else Path("rules")) / FILE
    learnt.weights.write(target)
    print_bytes(teaching.report(learnt).encode())
    say(f"{counted(len(learnt.weights.rules), 'rule')} learnt, {counted(len(learnt.weights.names), 'sign')}: {target}.")
    return ExitCode.NOTHING


@rules_group.command(
    name="schema",
    short_help="Print the JSON Schema of rule files.",
    epilog=taught("termscheck rules schema > rule.schema.json", codes=DONE),
)
def print_schema() -> int:
    """Print the JSON Schema of rule files, for editors that complete and check as you write."""
    from termscheck.engine.json_schema import rule_schema

    print_bytes(json.dump(rule_schema(), indent=2))
    return ExitCode.NOTHING


@rules_group.command(
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
