"""The one place that puts the steps together: read → segment → annotate → check → review.

The command line, batch and web only call what is here.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from termscheck.annotate import annotate, build_pipeline
from termscheck.collector import paused
from termscheck.engine import baseline as baselines
from termscheck.engine import decisions as decided
from termscheck.engine.check import check as apply_rules
from termscheck.engine.drafting import Wording, voice
from termscheck.engine.law import overdue
from termscheck.engine.loader import load as load_rule_files
from termscheck.engine.profiles import DEFAULT
from termscheck.engine.regimes import Regimes
from termscheck.engine.ruleset import RuleSet
from termscheck.engine.severity import colour
from termscheck.engine.topics import TopicRules
from termscheck.errors import ReadError, UsageError
from termscheck.manifest import read_manifest
from termscheck.model import (
    Assumption,
    Confidence,
    Contract,
    Coverage,
    Document,
    DocumentKind,
    Evidence,
    Finding,
    Ledger,
    Notice,
    PageBox,
    Place,
    Progress,
    Review,
    Span,
    View,
)
from termscheck.readers import MOST_BYTES, MOST_PAGES_OPEN, STDIN, Reading, load, open_bytes, read_text
from termscheck.segment import set_aside
from termscheck.segment.wording import reads_like_a_term
from termscheck.version import __version__

if TYPE_CHECKING:
    from spacy.language import Language

    from termscheck.engine.explain import Explanation
    from termscheck.exposure.model import Inputs


UNDERSTANDING = "Understanding the contract"
"""The stage that begins when all files are read."""


@dataclass(frozen=True)
class Engine:
    """Rules and the language pipeline built for them; made once, used for any number of contracts."""

    rule_set: RuleSet
    nlp: Language


def quiet(stage: str, done: int, total: int) -> None:
    """The progress that nobody watches."""


def load_rules(folders: tuple[Path, ...] = (), profile: str | None = None) -> Engine:
    """The bundled rules with those of `folders`, as a profile applies them.

    Raises `RuleError` naming every fault, `UsageError` for a profile that is not there.
    """
    return _engine(folders, profile or DEFAULT)


@lru_cache(maxsize=4)
def _engine(folders: tuple[Path, ...], profile: str) -> Engine:
    with paused():
        rule_set = load_rule_files(folders, profile)
        return Engine(rule_set, build_pipeline(rule_set.vocabulary, TopicRules(rule_set.topics)))


def check_file(  # noqa: PLR0913
    path: str | Path,
    *,
    us: Sequence[str] | str | None = None,
    them: Sequence[str] | str | None = None,
    profile: str | None = None,
    kind: DocumentKind | None = None,
    view: View = "final",
    regime: str | None = None,
    decisions: str | Path | None = None,
    baseline: str | Path | None = None,
    money: Inputs | None = None,
    today: date | None = None,
) -> Review:
    """Checks one Word, PDF or text file, or a folder with a list of the files that make up one contract.

    `view` "original" reads a Word file as if its tracked changes were rejected. `regime` is the procurement regime.
    `decisions` is a file of findings that people set aside. `baseline` is an earlier review in JSON, whose findings are
    marked as known. `money` is what the user says of prices and costs, for what the contract could cost. `today` is the
    day until which decisions hold and sources of the law are in date: that of the clock, unless it is given. Raises
    `ReadError` when a file cannot be read, `UsageError` for a list, profile, regime, decision or baseline that is
    wrong. Keeps nothing between calls.
    """
    return check(
        [Path(path)],
        us=_labels(us),
        them=_labels(them),
        profile=profile,
        kind=kind,
        view=view,
        regime=regime,
        decisions=Path(decisions) if decisions is not None else None,
        baseline=Path(baseline) if baseline is not None else None,
        money=money,
        today=today,
    )


def check_text(  # noqa: PLR0913
    text: str,
    *,
    us: Sequence[str] | str | None = None,
    them: Sequence[str] | str | None = None,
    profile: str | None = None,
    kind: DocumentKind | None = None,
    regime: str | None = None,
    today: date | None = None,
    name: str = "text",
) -> Review:
    """Checks a text as it stands: offsets in the review are offsets into it. `ReadError` when it holds no words."""
    try:
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError:
        raise ReadError(
            "E-FORMAT", name, "it holds half characters that are no text; decode it as UTF-8 first."
        ) from None
    sides = Sides(_labels(us), _labels(them), kind)
    files = [Reading(read_text(text, name, sha256))]
    return _in_date(_review(load_rules((), profile), files, sides, regime, quiet), today or date.today())


def check(  # noqa: PLR0913
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    them: Sequence[str] = (),
    profile: str | None = None,
    rules: Sequence[Path] = (),
    kind: DocumentKind | None = None,
    view: View = "final",
    regime: str | None = None,
    decisions: Path | None = None,
    baseline: Path | None = None,
    money: Inputs | None = None,
    today: date | None = None,
    names: Sequence[str] = (),
    progress: Progress = quiet,
) -> Review:
    """Checks one contract: one file, or several in order of precedence, or a folder with a list of them.

    The path "-" is standard input. `names` are what the files are called where their paths do not say, one for each
    path. The rest is as for `check_file`.
    """
    engine = load_rules(tuple(rules), profile)
    judged = decided.read(decisions) if decisions else ()
    earlier = baselines.read(baseline) if baseline else None
    day = today or date.today()
    with _read(paths, Sides(tuple(us), tuple(them), kind), view, progress, names) as (files, sides):
        review = _in_date(_review(engine, files, sides, regime, progress), day)
    if judged:
        review = _decided(review, judged, day, engine.rule_set)
    if earlier:
        findings, compared, notices = baselines.compared(review.findings, earlier, engine.rule_set.history)
        review = replace(_noticed(review, notices), findings=findings, baseline=compared)
    return replace(review, inputs=money) if money else review


def understand(  # noqa: PLR0913
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    them: Sequence[str] = (),
    kind: DocumentKind | None = None,
    view: View = "final",
    progress: Progress = quiet,
) -> Contract:
    """Reads and annotates one contract without checking it."""
    with _read(paths, Sides(tuple(us), tuple(them), kind), view, progress) as (files, sides), paused():
        engine = load_rules()
        contract = annotate(engine.nlp, [file.document for file in files], *sides)
    return _under(engine.rule_set.regimes, contract, None)[0]


def explain(  # noqa: PLR0913
    paths: Sequence[Path],
    rule: str,
    *,
    us: Sequence[str] = (),
    them: Sequence[str] = (),
    rules: Sequence[Path] = (),
    kind: DocumentKind | None = None,
    view: View = "final",
    profile: str | None = None,
    clause: str | None = None,
    progress: Progress = quiet,
) -> tuple[Contract, Explanation]:
    """One contract, and why a rule (its id) fired on it or did not, as a profile applies it."""
    from termscheck.engine.explain import explain as explain_rule

    with _read(paths, Sides(tuple(us), tuple(them), kind), view, progress) as (files, sides), paused():
        engine = load_rules(tuple(rules), profile)
        contract = annotate(engine.nlp, [file.document for file in files], *sides)
    asked = next(one for one in engine.rule_set.rules if one.id == rule)
    return contract, explain_rule(contract, engine.rule_set, asked, progress, clause)


def coverage(contract: Contract, rules_applied: int = 0) -> Coverage:
    """The ledgers of what was read, and how much was checked."""
    return Coverage(
        ledgers=tuple(map(_ledger, contract.documents)),
        clauses=len(contract.clauses),
        passages=len(contract.passages),
        rules_applied=rules_applied,
    )


class Sides(NamedTuple):
    """What the user says of the contract: the labels of either side, and its kind."""

    us: tuple[str, ...]
    them: tuple[str, ...]
    kind: DocumentKind | None


def _ledger(document: Document) -> Ledger:
    unread = tuple(notice.message for notice in document.notices if notice.material)
    asides = (*document.asides, *set_aside(document))
    return Ledger(document.name, {**document.counts, "words": document.words}, asides, unread)


@contextmanager
def _read(
    paths: Sequence[Path], told: Sides, view: View, progress: Progress, called: Sequence[str] = ()
) -> Iterator[tuple[list[Reading], Sides]]:
    """The files of a contract, open, and what is known of its sides: what the user says goes before what a list
    says."""
    unlisted: tuple[str, ...] = ()
    if len(paths) == 1 and os.path.isdir(paths[0]):  # noqa: PTH112  (never raises)
        listed = read_manifest(paths[0])
        unlisted = listed.unlisted
        paths, told = listed.files, Sides(told.us or listed.us, told.them or listed.them, told.kind or listed.kind)
    called = called or [path.name for path in paths]
    with ExitStack() as opened:
        files: list[Reading] = []
        for path, name in zip(paths, called, strict=True):
            left = MOST_PAGES_OPEN - sum(file.pages_open for file in files)
            files.append(opened.enter_context(_read_file(path, name, view, progress, left)))
        names: dict[str, str] = {}
        for file in files:
            if twin := names.get(file.document.sha256):
                raise UsageError(
                    f"{file.document.name} is the same file as {twin}: name each part of the contract once."
                )
            names[file.document.sha256] = file.document.name
        if unlisted:
            files[0] = replace(files[0], document=_with_unlisted(files[0].document, unlisted))
        yield files, told


def _with_unlisted(document: Document, unlisted: Sequence[str]) -> Document:
    names = ", ".join(f"“{name}”" for name in unlisted[:10])
    notice = Notice(
        "N-UNLISTED",
        f"In the contract's folder, but not on its list and not read: {names}. Add to the list what belongs to the "
        "contract.",
        material=True,
    )
    return replace(document, notices=(*document.notices, notice))


def _read_file(path: Path, name: str, view: View, progress: Progress, keep: int) -> Reading:
    if str(path) != STDIN:
        data = load(path)
    elif sys.stdin is None:
        raise ReadError("E-PATH", "standard input", "is closed: give a file, or send one with a pipe.")
    else:
        data, name = sys.stdin.buffer.read(MOST_BYTES + 1), STDIN
    return open_bytes(data, name, progress, view, keep)


@paused()
def _review(engine: Engine, files: Sequence[Reading], sides: Sides, regime: str | None, progress: Progress) -> Review:
    progress(UNDERSTANDING, 0, 0)
    engine.rule_set.regimes.known(regime)
    contract = annotate(engine.nlp, [file.document for file in files], *sides)
    contract, assumptions = _under(engine.rule_set.regimes, contract, regime)
    checked = apply_rules(contract, engine.rule_set, progress)
    applied = sum(looked.outcome != "not-applicable" for looked in checked.looked_for)
    read = coverage(contract, applied)
    return Review(
        tool_version=__version__,
        rule_sources=engine.rule_set.sources,
        contract=contract,
        findings=_placed(files, checked.findings),
        protections=checked.protections,
        looked_for=checked.looked_for,
        rag=checked.rag,
        rag_reason=checked.rag_reason,
        coverage=read,
        notices=_notices(contract, read.ledgers, checked.wording),
        profile=engine.rule_set.profile,
        assumptions=assumptions,
    )


def _under(regimes: Regimes, contract: Contract, told: str | None) -> tuple[Contract, tuple[Assumption, ...]]:
    """The contract with its procurement regime, and what was assumed of the law."""
    assumptions = regimes.assumptions(contract, told)
    regime = next((one.value for one in assumptions if one.switch == "regime"), contract.regime)
    return replace(contract, regime=regime), assumptions


def _decided(review: Review, decisions: Sequence[decided.Decision], today: date, rule_set: RuleSet) -> Review:
    """The review with people's decisions made: what they set aside gives no colour."""
    ids = [rule.id for rule in rule_set.rules]
    findings, notices = decided.set_aside(review.findings, decisions, today, ids, rule_set.history)
    aside = sum(finding.suppressed is not None for finding in findings)
    rag, reason = colour([finding for finding in findings if finding.suppressed is None])
    if aside:
        reason += f" {aside} {'finding is' if aside == 1 else 'findings are'} set aside by decision."
    return replace(_noticed(review, notices), findings=findings, rag=rag, rag_reason=reason)


def _noticed(review: Review, notices: Sequence[Notice]) -> Review:
    """The review with more to tell, the material things first."""
    return replace(review, notices=tuple(sorted((*review.notices, *notices), key=lambda notice: not notice.material)))


def _in_date(review: Review, day: date) -> Review:
    """The review with what is to be told of sources of the law that were to be checked again before a day."""
    codes, notices = overdue(review.findings, day)
    return replace(_noticed(review, notices), overdue=codes)


def _placed(files: Sequence[Reading], findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each piece of evidence with its places in the file.

    Where the file shows that clause numbers may be wrong, no finding that cites one is quite sure; nor is one whose
    words were read by OCR, which its message tells.
    """
    spans = {piece.span for finding in findings for piece in finding.evidence}
    found: dict[Span, tuple[Place, ...]] = {}
    for number, file in enumerate(files):
        wanted = sorted((span for span in spans if span.document == number), key=lambda span: (span.start, span.end))
        if wanted:
            found.update(zip(wanted, file.places(wanted), strict=True))

    def with_places(finding: Finding) -> Finding:
        evidence = tuple(replace(one, places=found[one.span]) for one in finding.evidence)
        doubted = finding.clause_label and any(files[one.span.document].document.numbers_doubted for one in evidence)
        seen = _read_by_ocr([file.document for file in files], evidence)
        lowered: Confidence = "medium" if (doubted or seen) and finding.confidence == "high" else finding.confidence
        return replace(finding, evidence=evidence, confidence=lowered, message=finding.message + seen)

    return tuple(map(with_places, findings))


def _read_by_ocr(documents: Sequence[Document], evidence: Sequence[Evidence]) -> str:
    """A sentence on the pages of evidence that were read by OCR; empty where none were."""
    pages = {
        place.page: documents[one.span.document].ocr[place.page]
        for one in evidence
        for place in one.places
        if isinstance(place, PageBox) and place.page in documents[one.span.document].ocr
    }
    told = " and ".join(f"page {page} ({sure}% sure)" for page, sure in sorted(pages.items()))
    return f" Read by text recognition on {told}: compare the words with the page." if told else ""


def _notices(contract: Contract, ledgers: Sequence[Ledger], words: Wording) -> tuple[Notice, ...]:
    """What the readers and the language components have to say, the material things first."""
    several = len(contract.documents) > 1
    notices = [
        Notice(n.code, f"{document.name}: {n.message}" if several else n.message, n.material, n.pages)
        for document in contract.documents
        for n in document.notices
    ]
    notices += [notice for ledger in ledgers for notice in _terms_aside(ledger, several)]
    notices += voice(words)
    return tuple(sorted((*notices, *contract.notices), key=lambda notice: not notice.material))


def _terms_aside(ledger: Ledger, several: bool) -> Iterator[Notice]:
    """Nothing binding may hide among page headers, contents and running lines: what reads like a term is told."""
    kinds = {"header", "footer", "contents", "running-line", "page-number"}
    found = [aside.text for aside in ledger.asides if aside.kind in kinds and reads_like_a_term(aside.text)]
    if found:
        first, one = " ".join(found[0].split()[:12]), len(found) == 1
        yield Notice(
            "N-TERM-ASIDE",
            (f"{ledger.name}: " if several else "")
            + f"{len(found)} of the lines that were set aside (page headers and footers, contents) "
            f"{'reads' if one else 'read'} like a term of the contract, and {'was' if one else 'were'} not checked: "
            f"“{first} …”.",
            material=True,
        )


def _labels(given: Sequence[str] | str | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())
