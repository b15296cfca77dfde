"""The one place that puts the steps together: read → segment → annotate → check → review.

The command line, batch and web only call what is here.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from spacy.language import Language

from termscheck.annotate import annotate, build_pipeline
from termscheck.engine.check import check as apply_rules
from termscheck.engine.loader import RuleSet
from termscheck.engine.loader import load as load_rule_files
from termscheck.errors import ReadError, UsageError
from termscheck.model import Contract, Coverage, Document, Notice, Progress, Review
from termscheck.readers import MOST_BYTES, read, read_bytes, read_text
from termscheck.version import __version__


@dataclass(frozen=True)
class Engine:
    """Rules and the language pipeline built for them; made once, used for any number of contracts."""

    rule_set: RuleSet
    nlp: Language


def quiet(stage: str, done: int, total: int) -> None:
    """The progress that nobody watches."""


@lru_cache(maxsize=4)
def load_rules(folders: tuple[Path, ...] = ()) -> Engine:
    """The bundled rules with those of `folders`; raises `RuleError` naming every fault."""
    rule_set = load_rule_files(folders)
    return Engine(rule_set, build_pipeline(rule_set.vocabulary))


def check_file(
    path: str | Path,
    *,
    us: Sequence[str] | str | None = None,
    them: Sequence[str] | str | None = None,
    profile: str | None = None,
) -> Review:
    """Checks one Word, PDF or text file; raises `ReadError` when it cannot be read. Keeps nothing between calls."""
    return check([Path(path)], us=_labels(us), them=_labels(them), profile=profile)


def check_text(
    text: str,
    *,
    us: Sequence[str] | str | None = None,
    them: Sequence[str] | str | None = None,
    profile: str | None = None,
    name: str = "text",
) -> Review:
    """Checks a text as it stands: offsets in the review are offsets into it. `ReadError` when it holds no words."""
    _refuse_profile(profile)
    try:
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError:
        raise ReadError(
            "E-FORMAT", name, "it holds half characters that are no text; decode it as UTF-8 first."
        ) from None
    return _review(load_rules(), [read_text(text, name, sha256)], _labels(us), _labels(them), quiet)


def check(  # noqa: PLR0913
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    them: Sequence[str] = (),
    profile: str | None = None,
    rules: Sequence[Path] = (),
    progress: Progress = quiet,
) -> Review:
    """Checks one contract: one file, or several in order of precedence. The path "-" is standard input."""
    _refuse_profile(profile)
    documents = [_read(path, progress) for path in paths]
    return _review(load_rules(tuple(rules)), documents, tuple(us), tuple(them), progress)


def understand(
    paths: Sequence[Path], *, us: Sequence[str] = (), them: Sequence[str] = (), progress: Progress = quiet
) -> Contract:
    """Reads and annotates one contract without checking it."""
    documents = [_read(path, progress) for path in paths]
    return annotate(load_rules().nlp, documents, tuple(us), tuple(them))


def coverage(contract: Contract, rules_applied: int = 0) -> Coverage:
    """The ledger of what was read and checked."""
    counts: Counter[str] = Counter()
    for document in contract.documents:
        counts.update(document.counts)
        counts["words"] += document.words
    unread = tuple(notice.message for notice in _notices(contract) if notice.material)
    return Coverage(dict(counts), len(contract.clauses), len(contract.passages), rules_applied, unread)


def _read(path: Path, progress: Progress) -> Document:
    if str(path) == "-":
        if sys.stdin is None:
            raise ReadError("E-PATH", "standard input", "is closed: give a file, or send one with a pipe.")
        return read_bytes(sys.stdin.buffer.read(MOST_BYTES + 1), "-", progress)
    return read(path, progress)


def _refuse_profile(profile: str | None) -> None:
    if profile is not None:
        raise UsageError(f"There is no profile “{profile}”: this version of termscheck has none yet.")


def _review(
    engine: Engine, documents: Sequence[Document], us: tuple[str, ...], them: tuple[str, ...], progress: Progress
) -> Review:
    progress("Understanding the contract", 0, 0)
    contract = annotate(engine.nlp, documents, us, them)
    checked = apply_rules(contract, engine.rule_set, progress)
    applied = sum(looked.outcome != "not-applicable" for looked in checked.looked_for)
    return Review(
        tool_version=__version__,
        rule_sources=engine.rule_set.sources,
        contract=contract,
        findings=checked.findings,
        protections=checked.protections,
        looked_for=checked.looked_for,
        rag=checked.rag,
        rag_reason=checked.rag_reason,
        coverage=coverage(contract, applied),
        notices=_notices(contract),
    )


def _notices(contract: Contract) -> tuple[Notice, ...]:
    """What the readers and the language components have to say, the material things first."""
    several = len(contract.documents) > 1
    notices = [
        Notice(n.code, f"{document.name}: {n.message}" if several else n.message, n.material, n.pages)
        for document in contract.documents
        for n in document.notices
    ]
    return tuple(sorted((*notices, *contract.notices), key=lambda notice: not notice.material))


def _labels(given: Sequence[str] | str | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())
