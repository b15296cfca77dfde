"""The types that cross module borders, in the order in which the data flows.

::

    files ─read─▶ Document ─segment─▶ Clause ─annotate─▶ Contract ─check─▶ Finding ─▶ Review ─render─▶ html …

All are frozen. Every position in the program is a `Span`: half-open character offsets into
`Document.text`, which a reader builds once and nobody edits. spaCy objects never leave the step that
made them. `document`, `contract` and `review` hold what is read, understood and found; everybody imports from here.
"""

from __future__ import annotations

from collections.abc import Callable

# fmt: off
# isort: off
from termscheck.model.contract import (
    Choice, Clause, ClauseKind, Comparator, Contract, Definition, DefinitionForm, DocumentKind, Effect, Gate, Hit,
    Hits, Holder, Mode, Party, Passage, Proposition, Quantity, QuantityKind, Reference, Role, Topic, Use, subjects,
)
from termscheck.model.document import (
    Aside, AsideKind, Block, BlockKind, Cell, Document, Notice, Origin, PageBox, Place, RunRange, Span, View,
)
from termscheck.model.review import (
    CONFIDENCES, EXPIRED, OVERDUE, RETIRED, SEVERITIES, UNMATCHED, Advice, Assumption, Authority, Baseline, Change,
    Confidence, Coverage, Direction, Evidence, FailOn, Finding, Ledger, LegalEffect, LookedFor, Outcome, Profile,
    Protection, Rag, Review, RuleSource, Severity, Suppression, ToldBy,
)
# isort: on
# fmt: on

__all__ = [
    "CONFIDENCES", "EXPIRED", "OVERDUE", "RETIRED", "SEVERITIES", "UNMATCHED", "Advice", "Aside", "AsideKind",
    "Assumption", "Authority", "Baseline", "Block", "BlockKind", "Cell", "Change", "Choice", "Clause", "ClauseKind",
    "Comparator", "Confidence", "Contract", "Coverage", "Definition", "DefinitionForm", "Direction", "Document",
    "DocumentKind", "Effect", "Evidence", "FailOn", "Finding", "Gate", "Hit", "Hits", "Holder", "Ledger",
    "LegalEffect", "LookedFor", "Mode", "Notice", "Origin", "Outcome", "PageBox", "Party", "Passage", "Place",
    "Profile", "Progress", "Proposition", "Protection", "Quantity", "QuantityKind", "Rag", "Reference", "Review",
    "Role", "RuleSource", "RunRange", "Severity", "Span", "Suppression", "ToldBy", "Topic", "Use", "View", "subjects",
]  # fmt: skip

Progress = Callable[[str, int, int], None]
"""Called with a stage in words ("Reading page"), how much of it is done and how much there is; 0 when not known."""
