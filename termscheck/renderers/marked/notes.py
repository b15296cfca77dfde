"""What is written into a marked-up contract and where, whatever the format: a note for each finding.

The words and their order are in `reports/marked/`; a house style may have its own. Contract text is hostile:
`words.visible` shows the characters that a program would hide or obey, and whatever may come from the contract is cut
short.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from termscheck.model import Block, Clause, Finding, Place, Review, RunRange, Severity, Span
from termscheck.places import Places
from termscheck.readers import places
from termscheck.renderers.house import HouseStyle
from termscheck.renderers.marked import MARKED
from termscheck.renderers.page import in_order
from termscheck.renderers.templates import Kind, templates
from termscheck.words import cite, counted, shorten, visible

AUTHOR = "termscheck"
MOST_NOTES = 1_000
"""In one file, the summary included."""
MOST_PASSAGES = 10
"""Places of one finding that have a note; the report has them all."""
LONGEST_PROPOSAL = 5_000
"""Characters of wording to be inserted."""

SAME_WORDS = 87
"""Per cent of the letters of wordings to propose that say the same: measured on those of our rules."""

_NUMBER = re.compile(r"\d+")
_BETWEEN_ITEMS = re.compile(r"[ \n]*(?:\(?\w{1,5}[.)][ \n]*)?")
_ASIDE = {"footnote": "in a footnote", "endnote": "in an endnote", "text-box": "in a text box"}
"""Where Word shows no comments."""

Elsewhere = Mapping[str, str]
HERE: Elsewhere = MappingProxyType({"elsewhere": "", "quote": ""})
"""A note on the very words that it is about."""

COMMENTS = Kind("marked", lambda text: Markup(visible(text)))  # noqa: S704  (what writes it into a file escapes it)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: its paragraphs, the first of which is its title, and where the words are that it is about.

    `severity` is that of its finding; None for the summary.
    """

    lines: tuple[str, ...]
    places: tuple[Place, ...]
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Wording to be inserted in a Word file: below which clause, after which paragraph, and points from the left."""

    text: str
    below: str
    after: RunRange
    indent: float


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is written into one file."""

    notes: tuple[Note, ...]
    proposals: tuple[Proposal, ...] = ()


class Notebook:
    """Makes the notes for one file of a contract: number `number` of its documents, which was read from `data`."""

    def __init__(
        self, review: Review, number: int, data: bytes, redline: bool, house: HouseStyle | None = None
    ) -> None:
        """`redline` asks for proposals as well, where the file is a Word file."""
        self._templates = templates(COMMENTS, house)
        documents = review.contract.documents
        self._review, self._number, self._data = review, number, data
        self._document = documents[number]
        self._clauses = Places(review.contract)
        self._starts = [[block.span.start for block in document.blocks] for document in documents]
        self._home = next(i for i, document in enumerate(documents) if document.format in MARKED)
        self._findings = [finding for finding in in_order(review.findings) if finding.suppressed is None]
        self._proposals = self._plan() if redline and self._document.format == "docx" else {}

    def marks(self) -> Marks:
        """The summary first, then findings as reports list them, without those that people set aside."""
        title = self._title()
        notes = [note for finding in self._findings for note in self._notes(finding, title)]
        kept, unmarked = notes[: MOST_NOTES - 1], notes[MOST_NOTES - 1 :]
        summary = self._lines(
            "summary",
            review=self._review,
            ours=next((party.name for party in self._review.contract.parties if party.role == "us"), ""),
            home=self._review.contract.documents[self._home].name,
            original=self._document.view == "original",
            redline=bool(self._proposals),
            aside=len(self._review.findings) - len(self._findings),
            unmarked=len(unmarked),
        )
        return Marks((Note(summary, self._found(title)), *kept), tuple(self._proposals.values()))

    def _title(self) -> Span:
        """The first line of the title or, where none is known, of the file."""
        titles = [clause.span for clause in self._review.contract.clauses if clause.kind == "title"]
        ours = [span for span in titles if span.document == self._number]
        lines = [block.span for block in self._document.blocks if block.kind not in _ASIDE]
        lines = lines or [block.span for block in self._document.blocks]
        found = next((line for line in lines if any(one.start <= line.start < one.end for one in ours)), lines[0])
        return Span(found.start, found.end, self._number)

    def _found(self, span: Span) -> tuple[Place, ...]:
        return places(self._data, self._document, [span])[0]

    # findings

    def _notes(self, finding: Finding, title: Span) -> Iterator[Note]:
        """The note of a finding, and short ones at what else it is about, as far as they are in this file."""
        passages = [] if finding.missing else self._passages(finding)
        if not passages:
            if self._number == self._home:
                yield Note(self._told(finding, HERE), self._found(title), finding.severity)
            return
        clause = self._clauses.clause(finding.clause)
        main = next((one for one in passages if clause and clause.span.contains(one)), passages[0])
        others = [one for one in passages if one is not main][: MOST_PASSAGES - 1]
        for passage in (main, *others):
            if passage.document == self._number:
                found = self._found(passage)
                where_to = self._elsewhere(passage, found)
                lines = self._told(finding, where_to) if passage is main else self._also(finding, main, where_to)
                yield Note(lines, found, finding.severity)

    def _passages(self, finding: Finding) -> list[Span]:
        """The words of a finding that are in files which can be marked, those that follow each other as one."""
        documents = self._review.contract.documents
        spans = {piece.span for piece in finding.evidence if documents[piece.span.document].format in MARKED}
        joined: list[Span] = []
        for span in sorted(spans, key=lambda one: (one.document, one.start, one.end)):
            if joined and self._follows(joined[-1], span):
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end), span.document)
            else:
                joined.append(span)
        return joined

    def _follows(self, one: Span, other: Span) -> bool:
        """Whether nothing but the label of an item stands between words, and no comment would cross cells."""
        if one.document != other.document:
            return False
        between = self._review.contract.documents[one.document].text[one.end : other.start]
        cells = any(block and block.cell for block in (self._block(one), self._block(other)))
        return bool(_BETWEEN_ITEMS.fullmatch(between)) and not cells

    def _block(self, span: Span) -> Block | None:
        """The block in which words begin."""
        number = bisect_right(self._starts[span.document], span.start) - 1
        return self._review.contract.documents[span.document].blocks[number] if number >= 0 else None

    def _told(self, finding: Finding, elsewhere: Elsewhere) -> tuple[str, ...]:
        looked = next((one.reason for one in self._review.looked_for if one.rule == finding.rule), "")
        everywhere = f"In all {counted(self._review.coverage.clauses, 'clause')} that were read."
        near = [self._clauses.name(piece.span) for piece in finding.evidence] if finding.missing else []
        return self._lines(
            "finding",
            it=finding,
            looked=looked or everywhere,
            nearest=", ".join(dict.fromkeys(near)),
            proposed=self._proposed(finding),
            authorities=[authority.title for authority in finding.advice.authorities],
            **elsewhere,
        )

    def _also(self, finding: Finding, main: Span, elsewhere: Elsewhere) -> tuple[str, ...]:
        return self._lines("also", it=finding, place=self._clauses.name(main), **elsewhere)

    def _elsewhere(self, passage: Span, found: Sequence[Place]) -> Elsewhere:
        """Why a note is not on the words that it is about, and the words."""
        block = self._block(passage)
        why = "" if found else "whose place in the file is not known"
        if block and self._document.format == "docx":
            why = _ASIDE.get(block.kind, "that Word does not show, because they are hidden" if block.hidden else why)
        return {"elsewhere": why, "quote": self._document.quote(passage) if why else ""}

    def _lines(self, template: str, **values: object) -> tuple[str, ...]:
        text = self._templates.fill_in(f"{template}.txt.j2", **values)
        return tuple(line.strip() for line in text.split("\n") if line.strip()) or (AUTHOR,)

    # proposals

    def _plan(self) -> dict[str, Proposal]:
        """What is inserted, each wording once, by its words: below the first clause that it is for."""
        wanted: dict[str, Clause] = {}
        for finding in self._findings:
            clause, wording = self._clauses.clause(finding.clause), _wording(finding)
            if wording and clause and clause.span.document == self._number:
                wanted.setdefault(wording, self._whole(clause))
        planned = {}
        for wording, clause in wanted.items():
            blocks = [block for block in self._document.blocks if _stands_in(block, clause)]
            if blocks and not any(_says(other, wording) for other in wanted):
                *_, last = blocks[-1].origins
                after = RunRange(last.part, last.unit, last.first, last.last)
                indent = 0.0 if blocks[-1].cell else blocks[-1].indent
                planned[wording] = Proposal(wording, cite(clause.label, clause.heading), after, indent)
        return planned

    def _proposed(self, finding: Finding) -> str:
        """Below which clause the wording to propose is inserted; empty where it is not."""
        wording = _wording(finding)
        if wording in self._proposals:
            return self._proposals[wording].below
        return next((one.below for text, one in self._proposals.items() if wording and _says(text, wording)), "")

    def _whole(self, clause: Clause) -> Clause:
        """The clause that an item of a list, or a note, belongs to: wording inserted between items would break it."""
        around = self._clauses.clause(clause.parent)
        an_entry = clause.kind == "definition" and around and around.kind != "definition"
        if around and not an_entry and (clause.kind == "note" or self._clauses.lead_in(clause)):
            return self._whole(around)
        return clause


def _wording(finding: Finding) -> str:
    return visible(shorten(finding.advice.suggest, LONGEST_PROPOSAL))


def _says(other: str, wording: str) -> bool:
    """Whether a wording need not be inserted beside another, longer one, which says it in nearly the same words."""
    from rapidfuzz.fuzz import partial_ratio

    return (
        len(other) > len(wording)
        and set(_NUMBER.findall(wording)) <= set(_NUMBER.findall(other))
        and partial_ratio(wording, other) >= SAME_WORDS
    )


def _stands_in(block: Block, clause: Clause) -> bool:
    span = block.span
    return block.kind not in _ASIDE and clause.span.start <= span.start and span.end <= clause.span.end
