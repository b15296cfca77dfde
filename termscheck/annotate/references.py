"""Cross-references, and the clauses they lead to: "clauses 5.1 to 5.4", "paragraph 4 of Part 2 of Schedule 3".

A list gives a reference for each of its members. Sections of Acts and regulations are no references; a clause of
another agreement is one that leads outside. What leads nowhere has no target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.index import Index, found_at
from termscheck.annotate.labels import Labels, contained, parts_of
from termscheck.annotate.notes import Component, Notes, notes_of
from termscheck.model import Clause, Document, Reference, Span

_ROMAN = r"(?-i:[IVXL]{1,6}\b)"
_MARK = r"\((?:[a-z]{1,2}|[ivxl]{1,5}|\d{1,2})\)"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}(?-i:[A-Z]\b)?(?:\s?{_MARK}){{0,4}}(?![.\d]?\d)|{_ROMAN})"
_LETTER = r"(?-i:[A-Z]\b|\d{1,3}[A-Z]?\b|[IVXL]{1,6}\b)"
_NO_UNIT = (
    r"(?!\s?(?:%|per\s?cent|(?:\([\w\s-]{1,20}\)\s)?(?:clear\s|calendar\s|business\s|working\s)?"
    r"(?:days?|weeks?|months?|years?|hours?|minutes?)\b))"
)
_CLAUSE = r"sub-?clause|clause|sub-?paragraph|paragraph|para|sub-?section|section|article|condition"
_SCHEDULE = r"schedule|annex(?:ure)?|appendix|exhibit|attachment"
_HEAD = re.compile(
    rf"\b(?:(?P<word>{_CLAUSE}|{_SCHEDULE}|part)(?:s|es|ces)?\s{{1,12}}|(?P<short>cl|para|sec|art)\.\s?)", re.IGNORECASE
)
_HEAD_BEGINS = (
    "sub", "clause", "para", "sec", "art", "condition", "schedule", "annex", "appendix", "exhibit", "attachment",
    "part", "cl",
)  # fmt: skip
_LABEL = re.compile(rf"(?:(?P<number>{_NUMBER}){_NO_UNIT}|(?P<mark>{_MARK}(?:\s?{_MARK}){{0,3}}))", re.IGNORECASE)
_LETTERED = re.compile(rf"(?P<number>{_LETTER})(?!\.?\d)")
_LINK = r"\s?(?P<link>,\s?(?:and|or)|,|and/or|and|or|to|through|-|\u2013|&)\s?"
_AND = re.compile(rf"{_LINK}(?P<again>(?:(?:{_CLAUSE})s?\s)?)", re.IGNORECASE)
_AND_SCHEDULE = re.compile(rf"{_LINK}(?P<again>(?:(?:{_SCHEDULE})s?\s)?)", re.IGNORECASE)
_GLOSS = r"(?:\s?\([A-Z][^()\n]{1,60}\))?"
_WITHIN = re.compile(
    rf"{_GLOSS},?\s(?:of|to|in)\s(?:this\s)?(?:part\s(?P<part>{_LETTER})\s(?:of|to)\s)?(?P<word>{_SCHEDULE}|part)\s(?P<label>{_LETTER})",
    re.IGNORECASE,
)
_THEREIN = re.compile(
    rf"{_GLOSS},?\s\(?(?P<word>part|paragraph|para|clause|section|item)s?\s(?P<label>{_NUMBER}|{_LETTER})",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?P<which>this|(?:the\s)?(?:immediately\s)?(?:preceding|previous|foregoing))\s"
    rf"(?P<word>{_CLAUSE}|{_SCHEDULE}|part)\b(?!\s?(?:\d|\(|(?-i:[A-Z]\b)))",
    re.IGNORECASE,
)
_SELF_BEGINS = ("this", "the", "immediately", "preceding", "previous", "foregoing")
_NAME = r"(?:[A-Z][\w'&.-]*|of|and|the|for|to|in|on|\(\w[\w\s.,&-]{0,40}\)|\d{4}|etc\.?)"
_LAW = (
    r"(?:Acts?|Regulations?|Order(?!\s(?:Form|\d))|Rules|Directive|Code(?!\sof\s(?:Conduct|Practice))|Statutes?|GDPR|DPA|"
    r"FOIA|Convention|Treaty|UCTA|FSMA|TUPE|PCR|U\.?S\.?C|C\.?F\.?R)\b"
)
_LAW_AFTER = re.compile(
    rf"{_GLOSS},?\s{{1,12}}(?:of|to|in|under)\s{{1,12}}(?:(?:the|that|such|said|those)\s{{1,12}})?(?:{_NAME}\s{{1,12}}){{0,10}}?{_LAW}"
)
_LAW_BEFORE = re.compile(rf"{_LAW}\.?(?:\s\d{{4}})?(?:\s\([^()\n]{{1,40}}\))?,?\s(?:\w+\s)?$")
_OTHER_CONTRACT = re.compile(
    r"(?:\s\([A-Z][^()\n]{1,60}\))?\s(?:of|to|in|under)\s(?:(?:that|such|another)\s(?:agreement|contract)\b|(?:the|its|their)\s"
    r"(?:[A-Z][\w'-]*\s){1,4}(?:Contract|Agreement|Deed|Lease|Framework|Terms|Conditions)\b)"
)
_OWN_CONTRACT = re.compile(r"\s(?:of|to|in|under)\s(?:the|its|their)\s(?:Sub-?Contract|Contract|Agreement)\b")
MOST_IN_RANGE = 60


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A printed reference: the words, and the labels that lead to the place, outermost first."""

    start: int
    end: int
    word: str
    path: tuple[str, ...]
    last: str = ""
    """The label at the far end of a range."""
    outside: bool = False


@Language.factory("termscheck_references")
def create_references(nlp: Language, name: str) -> Component:
    """Finds references, and leads each to a clause of the same document where there is one."""

    def references(doc: Doc) -> Doc:
        notes = notes_of(doc)
        labels = Labels(notes.clauses, notes.view, notes.words)
        clause_at = notes.clause_finder()
        found: list[Reference] = []
        for pointer in _pointers(notes.view, notes.words):
            if here := clause_at(pointer.start):  # elsewhere it is the printed number of a schedule itself
                found += _led(pointer, notes, labels, here)
        for match in found_at(_SELF, notes.view, notes.words.of(_SELF_BEGINS)):
            here = clause_at(match.start())
            forward = match["which"].lower() == "this"
            target = labels.around(here, match["word"].lower()) if forward else labels.before(here)
            found.append(Reference(Span(match.start(), match.end(), notes.index), here, target, match[0]))
        notes.references = sorted(found, key=lambda one: (one.span.start, one.span.end))
        return doc

    return references


# --- what is printed --------------------------------------------------------------------------------------


def _pointers(view: str, index: Index) -> Iterator[_Pointer]:
    at = 0
    for head in found_at(_HEAD, view, index.beginning(*_HEAD_BEGINS)):
        if head.start() < at:
            continue
        word = (head["word"] or "clause").lower().replace("-", "")
        listed = list(_listed(view, head, word))
        if not listed:
            continue
        at = listed[-1].end
        if _LAW_AFTER.match(view, at) or _LAW_BEFORE.search(view, max(0, head.start() - 60), head.start()):
            continue
        qualified = _qualified(view, listed, at)
        at = qualified[-1].end
        outside = bool(_OTHER_CONTRACT.match(view, at)) and not _OWN_CONTRACT.match(view, at)
        if _LAW_AFTER.match(view, at):
            continue
        yield from (replace(one, outside=True) for one in qualified) if outside else qualified


def _listed(view: str, head: re.Match[str], word: str) -> Iterator[_Pointer]:
    """The members of "clauses 9, 14 and 15.2(a) or (b)" and "clauses 5.1 to 5.4"."""
    container = word not in {"clause", "paragraph", "para"} and re.fullmatch(rf"{_SCHEDULE}|part", word) is not None
    pattern = _LETTERED if container else _LABEL
    label = pattern.match(view, head.end())
    start, previous, link = head.start(), "", ""
    pending: _Pointer | None = None
    while label:
        text = label["number"] or _beside(previous, label["mark"])
        if pending and link in {"to", "through", "-", "\u2013"}:
            pending = replace(pending, end=label.end(), last=_name(word, text, container))
        else:
            if pending:
                yield pending
            pending = _Pointer(start, label.end(), word, (_name(word, text, container),))
        previous = text
        following = (_AND_SCHEDULE if container else _AND).match(view, label.end())
        if not following:
            break
        link = following["link"].lower()
        label = pattern.match(view, following.end())
        if label and not container and not label["number"] and not _goes_on(view, previous, link, label):
            break
        start = following.start("again")
    if pending:
        yield pending


def _name(word: str, text: str, container: bool) -> str:
    return f"{word} {text}" if container else text


def _beside(previous: str, mark: str) -> str:
    """The "(c)" of "12.3(b) or (c)" as "12.3(c)"; alone it stays as it is."""
    marks = re.findall(r"\([^()]*\)", previous)
    if not marks:
        return previous + mark if previous else mark
    return previous[: previous.rindex(marks[-1])] + mark


def _goes_on(view: str, previous: str, link: str, label: re.Match[str]) -> bool:
    """Whether a mark in brackets belongs to the list of labels, and does not open the next item of the sentence."""
    if "(" not in previous:
        return False
    return (
        link not in {","}
        or re.match(r"\s?(?:,\s?(?:and|or)?|and|or)\s?\(", view[label.end() : label.end() + 8]) is not None
    )


def _qualified(view: str, listed: Sequence[_Pointer], at: int) -> list[_Pointer]:
    """The members with what follows them: "… of Part 2 of Schedule 3", "Schedule 2, Part 1, paragraph 4"."""
    first = listed[0]
    if first.path[0].partition(" ")[0] in {"part"} or not _is_container(first):
        within = _WITHIN.match(view, at)
        if not within:
            return list(listed)
        outer = [f"{within['word'].lower()} {within['label']}"]
        outer += [f"part {within['part']}"] if within["part"] else []
        last = replace(listed[-1], end=within.end())
        return [replace(one, path=(*outer, *one.path)) for one in (*listed[:-1], last)]
    last = listed[-1]
    while (more := _THEREIN.match(view, last.end)) and len(last.path) < 3:
        inner = f"part {more['label']}" if more["word"].lower() == "part" else more["label"]
        last = replace(last, end=more.end(), path=(*last.path, inner))
    return [*listed[:-1], last]


def _is_container(pointer: _Pointer) -> bool:
    return " " in pointer.path[0]


# --- where it leads ---------------------------------------------------------------------------------------


def _led(pointer: _Pointer, notes: Notes, labels: Labels, here: str) -> Iterator[Reference]:
    span = Span(pointer.start, pointer.end, notes.index)
    label = ", ".join(pointer.path)
    if pointer.outside:
        yield Reference(span, here, None, label, outside=True)
        return
    target = labels.find(pointer.path, here, pointer.word)
    if target is None and pointer.word in {"section", "article"} and labels.speaks_of_clauses:
        return  # "section 73", of an Act that was named before
    if not pointer.last:
        yield Reference(span, here, target, label)
        return
    end = labels.find((*pointer.path[:-1], pointer.last), here, pointer.word)
    yield Reference(span, here, target, label)
    for between in labels.between(target, end)[:MOST_IN_RANGE]:
        yield Reference(span, here, between, labels.label(between))
    yield Reference(span, here, end, ", ".join((*pointer.path[:-1], pointer.last)))


SCHEDULE_TITLE = re.compile(rf"\b(?:{_SCHEDULE})\s+(?:\d+|[A-Z])\b(?!\s+to\b)", re.IGNORECASE)


def references_across(
    documents: Sequence[Document], clauses: Sequence[Clause], references: Sequence[Reference]
) -> tuple[Reference, ...]:
    """The references of a contract in several files, with those that lead into another file resolved.

    A schedule may be a file of its own, known by its title. A clause that only one other file has is meant; where two
    have it nobody can tell, and the reference stays unresolved.
    """
    if len(documents) < 2:
        return tuple(references)
    targets: dict[tuple[str, ...], dict[int, str]] = {}
    for number, document in enumerate(documents):
        own = [clause for clause in clauses if clause.span.document == number]
        title = SCHEDULE_TITLE.search(document.text, 0, 400)
        schedule = parts_of(title[0]) if title and own else ()
        if schedule:
            targets.setdefault(schedule, {}).setdefault(number, own[0].id)
        for clause in own:
            if clause.label:
                parts = parts_of(clause.label)
                targets.setdefault(parts, {}).setdefault(number, clause.id)
                targets.setdefault((*schedule, *contained(parts, schedule)), {}).setdefault(number, clause.id)
    return tuple(_resolved(one, targets) for one in references)


def _resolved(reference: Reference, targets: Mapping[tuple[str, ...], Mapping[int, str]]) -> Reference:
    if reference.target or reference.outside:
        return reference
    found = targets.get(parts_of(reference.label), {})
    elsewhere = [target for document, target in found.items() if document != reference.span.document]
    return replace(reference, target=elsewhere[0]) if len(elsewhere) == 1 else reference
