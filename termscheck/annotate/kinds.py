"""What kind of document it is, under which law, as far as the text itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from termscheck.annotate.index import any_literally, found_at
from termscheck.annotate.numbers import lowered
from termscheck.model import Clause, Document, DocumentKind, Party

NDA = re.compile(
    r"\b(?:non-disclosure|confidentiality|mutual nda) agreement\b|\bmemorandum of understanding\b|\bletter of intent\b",
    re.IGNORECASE,
)
GRANT = re.compile(
    r"\bgrant (?:funding )?(?:agreement|offer letter|offer)\b|\bconditions of (?:the )?grant\b", re.IGNORECASE
)
CALL_OFF = re.compile(r"\bcall-?off (?:contract|order|agreement|terms)\b", re.IGNORECASE)
FRAMEWORK = re.compile(r"\bframework (?:agreement|contract)\b", re.IGNORECASE)
SUB_CONTRACT = re.compile(
    r"\bsub-?contract\b(?!or)|\b(?:main|head|prime|principal) (?:contract|agreement)\b|\bsupply chain agreement\b"
    r"|\b(?:delivery partner|sub-?contractor) agreement\b",
    re.IGNORECASE,
)
LONE_SCHEDULE = re.compile(
    r"^\W*+(?:[\w-]+ )?(?:schedule|annex|annexure|appendix|(?P<filed>exhibit)) (?:\d+\w?|[A-Z])\b"
    r"(?! (?:to|of) (?:this|the)\b)",
    re.IGNORECASE | re.MULTILINE,
)
CHANGES_ANOTHER = re.compile(
    r"\A\W*(?:[^\n.]{0,80}\b)?(?:addendum|amendment|variation|supplement(?:al agreement)?|side letter|rider)\b"
    r"[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
"""The title of what is added to a contract or changes it: what it lacks, that contract may have."""
OWN_TITLE = re.compile(
    r"^[^\n.]{0,80}\b(?:agreement|contract|deed)\W*$.{0,300}?\b(?:between|by and among|made|entered into|dated)\b",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""A contract's own title, and who made it or when: it is whole, though it may be filed as "Exhibit 10.1"."""
FILED = re.compile(r"\W*exhibit (?:no\.? ?)?\d+(?:\.\d+|\(\w+\))", re.IGNORECASE)
"""The number under which a company files a whole contract ("Exhibit 10.26"); parts of one are numbered otherwise."""
A_CONTRACT = re.compile(
    r"\b(?:under|to|of) (?:the|this|that|an?) (?:[\w-]+ ){0,4}(?:agreement|contract)\b"
    r"|\b(?P<itself>agreement|contract)\b",
    re.IGNORECASE,
)
"""A contract that is named: as the document itself, or as what it belongs to."""
PART_OF_ONE = re.compile(r"\bthis exhibit \d", re.IGNORECASE)
AUTHORITY = re.compile(
    r"\b(?:council|borough|secretary of state|nhs|department (?:of|for)|ministry of|his majesty's|"
    r"clinical commissioning|integrated care board|combined authority|police and crime commissioner|health board)\b",
    re.IGNORECASE,
)
LAWS = (
    ("England and Wales", re.compile(r"\blaws? of england\b|\benglish law\b|\blaw of england\b", re.IGNORECASE)),
    ("Scotland", re.compile(r"\blaws? of scotland\b|\bscots law\b", re.IGNORECASE)),
    ("Northern Ireland", re.compile(r"\blaws? of northern ireland\b", re.IGNORECASE)),
)
_LAW_BEGINS = ("law", "english law", "scots law")
OTHER_LAW = re.compile(
    r"\b(?:governed by|construed (?:in accordance with|under))\b[^.;]{0,80}?\blaws? of (?:the )?"
    r"(?:State of |Province of |Commonwealth of )?"
    r"(?P<place>[A-Z]\w+(?: [A-Z]\w+)?)"
)
_OTHER_LAW_BEGINS = ("governed by", "construed ")
HEAD = 4_000


def kind_of(documents: Sequence[Document], clauses: Sequence[Clause], parties: Sequence[Party]) -> DocumentKind:
    """The kind of document; "annex" for a part without an operative agreement, "unknown" for a bare wording."""
    head = " ".join(document.text[:HEAD] for document in documents)
    operative = sum(clause.kind == "operative" for clause in clauses)
    sides = {party.role for party in parties}
    words = sum(document.words for document in documents)
    block = any(clause.kind == "parties" for clause in clauses)
    introduced = block or any(party.evidence for party in parties)
    if operative < 3 and not (introduced and words > 300):
        return "unknown"
    title = head[:1_500]
    lone = None if block else LONE_SCHEDULE.search(head, 0, 400)
    part = lone is not None and not _filed_whole(lone, title, introduced)
    filed = FILED.match(title)
    if (
        part
        or CHANGES_ANOTHER.match(title[filed.end() :] if filed else title)
        or (not introduced and not {"us", "them"} <= sides)
    ):
        return "annex"
    if NDA.search(title):
        return "nda"
    if GRANT.search(title):
        return "grant"
    if SUB_CONTRACT.search(title):
        return "sub-contract"
    if CALL_OFF.search(title):
        return "call-off"
    if FRAMEWORK.search(title):
        return "framework"
    if SUB_CONTRACT.search(head):
        return "sub-contract"
    payer = any(party.role in ("them", "above") and AUTHORITY.search(party.name) for party in parties)
    return "direct-contract" if payer else "contract"


def _filed_whole(lone: re.Match[str], title: str, introduced: bool) -> bool:
    """Whether what begins as a part of a contract is a whole one that was filed as an exhibit."""
    if not lone["filed"] or not introduced:
        return False
    if OWN_TITLE.search(title):
        return True
    numbered = FILED.match(title, lone.start())
    itself = any(named["itself"] for named in A_CONTRACT.finditer(title))
    return numbered is not None and itself and not PART_OF_ONE.search(title)


def law_of(documents: Sequence[Document]) -> str:
    """The governing law that the text names; empty when it names none."""
    for document in documents:
        text, low = document.text, lowered(document.text)
        places = any_literally(_LAW_BEGINS, low)
        for name, pattern in LAWS:
            if any(pattern.match(text, place) for place in places):
                return name
        if match := next(found_at(OTHER_LAW, text, any_literally(_OTHER_LAW_BEGINS, text)), None):
            return match["place"]
    return ""
