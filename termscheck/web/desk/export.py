"""Decisions for other programs, and as examples from which rules are made better."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from termscheck.store.desk import Draft
from termscheck.version import __version__
from termscheck.web.desk import decisions, filing, worker
from termscheck.web.desk.history import VERDICTS
from termscheck.words import cell, shorten

MOST_EXAMPLES = 200
"""Of one rule."""
HEAD = """\
# Draft examples: wordings on which {rule} fired, and which people at the desk called no problem.
# They are words of real contracts. Before they go anywhere else take out names and figures, strike what is no fair
# example, and mend the rule until “termscheck rules test --rules FOLDER” is content with all that are left.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A decision with the words that it is about. `said` is the wording for an example; empty where there is none."""

    contract: int
    title: str
    queue: str
    rule: str
    clause: str
    severity: str
    finding: str
    quotation: str
    decision: str
    reason: str
    note: str
    by: str
    at: datetime
    fingerprint: str
    said: str


@dataclass(frozen=True)
class Form:
    """A form of export."""

    name: str
    media_type: str
    told: str
    make: Callable[[Sequence[Row]], bytes]


def rows(session: Session, case: int | None = None) -> list[Row]:
    """The decisions that hold, each with its finding in the latest draft that has it."""
    held = decisions.holding(session, case)
    cards = {number: _cards(session, number) for number in dict.fromkeys(one.case for one in held)}
    made = []
    for one in held:
        card = cards[one.case].get(one.fingerprint)
        made.append(
            Row(
                contract=one.case, title=one.title, queue=one.queue, rule=one.rule,
                clause=card.place if card else "", severity=card.severity if card else "",
                finding=card.title if card else "", quotation=" … ".join(card.quotes) if card else "",
                decision=VERDICTS[one.verdict], reason=one.reason, note=one.note, by=one.by, at=one.at,
                fingerprint=one.fingerprint, said=card.said if card else "",
            )
        )  # fmt: skip
    return made


def _cards(session: Session, case: int) -> dict[str, worker.Card]:
    found: dict[str, worker.Card] = {}
    for draft in session.scalars(select(Draft).where(Draft.case_id == case).order_by(Draft.number)):
        kept = filing.made(session, draft, worker.CARDS)
        found |= {card.fingerprint: card for card in (worker.cards(kept) if kept else ())}
    return found


_COLUMNS = [field.name for field in fields(Row) if field.name != "said"]


def _cells(row: Row) -> list[str]:
    return [cell(row.at.isoformat() if name == "at" else str(getattr(row, name))) for name in _COLUMNS]


def _csv(found: Sequence[Row]) -> bytes:
    paper = io.StringIO()
    writer = csv.writer(paper, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    writer.writerows(map(_cells, found))
    return paper.getvalue().encode("utf-8-sig")


def _xlsx(found: Sequence[Row]) -> bytes:
    from openpyxl import Workbook

    from termscheck.renderers.xlsx import saved, table

    book = Workbook()
    table(book.worksheets[0], "Decisions", _COLUMNS, list(map(_cells, found)))
    return saved(book, __version__)


def _json(found: Sequence[Row]) -> bytes:
    told = [{**asdict(row), "at": row.at.isoformat()} for row in found]
    for one in told:
        one.pop("said")
    return json.dumps({"schema": "termscheck.decisions/1", "decisions": told}, ensure_ascii=False, indent=2).encode()


def _examples(found: Sequence[Row]) -> bytes:
    """A folder of house rules, packed: for each rule a file that adds to its examples of what must pass."""
    by_rule: dict[str, dict[str, Row]] = {}
    for row in found:
        if row.decision == VERDICTS["not-a-problem"] and row.said:
            by_rule.setdefault(row.rule, {}).setdefault(row.said, row)
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        for rule, said in sorted(by_rule.items()):
            passes = [
                {"text": text, "because": shorten(row.reason, 300), "source": f"decision of {row.at.date()}"}
                for text, row in list(said.items())[:MOST_EXAMPLES]
            ]
            body = {"id": rule, "extends": rule, "examples": {"passes": passes}}
            told = HEAD.format(rule=rule) + yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120)
            folder.writestr(ZipInfo(f"not-a-problem/{rule}-not-a-problem.yaml"), told)
        if not by_rule:
            folder.writestr(ZipInfo("not-a-problem/README.txt"), "Nobody has called a finding no problem yet.\n")
    return packed.getvalue()


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Mapping[str, Form] = {
    "csv": Form("decisions.csv", "text/csv; charset=utf-8", "CSV, for any program", _csv),
    "xlsx": Form("decisions.xlsx", _EXCEL, "Excel", _xlsx),
    "json": Form("decisions.json", "application/json", "JSON, for programs", _json),
    "examples": Form("not-a-problem.zip", "application/zip", "Draft examples for the rules (YAML)", _examples),
}
"""Every form of export, by the last part of its address."""
