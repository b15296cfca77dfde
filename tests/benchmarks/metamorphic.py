"""What becomes of findings when their wordings are changed in ways whose meaning is known.

    python -m tests.benchmarks metamorphic [RULEBOOK.md | WORDINGS.jsonl …] [--show]

Of every wording on which a rule fires, and that names both sides: the sides change places, what the finding rests on is
denied, the event that an act waits for is untied (the finding must go); the sentence is laid out as a list (it must
stay). How each is made stands in `tests/rules/metamorphic.py`. Last, one contract made of examples is compared as
text, Word file and PDF.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from termscheck.engine.ruleset import Rule
from termscheck.pipeline import Engine, load_rules
from tests.benchmarks import wordings
from tests.rules import contract_in_formats, metamorphic


def figures(paths: Sequence[tuple[str, Path]], show: bool = False) -> list[str]:
    """The rates on the examples of all rules and on the wordings of files (each with the name to show)."""
    engine = load_rules()
    lines = ["-- examples of the rules", *_rates(engine, metamorphic.examples(engine), show)]
    for name, path in paths:
        lines += [f"-- {name}", *_rates(engine, _must_fire(engine, path), show)]
    return [*lines, "-- one contract in several formats", *_formats(engine)]


def _must_fire(engine: Engine, path: Path) -> Iterator[tuple[Rule, str]]:
    rules = {rule.id: rule for rule in engine.rule_set.rules}
    for wording in wordings.load(path):
        if wording.kind == "T" and wording.rule in rules:
            yield rules[wording.rule], wording.text


def _rates(engine: Engine, texts: Iterator[tuple[Rule, str]], show: bool) -> list[str]:
    rates = metamorphic.measured(engine, texts)
    lines = rates.lines()
    if show:
        lines += [
            f"{one.rule} {one.kind} ({one.how}): {' // '.join(one.text.splitlines())}"
            for wrong in rates.wrong.values()
            for one in wrong
        ]
    return lines


def _formats(engine: Engine) -> list[str]:
    printed = shutil.which("soffice") is not None
    with tempfile.TemporaryDirectory() as folder:
        source = contract_in_formats.contract_source(engine, Path(folder))
        made = contract_in_formats.in_formats(source, Path(folder), pdf=printed)
        found = {form: contract_in_formats.found_in(engine, *file) for form, file in made.items()}
    whole = found["text"]
    lines = [f"{form:5} {of.total():4} findings, {(of & whole).total():4} as in the text" for form, of in found.items()]
    return lines if printed else [*lines, "pdf   not made: LibreOffice is not installed"]
