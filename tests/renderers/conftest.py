"""A review of a fictional sub-contract, made by hand: renderers are tested without reading or checking anything."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest

from termscheck.model import (
    Advice,
    Aside,
    Authority,
    Clause,
    Contract,
    Coverage,
    Definition,
    Document,
    Evidence,
    Finding,
    Ledger,
    LookedFor,
    Notice,
    Party,
    Passage,
    Proposition,
    Protection,
    Quantity,
    Reference,
    Review,
    RuleSource,
    Span,
    Topic,
)

TEXT = """\
SUB-CONTRACT FOR RESETTLEMENT MENTORING SERVICES
THIS SUB-CONTRACT is made between:
(1) NORTHGATE JUSTICE PARTNERSHIPS LIMITED (the “Contractor”); and
(2) HARBOUR LANE COMMUNITY TRUST, a registered charity (the “Sub-Contractor”).
1 Definitions
1.1 “Due Date” means the fifth Business Day after the day on which the Contractor receives payment from the \
Authority in respect of the relevant Services.
7 Charges and payment
7.1 The Sub-Contractor shall submit an invoice for the Charges on the last Business Day of each month, in \
the form that the Contractor reasonably requires.
7.2 The Contractor shall pay each invoice on the Due Date. The Contractor shall have no obligation to make \
any payment to the Sub-Contractor unless and until it has received cleared funds from the Authority in \
respect of the relevant Services, and the Sub-Contractor shall continue to perform the Services \
notwithstanding any delay in such payment.
7.3 Interest shall accrue on late payment of undisputed sums at 8% a year above the Bank of England base rate.
9 Liability and indemnity
9.1 The Sub-Contractor shall at all times during and after the Term:
(a) comply with all applicable laws;
(b) indemnify and keep indemnified the Contractor, its Affiliates and the Authority from and against all \
losses, claims, costs and expenses (including legal fees on a full indemnity basis) howsoever arising out of \
or in connection with this Sub-Contract; and
(c) notify the Contractor promptly of any claim.
14 Termination
14.1 The Contractor may terminate this Sub-Contract at any time on 30 days’ written notice without giving \
reasons.
14.2 The Sub-Contractor may not terminate this Sub-Contract before the end of the Initial Term.
15 Governing law
15.1 This Sub-Contract is governed by the law of England and Wales.
"""

PA73 = Authority(
    "PA73",
    "Procurement Act 2023 s.73 (implied payment terms in sub-contracts)",
    "Implies 30-day payment into a sub-contract of a public contract; a term that tries to restrict or override it "
    "has no effect.",
    "https://www.legislation.gov.uk/ukpga/2023/54/section/73",
    "yes, from official guidance; the section itself was not displayed",
)
BRAG = Authority(
    "BRAG",
    "Braganza v BP Shipping [2015] UKSC 17",
    "A contractual discretion must be used honestly, rationally and for its purpose; this does not normally limit an "
    "absolute right such as termination.",
    "https://www.supremecourt.uk/cases/uksc-2013-0099",
    "yes, from a reputable secondary source",
)
PLAYBOOK = Authority(
    "SPB",
    "Sourcing Playbook, key policies on risk allocation",
    "Risk should sit with the party best able to bear and manage it.",
    "https://www.gov.uk/government/publications/the-sourcing-and-consultancy-playbooks",
    "yes",
)


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def evidence(*words: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(span(piece), piece) for piece in words)


def clauses(text: str = TEXT) -> tuple[Clause, ...]:
    """Clauses of text whose labels are typed: "7", "7.2", and "(b)" under the clause before."""
    starts = list(re.finditer(r"^(\d+(?:\.\d+)?|\([a-c]\)) (.*)$", text, re.MULTILINE))
    made: list[Clause] = []
    for index, found in enumerate(starts):
        label = found[1]
        level = 2 if label.startswith("(") else label.count(".")
        stem = next((clause for clause in reversed(made) if clause.level < level), None)
        parent = stem.id if level and stem else None
        ends = (later.start() for later in starts[index + 1 :] if _level(later[1]) <= level)
        cited = f"{stem.label}{label}" if level == 2 and stem else label
        made.append(
            Clause(
                id=cited.replace("(", ".").rstrip(")"),
                label=cited,
                span=Span(found.start(), next(ends, len(text))),
                own=(Span(found.start(2), found.end(2)),),
                kind="definition" if label.startswith("1.") else "operative",
                heading="" if level else found[2],
                level=level,
                parent=parent,
                page=1 if found.start() < text.find("14 Term") else 2,
            )
        )
    return tuple(made)


def _level(label: str) -> int:
    return 2 if label.startswith("(") else label.count(".")


def document(text: str = TEXT, name: str = "Harbour Lane sub-contract (draft 3).pdf") -> Document:
    return Document(
        name=name,
        format="pdf",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        text=text,
        blocks=(),
        pages=4,
        counts={"pages": 4, "paragraphs": 22, "tables": 1},
    )


def advice(title: str, **words: object) -> Advice:
    filled: dict[str, object] = {
        "why": "You do the work and carry a risk that you cannot control.",
        "legal_effect_note": "",
        "suggest": "",
        "negotiate": "",
        "questions": (),
        "authorities": (),
    }
    return Advice(title=title, **(filled | words))  # type: ignore[arg-type]


PAY_WHEN_PAID = Finding(
    rule="PAY-002",
    name="pay-when-paid",
    category="payment-deferral",
    severity="critical",
    confidence="high",
    legal_effect="no-effect-by-statute",
    direction="against_us",
    message="Clause 7.2: the Contractor pays only after it has received cleared funds from the Authority.",
    advice=advice(
        "You are only paid when (or if) the other side is paid by the authority",
        why="If the government pays late, disputes the Contractor’s invoice, or the Contractor is fined, you may never "
        "see your money even though you did your part.",
        legal_effect_note="In a public sub-contract under the Procurement Act 2023 the delay has no effect once a sum "
        "is due and invoiced; a condition that stops the sum becoming due at all is arguable.",
        suggest="The Contractor’s obligation to pay is not conditional on payment by the Authority. Sums are payable "
        "within 30 days of a valid invoice whether or not the Contractor has been paid.",
        negotiate="We cannot take the risk of your relationship with the Authority: you hold the contract, you can "
        "enforce it, we cannot.",
        questions=(
            "Has the Authority ever paid late or withheld sums?",
            "Would you agree a long-stop: paid, or 30 days, whichever is first?",
        ),
        authorities=(PA73, PLAYBOOK),
    ),
    fingerprint="PAY-002:5e1c9a7d",
    clause="7.2",
    clause_label="7.2",
    page=1,
    evidence=evidence(
        "no obligation to make any payment to the Sub-Contractor unless and until it has received cleared funds from "
        "the Authority",
        "the fifth Business Day after the day on which the Contractor receives payment from the Authority",
    ),
    values={"days": 5},
)
INDEMNITY = Finding(
    rule="LIA-002",
    name="broad-indemnity-given",
    category="liability",
    severity="critical",
    confidence="medium",
    legal_effect="enforceable-but-unfair",
    direction="against_us",
    message="Clause 9.1(b): you promise to make good all losses “howsoever arising”, and nothing limits how much.",
    advice=advice(
        "You indemnify against almost anything",
        why="You promise to pay the other side’s losses pound for pound, without the usual legal brakes of fault, "
        "foreseeability and mitigation.",
        legal_effect_note="Check your insurance: liability taken on by contract is often excluded.",
        suggest="Each party shall indemnify the other against third-party claims for death, injury or property damage "
        "to the extent caused by its negligence or breach, subject to the limits in clause [ ], prompt notice, a duty "
        "to mitigate and the indemnifier’s conduct of the claim.",
        negotiate="Ordinary damages for breach are enough. If you need an indemnity, name the risk, tie it to our "
        "fault, and cap it.",
        questions=("Will our insurers cover contractual indemnities?",),
        authorities=(PLAYBOOK,),
    ),
    fingerprint="LIA-002:00b1c2d3",
    clause="9.1.b",
    clause_label="9.1(b)",
    page=1,
    evidence=evidence(
        "The Sub-Contractor shall at all times",
        "indemnify and keep indemnified the Contractor, its Affiliates and the Authority from and against all losses",
        "howsoever arising out of or in connection with this Sub-Contract",
    ),
)
TERMINATION = Finding(
    rule="TER-001",
    name="termination-for-convenience-one-way",
    category="termination",
    severity="high",
    confidence="low",
    legal_effect="enforceable-but-unfair",
    direction="unknown",
    message="Clause 14.1: the Contractor can end the contract without a reason on 30 days’ notice; you cannot.",
    advice=advice(
        "The other side can end the contract whenever it likes, you cannot",
        why="You can lose the contract for no reason, while you are locked in.",
        suggest="Either party may terminate on not less than 3 months’ written notice. If the Contractor does so, "
        "clause [termination payment] applies.",
        negotiate="Same right, same notice, both ways, and cover our unavoidable costs.",
        questions=("How long is your own contract and what notice must the Authority give you?",),
        authorities=(BRAG, PLAYBOOK),
    ),
    fingerprint="TER-001:77aa0e41",
    clause="14.1",
    clause_label="14.1",
    page=2,
    evidence=evidence("may terminate this Sub-Contract at any time on 30 days’ written notice without giving reasons"),
    values={"days": 30},
)
NO_CAP = Finding(
    rule="MIS-002",
    name="no-liability-cap-for-you",
    category="missing-protection",
    severity="critical",
    confidence="high",
    legal_effect="enforceable-but-unfair",
    direction="against_us",
    message="Nothing in the contract limits what you can be made to pay.",
    advice=advice(
        "No limit on what you can be made to pay",
        why="If the contract is silent, your liability is unlimited.",
        suggest="Except for liability that cannot lawfully be limited, each party’s total liability in each Contract "
        "Year is limited to 100% of the Charges paid or payable in that year.",
        negotiate="Please add a cap; your own contract has one.",
        authorities=(PLAYBOOK,),
    ),
    fingerprint="MIS-002:absent",
    missing=True,
)

LATE_INTEREST = Protection(
    rule="MIS-001",
    clause="7.3",
    evidence=evidence("8% a year above the Bank of England base rate"),
    message="Late payment carries interest at 8% a year over base rate.",
)

CONTRACT = Contract(
    documents=(document(),),
    clauses=clauses(),
    kind="sub-contract",
    law="England and Wales",
    parties=(
        Party(
            "Harbour Lane Community Trust",
            ("Sub-Contractor",),
            "us",
            (span("The Sub-Contractor shall submit an invoice for the Charges"),),
        ),
        Party(
            "Northgate Justice Partnerships Limited",
            ("Contractor",),
            "them",
            (span("The Contractor shall pay each invoice"),),
        ),
        Party("", ("Authority",), "above", (span("received cleared funds from the Authority"),)),
    ),
    definitions=(Definition("Due Date", span("means the fifth Business Day"), "1.1", (span("on the Due Date"),)),),
    references=(Reference(span("this Sub-Contract"), "9.1.b", None),),
    quantities=(Quantity("duration", 30, "days", span("30 days’"), "14.1"),),
    passages=(
        Passage(
            index=0,
            clause="14.1",
            document=0,
            tokens=tuple(found.span() for found in re.finditer(r"\w+", TEXT) if found.start() >= TEXT.index("14.1")),
            pieces=((0, 12),),
            own_start=2,
            own_end=12,
            hits=(),
        ),
    ),
    propositions=(Proposition("terminate", "right", "them", "us", False, 0, 2, 8, 5, 6),),
    topics=(Topic("termination-for-convenience", span("without giving reasons"), "14.1"),),
)

NOTICES = (
    Notice("E-NOTEXT", "Two pages hold pictures of text, which could not be read.", material=True, pages=(3, 4)),
    Notice("REF-DANGLING", "Clause 9.2 is referred to, but is not in the contract."),
)


LEDGER = Ledger(
    "Harbour Lane sub-contract (draft 3).pdf",
    {"pages": 4, "paragraphs": 22, "tables": 1, "insertions": 2, "words": 283},
    (
        Aside("running-line", "Harbour Lane, draft 3", times=2, pages=(1, 2)),
        Aside("comment", "Can we live with this?", pages=(2,), by="A. Reader"),
    ),
    ("Pages 3 and 4 were not read.",),
)


def make_review(**changes: object) -> Review:
    """The review, with some of its parts changed."""
    filled: dict[str, object] = {
        "tool_version": "0.1.0",
        "rule_sources": (RuleSource("rules", "2026.11", "c0ffee" + 58 * "0"),),
        "contract": CONTRACT,
        "findings": (PAY_WHEN_PAID, INDEMNITY, TERMINATION, NO_CAP),
        "protections": (LATE_INTEREST,),
        "looked_for": (
            LookedFor("PAY-002", "Payment waits for someone else to pay", "fired"),
            LookedFor(
                "MIS-002", "A limit on your liability", "fired", "In the two clauses about liability, 9 and 9.1."
            ),
            LookedFor("PAY-001", "Payment later than 30 days", "quiet", "", (span("on the Due Date"),)),
            LookedFor("PAY-011", "Retention held back from your charges", "quiet", "No retention is mentioned."),
            LookedFor(
                "COM-003", "Exclusive, with no promised volume", "not-applicable", "The contract is not exclusive."
            ),
        ),
        "rag": "red",
        "rag_reason": "Three critical findings, all of them clear or likely.",
        "coverage": Coverage((LEDGER,), 14, 19, 88),
        "notices": NOTICES,
    }
    return Review(**(filled | changes))  # type: ignore[arg-type]


@pytest.fixture
def review() -> Review:
    return make_review()


@pytest.fixture
def changed() -> Callable[..., Review]:
    """Makes the review with some of its parts changed: `changed(rag="green", findings=())`."""
    return make_review


@pytest.fixture
def folder(tmp_path):
    """Makes the folder of a house style: `folder({"house.yaml": "name: …"})`."""

    def make(files):
        for name, content in files.items():
            path = tmp_path / "house" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "house").mkdir(exist_ok=True)
        return tmp_path / "house"

    return make
