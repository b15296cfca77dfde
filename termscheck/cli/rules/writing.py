"""What it takes to write a rule: its file, what signs are worth, the schema for editors, and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import rules_option
from termscheck.cli.output import print_bytes
from termscheck.cli.progress import progress_bar
from termscheck.cli.rules.chosen import DONE
from termscheck.errors import UsageError
from termscheck.files import write
from termscheck.renderers import json
from termscheck.words import counted

if TYPE_CHECKING:
    pass


@click.command(
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


@click.command(
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


@click.command(
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
    from termscheck.authoring import teaching
    from termscheck.engine.weights import FILE

    with progress_bar("wordings") as progress:
        learnt = teaching.teach(rules, contracts, progress)
    target = (rules[-1] if rules else Path("rules")) / FILE
    learnt.weights.write(target)
    print_bytes(teaching.report(learnt).encode())
    say(f"{counted(len(learnt.weights.rules), 'rule')} learnt, {counted(len(learnt.weights.names), 'sign')}: {target}.")
    return ExitCode.NOTHING


@click.command(
    name="schema",
    short_help="Print the JSON Schema of rule files.",
    epilog=taught("termscheck rules schema > rule.schema.json", codes=DONE),
)
def print_schema() -> int:
    """Print the JSON Schema of rule files, for editors that complete and check as you write."""
    from termscheck.engine.json_schema import rule_schema

    print_bytes(json.dump(rule_schema(), indent=2))
    return ExitCode.NOTHING
