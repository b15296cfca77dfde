"""What a worker process does with a visit: checks the contract and makes all that can be taken away.

It runs where `termscheck.batch.work` runs, within the same bounds. It is given a folder, and touches nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path, PurePath
from time import monotonic

from markupsafe import Markup

from termscheck.batch.asked import Asked
from termscheck.batch.work import Checker, load
from termscheck.errors import ReadError
from termscheck.model import Contract, Party, Progress, Review
from termscheck.renderers.words import verdict
from termscheck.web import results
from termscheck.web.looks import above, looks
from termscheck.web.results import Part, Result, Side, Stage, Told
from termscheck.words import shorten, visible

EVERY = 0.25
"""Seconds between two words on how far the check is."""
WRITING = "Writing the report, the letter and the list"
MOST_SIDES = 12
LONGEST_NAME = 120
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RENDERED = (
    ("report", "report.html", ".report.html", "text/html; charset=utf-8", "html"),
    ("letter", "letter.docx", ".letter.docx", _WORD, "letter"),
    ("issues", "issues.xlsx", ".issues.xlsx", _EXCEL, "xlsx"),
    ("csv", "issues.csv", ".issues.csv", "text/csv; charset=utf-8", "csv"),
)
_MARKED = {"docx": _WORD, "pdf": "application/pdf"}
Above = Callable[[Sequence[Result], Sequence[str]], Markup]
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def check(folder: Path, asked: Asked, over: Above = above) -> Review:
    """The review of the contract whose parts lie beside `folder`; all that is made of it is written into `folder`.

    `over` makes what stands above the report in the page. Raises `ReadError` as `pipeline.check` does.
    """
    from termscheck import pipeline

    parts = results.parts(folder)
    tell = _teller(folder)
    try:
        review = pipeline.check(
            [folder.parent / part.stored for part in parts], names=[part.name for part in parts],
            us=asked.us, them=asked.them, profile=asked.profile, rules=asked.rules, kind=asked.kind,
            view=asked.view, regime=asked.regime, money=results.money(folder), today=asked.day, progress=tell,
        )  # fmt: skip
    except ReadError as problem:
        if len(parts) == 1:
            raise
        sentence = str(problem).removeprefix(f"{problem.name}: ")
        raise ReadError(problem.code, problem.name, f"“{problem.name}”: {sentence}") from problem
    results.keep(folder, results.TOLD, make(folder, parts, review, tell, over))
    return review


CHECKER = Checker(load, check)


def _teller(folder: Path) -> Progress:
    last = ("", 0.0)

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = monotonic()
        if stage != last[0] or now - last[1] >= EVERY:
            last = (stage, now)
            results.keep(folder, results.STAGE, Stage(stage, done, total))

    return tell


def make(folder: Path, parts: Sequence[Part], review: Review, tell: Progress, over: Above = above) -> Told:
    """Writes the files to take away, and says what there is."""
    from termscheck.renderers import html, render

    made: list[Result] = []
    unmade: list[str] = []
    stem, total = _stem(parts[0].name), len(parts) + len(_RENDERED) + 1
    for number, part in enumerate(parts):
        tell(WRITING, number, total)
        try:
            made += _marked(folder, review, number, part)
        except ReadError as problem:
            unmade.append(f"There is no marked-up copy of {problem}")
    for number, (kind, stored, ending, media, form) in enumerate(_RENDERED, len(parts)):
        tell(WRITING, number, total)
        (folder / stored).write_bytes(render(review, form))
        made.append(Result(kind, stored, stem + ending, media))  # type: ignore[arg-type]
    made.append(Result("json", "review.json", f"{stem}.json", "application/json"))
    tell(WRITING, total - 1, total)
    page = html.render(review, above=over(made, unmade), looks=looks())
    (folder / "page.html").write_bytes(page)
    return Told(
        rag=review.rag,
        verdict=verdict(review),
        kind=review.contract.kind,
        regime=review.contract.regime,
        sides=tuple(_sides(review.contract)),
        results=tuple(made),
        unmade=tuple(unmade),
        policy=policy(page),
    )


def policy(page: bytes) -> str:
    """The content security policy that a page states of itself."""
    found = _POLICY.search(page[:4096].decode("utf-8", "replace"))
    return unescape(found[1]) if found else "default-src 'none'"


def _marked(folder: Path, review: Review, number: int, part: Part) -> Iterator[Result]:
    from termscheck.renderers.marked import mark_up

    form = review.contract.documents[number].format
    if form not in _MARKED:
        return
    stored = f"marked-{number + 1}.{form}"
    data = (folder.parent / part.stored).read_bytes()
    (folder / stored).write_bytes(mark_up(review, data, number, redline=False))
    yield Result("marked", stored, f"{_stem(part.name)}-marked.{form}", _MARKED[form], part.name)


def _stem(name: str) -> str:
    return PurePath(name).stem or "contract"


def _sides(contract: Contract) -> Iterator[Side]:
    for party in contract.parties[:MOST_SIDES]:
        name = shorten(visible(party.name), LONGEST_NAME)
        yield Side(name, party.labels, party.role, _evidence(contract, party))


def _evidence(contract: Contract, party: Party) -> str:
    """Words that show what the party does; the first that are kept only introduce it."""
    return shorten(visible(contract.quote(party.evidence[1])), LONGEST_NAME) if len(party.evidence) > 1 else ""
