"""One contract, made of examples of rules, as text, as a Word file and as a PDF; and what is found in each."""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from termscheck.annotate import annotate
from termscheck.engine.check import check
from termscheck.pipeline import Engine, quiet
from termscheck.readers import read_bytes
from tests.rules.metamorphic import Wording, examples, wordings
from tests.rules.swapped_sides import PRONOUNS

US, THEM = "Delivery Partner", "Lead Provider"
SAMPLES = Path(__file__).parents[2] / "samples"
PARTIES = (
    "header: Sub-Contract",
    "title: Sub-Contract",
    "@title Sub-Contract",
    "= Parties",
    f"party: **ALDERGATE WORKS LIMITED**, a company registered in England and Wales (the **“{THEM}”**); and",
    f"party: **THE OWL HOUSE TRUST**, a charity registered in England and Wales (the **“{US}”**).",
)
MOST_EXAMPLES = 5
"""Of each rule."""


@cache
def maker() -> ModuleType:
    """What makes the samples."""
    if str(SAMPLES) not in sys.path:
        sys.path.append(str(SAMPLES))
    return importlib.import_module("make_samples")


def contract_source(engine: Engine, folder: Path) -> Any:
    """A contract made of examples of all rules on wording, with the same two parties throughout; see `make_samples`."""
    lines = [*PARTIES]
    for rule in engine.rule_set.rules:
        clauses: list[str] = []
        for wording in wordings(engine, ((one, text) for one, text in examples(engine) if one is rule)):
            spoken = {label.lower() for label in (*wording.us, *wording.them)} & (PRONOUNS["us"] | PRONOUNS["them"])
            if not spoken and "\n" not in wording.text and len(clauses) < MOST_EXAMPLES:
                clauses.append("## " + _relabelled(wording).replace("[", "(").replace("]", ")"))
        if clauses:
            lines += [f"# {rule.file.category.replace('-', ' ').capitalize()}", *clauses]
    path = folder / "contract.source.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return maker().read_source(path)


def _relabelled(wording: Wording) -> str:
    new = dict.fromkeys(wording.us, US) | dict.fromkeys(wording.them, THEM)
    longest_first = sorted(new, key=lambda one: (-len(one), one))
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", lambda match: new[match[0]], wording.text)


def in_formats(source: Any, folder: Path, pdf: bool) -> dict[str, tuple[str, bytes]]:
    """The contract as text with typed numbers, as a Word file with Word's own, and as a PDF where that is wanted."""
    typed = [f"{block.label} {source.plain(block.text)}".strip() for block in source.blocks]
    word = maker().build_docx(source)
    made = {"text": ("contract.txt", "\n".join(typed).encode()), "docx": ("contract.docx", word)}
    if pdf:
        maker().make_pdf(word, folder / "contract.pdf")
        made["pdf"] = "contract.pdf", (folder / "contract.pdf").read_bytes()
    return made


def found_in(engine: Engine, name: str, data: bytes) -> Counter[tuple[str, str, str, str]]:
    """What all rules find in a file: rule, severity, clause, and the letters and figures of the evidence."""
    contract = annotate(engine.nlp, [read_bytes(data, name)])
    return Counter(
        (
            one.rule,
            one.severity,
            one.clause_label,
            "".join(c for e in one.evidence for c in e.text.lower() if c.isalnum()),
        )
        for one in check(contract, engine.rule_set, quiet).findings
    )
