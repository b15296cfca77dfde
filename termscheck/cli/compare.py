"""`termscheck compare`: what changed between two drafts of a contract."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from termscheck.cli.contract import find, name_of, same_file
from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import (
    STDIO,
    contract_file,
    fail_on_option,
    kind_option,
    profile_option,
    reports_option,
    rules_option,
    target_options,
    them_option,
    us_option,
)
from termscheck.cli.output import Destination, put, targets
from termscheck.cli.progress import progress_bar
from termscheck.drafts.model import Comparison
from termscheck.errors import UsageError
from termscheck.model import DocumentKind, FailOn, View
from termscheck.renderers import house_style
from termscheck.wire.reading import read_review
from termscheck.wire.review import ReviewDict

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle

FORMATS = ("html", "json", "text")


@click.command(
    epilog=taught(
        "termscheck compare draft-1.docx draft-2.docx",
        "termscheck compare draft-1.docx draft-2.docx --out changes.html",
        "termscheck compare draft-with-tracked-changes.docx",
        "termscheck compare march.json june.json --format json",
        codes={
            ExitCode.NOTHING: "nothing at or above --fail-on is new or worse",
            ExitCode.FOUND: "something is",
            ExitCode.USAGE: "the command, the configuration or a rule file is wrong",
            ExitCode.UNREAD: "a draft could not be read, or not all of it (whatever was found in the rest)",
        },
    )
)
@click.argument("old", type=contract_file)
@click.argument("new", type=contract_file, required=False)
@us_option
@them_option
@kind_option
@profile_option
@rules_option
@reports_option
@click.option("--regime", metavar="NAME", help="The procurement rules above the contract, as for check.")
@target_options(*FORMATS, told="“text” is a summary.")
@fail_on_option("a new or worse finding")
def compare(  # noqa: PLR0913, PLR0917  (one for each option)
    old: Path,
    new: Path | None,
    us: tuple[str, ...],
    them: tuple[str, ...],
    kind: DocumentKind | None,
    profile: str | None,
    rules: tuple[Path, ...],
    reports: Path | None,
    regime: str | None,
    form: str | None,
    outs: tuple[str, ...],
    fail_on: FailOn | None,
) -> int:
    """Say what changed between two drafts of a contract.

    OLD and NEW are Word, PDF or text files, folders with a list of files, or JSON reports of termscheck, in any
    mixture; tracked changes are taken as accepted. A Word file alone, or named twice, is compared with itself: as it
    was before its tracked changes, and with them.
    """
    alone = new is None or (not _is_report(new) and same_file(old, new))
    paths = [old, new or old]
    if paths == [Path(STDIO)] * 2:
        raise UsageError("Standard input (-) can be read only once: name two drafts, or a Word file alone.")
    places = targets(outs, form, FORMATS, "changes.html", paths)
    house = house_style(reports) if reports else None
    views: tuple[View, View] = ("original" if alone else "final", "final")
    ask = partial(_review, us=us, them=them, kind=kind, profile=profile, rules=rules, regime=regime)
    for path in dict.fromkeys(paths):
        if not _is_report(path):
            find([path])
    before, after = (ask(path, view) for path, view in zip(paths, views, strict=True))
    if alone:
        _refuse_without_changes(old, after)
    from termscheck.drafts.compare import compare as compare_reviews

    comparison = compare_reviews(before, after)
    for place in places:
        _deliver(comparison, place, house)
    _tell(comparison, [place.path for place in places if place.path])
    if not comparison.fully_read:
        return ExitCode.UNREAD
    return ExitCode.FOUND if comparison.fails(fail_on) else ExitCode.NOTHING


def _is_report(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _review(path: Path, view: View, **options: Any) -> ReviewDict:
    """The review of a draft: read, if it is a report, else made."""
    if _is_report(path):
        return read_review(path)
    with progress_bar(name_of([path])) as progress:
        from termscheck import pipeline

        return pipeline.check([path], view=view, progress=progress, **options).to_dict()


def _refuse_without_changes(path: Path, review: ReviewDict) -> None:
    """One draft alone must have tracked changes to show. Raises UsageError."""
    counts = review["coverage"]["counts"]
    if _is_report(path) or not any(counts.get(kind) for kind in ("insertions", "deletions", "moves")):
        raise UsageError(f"{path} has no tracked changes: name the earlier draft and the later one.")


def _deliver(comparison: Comparison, place: Destination, house: HouseStyle | None) -> None:
    from termscheck.renderers.comparison import RENDERERS, html, text

    if place.format == "text" and not place.path and (console := Console()).is_terminal:
        text.print_comparison(comparison, console)
        return
    made = html.render(comparison, house) if place.format == "html" else RENDERERS[place.format](comparison)
    put(made, place.path)


def _tell(comparison: Comparison, written: list[Path]) -> None:
    from termscheck.renderers.comparison.words import verdict

    if written:
        say(f"{comparison.new.name}: {verdict(comparison)}. Written to {', '.join(map(os.fspath, written))}.")
    for draft in (comparison.old, comparison.new):
        for sentence in draft.unread:
            say(f"Not fully read: {draft.name}: {sentence}")
