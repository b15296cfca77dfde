"""Rule sets of any size, to see how the time of a check grows with the number of rules.

Two sorts, since each alone would flatter. `copies` are the bundled rules again under new ids: all of them look at the
same passages and fire there, so that work is repeated and no new words are looked for. `distinct` have the shape of the
bundled rules too, but vocabularies and literal words of their own, drawn at random from the words of the text: they
stand all over it, so that what is rarely found cannot be passed over cheaply.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import yaml

from termscheck.engine.ruleset import Rule
from termscheck.pipeline import Engine, load_rules

SEED = 2026
COMMONEST = 60
"""Words of the text that no vocabulary of a rule would hold: "the", "shall"."""
FIFTEEN = (
    "PAY-001", "PAY-002", "PAY-004", "PAY-006", "PAY-010", "RSK-001", "RSK-003", "RSK-005", "LIA-001", "LIA-002",
    "LIA-003", "TER-001", "TER-003", "MIS-002", "VOI-001",
)  # fmt: skip
"""The rules that the language was first proved with."""
MANY = 300
"""Rules of the largest set that is measured."""
_PIECE = re.compile(r"\{(?P<name>[a-z-]+)(?P<comparison>[^}]*)\}|(?P<word>[^\s\[\](){}|.]+)")

Data = dict[str, object]


def few(folder: Path) -> Engine:
    """Fifteen of the bundled rules, chosen by a profile."""
    path = folder / "profiles" / "fifteen.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    profile = {"name": "fifteen", "meaning": "The first fifteen rules", "rules": list(FIFTEEN)}
    path.write_text(yaml.safe_dump(profile), encoding="utf-8")
    return load_rules((folder,), "fifteen")


def copies(folder: Path, rules: int) -> Engine:
    """The bundled rules with as many copies as it takes."""
    return _engine(folder, rules, lambda number, data: data)


def distinct(folder: Path, rules: int, text: str) -> Engine:
    """The bundled rules, and as many of their shape with words of their own."""
    return _engine(folder, rules, _Reworded(text, folder).rule)


def _engine(folder: Path, count: int, changed: Callable[[int, Data], Data]) -> Engine:
    bundled = load_rules().rule_set.rules
    ids = (f"{a}{b}{c}-{n:03}" for a, b, c in product("XYZ", ascii_uppercase, ascii_uppercase) for n in range(1, 1000))
    for number in range(count - len(bundled)):
        _write(folder, bundled[number % len(bundled)], next(ids), lambda data, n=number: changed(n, data))
    return load_rules((folder,)) if count > len(bundled) else load_rules()


def _write(folder: Path, rule: Rule, new: str, changed: Callable[[Data], Data]) -> None:
    data = yaml.safe_load(rule.path.read_text(encoding="utf-8")) | {"id": new}
    path = folder / data["category"] / f"{new}-{data['name']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(changed(data), allow_unicode=True), encoding="utf-8")


class _Reworded:
    """Gives rules vocabularies and literals of their own."""

    def __init__(self, text: str, folder: Path) -> None:
        self._random = random.Random(SEED)
        counts = Counter(re.findall(r"\b[a-z]{4,12}\b", text))
        self._words = [word for word, _ in counts.most_common()][COMMONEST:]
        self._entries = {
            name: entry for name, entry in load_rules().rule_set.vocabulary.entries.items() if entry.kind == "words"
        }
        self._names = ("".join(letters) for letters in product(ascii_lowercase, repeat=4))
        self._folder = folder

    def rule(self, number: int, data: Data) -> Data:
        """A rule with the same patterns in other words."""
        names: dict[str, str] = {}
        made = {key: self._pattern(part, names) if key in PATTERNS else part for key, part in data.items()}
        vocabularies = {
            new: {"kind": "words", "meaning": "words of the text", "phrases": self._phrases(old)}
            for old, new in names.items()
        }
        path = self._folder / "vocabulary" / f"words-{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(vocabularies), encoding="utf-8")
        return made

    def _pattern(self, part: object, names: dict[str, str], words: bool = False) -> object:
        if isinstance(part, dict):
            return {key: self._pattern(one, names, key == "words") for key, one in part.items()}
        if isinstance(part, list):
            return [self._pattern(one, names, words) for one in part]
        if not words or not isinstance(part, str):
            return part
        return _PIECE.sub(lambda match: self._other(match, names), part)

    def _other(self, match: re.Match[str], names: dict[str, str]) -> str:
        if match["word"]:
            return self._random.choice(self._words)
        if match["name"] not in self._entries:  # the sides, acts and quantities stay what they are
            return match[0]
        if match["name"] not in names:
            names[match["name"]] = f"text-{next(self._names)}"
        return f"{{{names[match['name']]}{match['comparison']}}}"

    def _phrases(self, vocabulary: str) -> list[str]:
        """As many phrases as the vocabulary has, each of as many words."""
        lengths = [len(phrase.replace("...", " ").split()) for phrase, _ in self._entries[vocabulary].surface()]
        return list(dict.fromkeys(" ".join(self._random.choices(self._words, k=length)) for length in lengths))


PATTERNS = ("match", "protection", "nearest", "unless", "adjust")
