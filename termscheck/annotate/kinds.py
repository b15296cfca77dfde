"""What kind of document it is, under which law, as far as the text itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from termscheck.model import Clause, Document, DocumentKind, Party

NDA = re.compile(
    r"\b(?:non-disclosure|confidentiality|mutual nda) agreement\b|\bmemorandum of understanding\b", re.IGNORECASE
)
GRANT = re.compile(r"\bgrant (?:agreement|funding agreement|offer letter)\b", re.IGNORECASE)
FRAMEWORK = re.compile(r"\bframework agreement\b", re.IGNORECASE)
SUB_CONTRACT = re.compile(
    r"\bsub-?contract\b(?!or)|\b(?:main|head|prime|principal) (?:contract|agreement)\b|\bsupply chain agreement\b",
    re.IGNORECASE,
)
LAWS = (
    ("England and Wales", re.compile(r"\blaws? of england\b|\benglish law\b|\blaw of england\b", re.IGNORECASE)),
    ("Scotland", re.compile(r"\blaws? of scotland\b|\bscots law\b", re.IGNORECASE)),
    ("Northern Ireland", re.compile(r"\blaws? of northern ireland\b", re.IGNORECASE)),
)
OTHER_LAW = re.compile(
    r"\b(?:governed by|construed (?:in accordance with|under))\b[^.;]{0,80}?\blaws? of (?:the )?"
    r"(?:State of |Province of |Commonwealth of )?"
    r"(?P<place>[A-Z]\w+(?: [A-Z]\w+)?)"
)
HEAD = 4_000


def kind_of(documents: Sequence[Document], clauses: Sequence[Clause], parties: Sequence[Party]) -> DocumentKind:
    """The kind of document; "annex" for a part without an operative agreement, "unknown" for a bare wording."""
    head = " ".join(document.text[:HEAD] for document in documents)
    operative = sum(clause.kind == "operative" for clause in clauses)
    sides = {party.role for party in parties}
    words = sum(document.words for document in documents)
    introduced = any(party.evidence for party in parties) or any(clause.kind == "parties" for clause in clauses)
    if operative < 3 and not (introduced and words > 300):
        return "unknown"
    if not introduced and not {"us", "them"} <= sides:
        return "annex"
    title = head[:1_500]
    if NDA.search(title):
        return "nda"
    if GRANT.search(title):
        return "grant"
    if FRAMEWORK.search(title):
        return "framework"
    if SUB_CONTRACT.search(head):
        return "sub-contract"
    return "contract"


def law_of(documents: Sequence[Document]) -> str:
    """The governing law that the text names; empty when it names none."""
    for document in documents:
        for name, pattern in LAWS:
            if pattern.search(document.text):
                return name
        if match := OTHER_LAW.search(document.text):
            return match["place"]
    return ""
