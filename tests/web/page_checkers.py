"""Checks for tests of the page: what the contract says is what becomes of its worker. No rules are loaded."""

from __future__ import annotations

import os
import time
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.work import Checker
from termscheck.errors import ReadError
from termscheck.model import Contract, Coverage, Document, Ledger, Party, Review, Span
from termscheck.renderers import render
from termscheck.web import results, worker

HOSTILE = "<script>document.title='owned'</script>\u202e”>"


def load(asked: Asked) -> None:
    """Imports all that a report needs by making one: no time of a check goes into it."""
    render(review_of((results.Part("part-0", "nothing.txt", "", 0),), "nothing", asked), "html")


def quiet(stage: str, done: int, total: int) -> None:
    pass


def check(folder: Path, asked: Asked) -> Review:
    parts = results.parts(folder)
    text = (folder.parent / parts[0].stored).read_text(encoding="utf-8")
    results.keep(folder, results.STAGE, results.Stage("Reading page", 3, 300))
    if text.startswith("hang"):
        time.sleep(600)
    if text.startswith("die"):
        os._exit(3)
    if text.startswith("fault"):
        raise KeyError("words of the contract")
    if text.startswith("scan"):
        raise ReadError("E-NOTEXT", parts[0].name, "its pages are pictures.")
    review = review_of(parts, text, asked)
    results.keep(folder, results.TOLD, worker.make(folder, parts, review, quiet))
    return review


def review_of(parts: tuple[results.Part, ...], text: str, asked: Asked) -> Review:
    documents = tuple(Document(part.name, "text", part.sha256, text, ()) for part in parts)
    ours = asked.us[0] if asked.us else "Small Charity"
    parties = (
        Party(ours, (ours,), "us", (Span(0, 1),)),
        Party(HOSTILE if "hostile" in text else "Big Prime", ("Big Prime",), "them"),
    )
    return Review(
        tool_version="0", rule_sources=(), contract=Contract(documents, (), kind="sub-contract", parties=parties),
        findings=(), protections=(), looked_for=(), rag="green", rag_reason="Nothing was found.",
        coverage=Coverage(tuple(Ledger(part.name, {}, (), ()) for part in parts), 0, 0, 0), notices=(),
    )  # fmt: skip


CHECKER = Checker(load, check)
