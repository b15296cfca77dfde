"""Score termscheck against labels made by hand.

    python -m tests.benchmarks.gold DIR… [--ext txt] [--told] [--only IDS] [--show misses,alarms,traps] [--json OUT]

DIR holds <id>.txt with <id>.gold.jsonl (and perhaps <id>.docx or <id>.pdf of the same contract; --ext picks which is
read). --told passes the parties' labels of the gold's meta line (--us and --them, repeated); without it termscheck must
find the roles itself. Never use --show on a folder that is for figures only.

A label is found when a finding of its rule has an evidence span that overlaps the labelled words, or lies in the same
paragraph within 250 characters of them, and is no longer than 600 characters or twice the label, whichever is more. A
finding's spans are grouped by place (1,500 characters); a place that meets a 'clear' label is right, one that meets
only an 'arguable' label counts neither way, any other is a false alarm, and also a trap where it meets a 'not' line of
its rule. Recall = clear labels found / clear labels. Precision = right places / (right places + false alarms).
Absence (MIS-*) is scored per document. COM-* is not scored; a finding that a person suppressed is not counted.
For .docx and .pdf the evidence is found again in the gold text by its words, nearest to its relative position.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
At = tuple[int, int]
"""Characters `[start, end)` of the gold text."""

COMMAND = f"{shlex.quote(sys.executable)} -m termscheck check {{file}} --format json --out -"
PROTECTIONS = {f"MIS-{number:03}" for number in range(1, 11)}
FOLD = dict.fromkeys("\u2018\u2019", "'") | dict.fromkeys("\u201c\u201d", '"')
FOLD |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u00ad\u200b\u0002", "")
LEVELS = ["low", "medium", "high", "critical"]
SEVERE = ("critical", "high")


@dataclass(frozen=True)
class Contract:
    """A contract labelled by hand: the file to check, and what should and should not be found in its text."""

    name: str
    file: Path
    text: str
    meta: Row
    labels: list[Row]
    nots: list[Row]


@dataclass(frozen=True)
class Label:
    """A line of the gold, with the places of its words in the text."""

    row: Row
    at: list[At]


@dataclass
class Tally:
    """Counts for a document and, within it, for each rule."""

    document: Counter[str] = field(default_factory=Counter)
    rules: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, rule: str, key: str, severity: str | None) -> None:
        self.document[key] += 1
        self.rules[rule][key] += 1
        if severity in SEVERE:
            self.document[f"severe {key}"] += 1


@dataclass(frozen=True)
class Scores:
    """All that one run of the scorer counted."""

    total: Counter[str]
    rules: dict[str, Counter[str]]
    documents: dict[str, Counter[str]]

    def rule_lines(self) -> list[str]:
        return [_line(rule, self.rules[rule]) for rule in sorted(self.rules)]

    def document_lines(self) -> list[str]:
        return [f"{_line(name, n)} {_trapped(n)}" for name, n in self.documents.items()]

    def total_lines(self) -> list[str]:
        n = self.total
        recall, precision = _ratio(n["severe found"], n["severe missed"]), _ratio(n["severe right"], n["severe alarm"])
        return [
            f"{_line('ALL', n)} {_trapped(n)} evidence not located {n['unlocated']}",
            f"critical+high: recall {recall:.3f} precision {precision:.3f}; "
            f"severity same {n['grade same']}/{n['graded']}, within one step {n['grade near']}/{n['graded']}; "
            f"values right {n['values right']}/{n['values']}",
        ]


class Place:
    """Finds words of one extraction in another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat, self.back = _fold(text)

    def find(self, words: str, where: float = 0.0) -> At | None:
        """Place of `words` in the text; of several, the one nearest to the relative position `where` (0 to 1)."""
        flat, _ = _fold(words)
        for piece in (flat, flat[:80], flat[-80:], flat[len(flat) // 2 :][:60]):
            if piece and (len(piece) >= 12 or piece == flat):
                found = [m.start() for m in re.finditer(re.escape(piece), self.flat)]
                if found:
                    at = min(found, key=lambda start: abs(start - where * len(self.flat)))
                    return self.back[at], self.back[at + len(piece) - 1] + 1
        return None

    def meets(self, span: At, label: At) -> bool:
        if span[1] - span[0] > max(600, 2 * (label[1] - label[0])):
            return False
        if span[0] < label[1] and label[0] < span[1]:
            return True
        low, high = (span, label) if span[1] <= label[0] else (label, span)
        return high[0] - low[1] <= 250 and "\n" not in self.text[low[1] : high[0]]

    def meet(self, spans: Iterable[At], labels: Sequence[At]) -> bool:
        return any(self.meets(span, label) for span in spans for label in labels)

    def of(self, row: Row) -> list[At]:
        """Where the labelled words stand: the passage and, for a term split in two, its other parts ('also')."""
        parts = [part if isinstance(part, dict) else {"quote": part} for part in [row, *row.get("also", [])]]
        found = ((p["start"], p["end"]) if "start" in p else self.find(p["quote"]) for p in parts)
        return [at for at in found if at]


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower-cased text without white space or typographic variants, and each kept character's offset in `text`."""
    kept, back = [], []
    for offset, character in enumerate(text):
        for folded in unicodedata.normalize("NFKC", FOLD.get(character, character)).lower():
            if not folded.isspace():
                kept.append(folded)
                back.append(offset)
    return "".join(kept), back


def load(folders: Iterable[Path], ext: str = "txt", only: Sequence[str] = ()) -> list[Contract]:
    """The labelled contracts of some folders that there is a file of this format of."""
    contracts = []
    for gold in sorted(path for folder in folders for path in folder.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        file = gold.with_name(f"{name}.{ext}")
        if not file.exists() or (only and name not in only):
            continue
        rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
        text = gold.with_name(f"{name}.txt").read_bytes().decode("utf-8")  # offsets count line ends as they are
        meta = [row["meta"] for row in rows if "meta" in row]
        nots = [row for row in rows if "not" in row]
        labels = [row for row in rows if not {"meta", "not", "gives"} & row.keys()]
        given = {row["gives"] for row in rows if "gives" in row}
        if given:  # whatever protection is not given may be missed, but perhaps does not matter in this contract
            labels += [{"rule": rule, "absent": True, "certainty": "arguable"} for rule in PROTECTIONS - given]
            nots = [row for row in nots if row["not"] not in PROTECTIONS]
        contracts.append(Contract(name, file, text, meta[-1] if meta else {}, labels, nots))
    return contracts


def review(contract: Contract, told: bool, command: str = COMMAND) -> Row | None:
    """What the command line says of a contract; None when nothing of it could be read."""
    arguments = shlex.split(command.format(file=shlex.quote(str(contract.file))))
    if told:
        for side in ("us", "them"):
            for label in contract.meta.get(side, []):
                arguments += [f"--{side}", label]
    run = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", timeout=900, check=False)
    if run.returncode == 3 and not run.stdout.strip():
        return None
    if run.returncode not in (0, 1, 3):
        sys.exit(f"{contract.file}: exit {run.returncode}: {run.stderr.strip()[-400:]}")
    made: Row = json.loads(run.stdout)
    return made


def score(contract: Contract, found: Row | None, ext: str = "txt", show: Iterable[str] = ()) -> Tally:
    """Counts for one contract; `show` prints what was missed, alarmed or trapped."""
    place, tally = Place(contract.text), Tally()
    labels = [Label(row, [] if row.get("absent") else place.of(row)) for row in contract.labels]
    nots = [Label(row, place.of(row)) for row in contract.nots]
    findings = [(finding, _evidence(finding, found or {}, place, ext, tally)) for finding in _counted(found)]
    for label in labels:
        if label.row["certainty"] == "clear":
            _score_label(label, findings, place, tally, contract.name, show)
    trapped: set[int] = set()
    for finding, at in findings:
        same = [label for label in labels if label.row["rule"] == finding["rule"]]
        if finding.get("missing") or finding["rule"].startswith("MIS-"):
            clear = any(label.row["certainty"] == "clear" for label in same)
            tally.add(finding["rule"], "right" if clear else "neither" if same else "alarm", finding.get("severity"))
            continue
        for group in list(_groups(at)) or [[]]:
            verdict = _verdict(group, same, place)
            tally.add(finding["rule"], verdict, finding.get("severity"))
            if verdict == "alarm":
                trapped |= _trap(finding, group, nots, place, contract, show)
    tally.document["traps"], tally.document["trapped"] = len(nots), len(trapped)
    return tally


def _counted(found: Row | None) -> Iterator[Row]:
    for finding in (found or {}).get("findings", []):
        if not finding.get("suppressed") and not finding["rule"].startswith("COM-"):
            yield finding


def _evidence(finding: Row, found: Row, place: Place, ext: str, tally: Tally) -> list[At]:
    """Where a finding's evidence stands in the gold text."""
    at: list[At] = []
    for one in finding.get("evidence", []):
        if ext == "txt":
            at.append((one["start"], one["end"]))
            continue
        where = one["start"] / max(1, found["document"].get("chars") or one["end"])
        span = place.find(one["text"], where)
        if span:
            at.append(span)
        else:
            tally.document["unlocated"] += 1
    return at


def _score_label(
    label: Label,
    findings: Sequence[tuple[Row, list[At]]],
    place: Place,
    tally: Tally,
    name: str,
    show: Iterable[str],
) -> None:
    row = label.row
    if not row.get("absent") and not label.at:
        print(f"{name}: label not in text: {row['rule']} {row.get('quote', '')[:60]!r}", file=sys.stderr)
        return
    same = [(finding, at) for finding, at in findings if finding["rule"] == row["rule"]]
    hits = [finding for finding, at in same if row.get("absent") or place.meet(at, label.at)]
    tally.add(row["rule"], "found" if hits else "missed", row.get("severity"))
    if hits:
        _compare(row, hits, tally.document)
    elif "misses" in show:
        words: str = row.get("quote") or row.get("note") or ""
        print(f"MISS  {name} {row['rule']} {row.get('severity', '')} {row.get('clause', '')} {words[:170]!r}")


def _compare(row: Row, hits: Sequence[Row], n: Counter[str]) -> None:
    """How near the severity and the values of a finding are to the label's."""
    wanted, given = row.get("severity"), hits[0].get("severity")
    if wanted in LEVELS and given in LEVELS:
        gap = abs(LEVELS.index(wanted) - LEVELS.index(given))
        n["graded"] += 1
        n["grade same"] += gap == 0
        n["grade near"] += gap <= 1
    values = {v for v in (row.get("values") or {}).values() if isinstance(v, int | float) and not isinstance(v, bool)}
    if values:
        got = {float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", json.dumps([hit.get("values") for hit in hits]))}
        n["values"] += len(values)
        n["values right"] += len({value for value in values if float(value) in got})


def _groups(spans: Iterable[At], gap: int = 1500) -> Iterator[list[At]]:
    group: list[At] = []
    for span in sorted(spans):
        if group and span[0] - group[-1][1] > gap:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _verdict(group: Sequence[At], same: Sequence[Label], place: Place) -> str:
    met = [label.row["certainty"] for label in same if place.meet(group, label.at)]
    return "right" if "clear" in met else "neither" if met else "alarm"


def _trap(
    finding: Row, group: Sequence[At], nots: Sequence[Label], place: Place, contract: Contract, show: Iterable[str]
) -> set[int]:
    """Numbers of the 'not' lines that a false alarm fell for."""
    rule = finding["rule"]
    traps = {i for i, no in enumerate(nots) if no.row["not"] == rule and place.meet(group, no.at)}
    words = contract.text[slice(*group[0])][:140] if group else "(no evidence found in the text)"
    if traps and "traps" in show:
        print(f"TRAP  {contract.name} {rule} {nots[min(traps)].row['why'][:60]}: {words!r}")
    elif not traps and "alarms" in show:
        print(f"ALARM {contract.name} {rule} {finding.get('clause', '')} {words!r}")
    return traps


def _ratio(a: int, b: int) -> float:
    return a / (a + b) if a + b else 1.0


def _trapped(n: Counter[str]) -> str:
    return f"trapped {n['trapped']}/{n['traps']}"


def _line(name: str, n: Counter[str]) -> str:
    p, r = _ratio(n["right"], n["alarm"]), _ratio(n["found"], n["missed"])
    f1 = 2 * p * r / (p + r) if p + r else 0
    counts = f"found {n['found']:4} missed {n['missed']:4} false alarms {n['alarm']:4}"
    return f"{name:22} {counts}  P {p:.3f} R {r:.3f} F1 {f1:.3f}"


def run(
    contracts: Sequence[Contract],
    ext: str = "txt",
    told: bool = False,
    command: str = COMMAND,
    show: Iterable[str] = (),
) -> Scores:
    """Checks and scores some contracts."""
    with ThreadPoolExecutor(2) as pool:
        reviews = list(pool.map(lambda contract: review(contract, told, command), contracts))
    total: Counter[str] = Counter()
    rules: defaultdict[str, Counter[str]] = defaultdict(Counter)
    documents = {}
    for contract, found in zip(contracts, reviews, strict=True):
        if found is None:
            print(f"{contract.name}: not read", file=sys.stderr)
        tally = score(contract, found, ext, show)
        documents[contract.name] = tally.document
        total += tally.document
        for rule, counts in tally.rules.items():
            rules[rule] += counts
    return Scores(total, rules, documents)


def figures(corpus: Path) -> list[str]:
    """Every format, with and without the parties' labels, of the contracts for learning and of those for figures."""
    lines: list[str] = []
    for folder in ("dev", "check"):
        for ext in ("txt", "docx", "pdf"):
            contracts = load([corpus / folder], ext)
            for told in (False, True) if contracts else ():
                title = f"{folder} .{ext} {'parties told' if told else 'parties found by itself'}"
                scores = run(contracts, ext, told)
                print("\n".join([f"-- {title}: rules", *scores.rule_lines()]), flush=True)
                each = scores.document_lines() if len(contracts) > 1 else []
                lines += [f"-- {title}", *each, *scores.total_lines()]
    return lines


def main() -> None:
    """The scorer on its own, for work on rules."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--ext", default="txt")
    parser.add_argument("--told", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--show", default="")
    parser.add_argument("--only", default="", help="comma-separated document ids")
    parser.add_argument("--cmd", default=COMMAND)
    o = parser.parse_args()
    contracts = load(o.gold, o.ext, o.only.split(",") if o.only else ())
    scores = run(contracts, o.ext, o.told, o.cmd, set(filter(None, o.show.split(","))))
    print("\n".join([*scores.rule_lines(), "", *scores.document_lines(), "", *scores.total_lines()]))
    if o.json:
        counts = {"all": scores.total, "rules": scores.rules, "documents": scores.documents}
        o.json.write_text(json.dumps(counts, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
