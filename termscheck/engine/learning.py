"""Learns what signs are worth from wordings that people have judged: those with a rule's meaning, and near misses.

Each rule has a linear model of its own, fitted by scikit-learn's support vector classifier, so that what decided can
be told sign by sign. How much a rule asks for is set on wordings that the model in question has not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError, model_validator

from termscheck.engine.schema import Strict, Text
from termscheck.engine.weights import SCALE, Weights
from termscheck.errors import UsageError

LEAST_SEEN = 8
"""Wordings that a sign must stand in to count, at least."""
RARE = 3_500
"""Of so many wordings a sign must stand in one: what is rarer says more of its writers than of a rule."""
OWN = 100.0
"""How much more a rule's own wordings and near misses count than wordings of other rules."""
STRENGTH = 0.03
"""Inverse of the regularisation."""
FEW = 4
"""Rules that are fitted sooner one after the other than by several processes."""
FOLDS = 3
TRIED = 4
"""Of the wordings of other rules and the sentences nobody judged every fourth will do for a trial, counted fourfold."""
SILENT = 0.95
"""Share of a rule's near misses that it must keep quiet on, as far as wordings that it has not seen tell."""
FIRING = 0.7
"""Share of the wordings with its meaning that a rule should fire on all the same."""
MARGIN = 0.28
"""How much more a rule asks for than near misses come to: a contract has many sentences, and few have its meaning.

Nor are wordings as long as sentences of contracts, whose length counts less (`weights.LONG`).
"""
PROTECTION_MARGIN = 0.18
"""The same of protections: a contract that gives one must not be said to lack it."""
CHANGED = 40.0
"""How much a wording counts as a near miss once the two sides have changed places in it, or it is denied."""
WHOLE = 20.0
"""How much a passage of a contract that was judged as a whole counts for the rules whose meaning it has not."""
IN_CONTRACT = 3.0
"""How many times as much as a wording a passage of such a contract counts for the rules whose meaning it has."""
ELSEWHERE = 3.0
"""How much a sentence of a contract that nobody has judged counts, as one that is not meant."""


_MODAL = re.compile(r"\b(?:shall|must|will|may|can)(?!\w)|\bcan(?=not\b)")
_DENIED = re.compile(r"(?<=\bshall) not\b|(?<=\bmust) not\b|(?<=\bwill) not\b|(?<=\bmay) not\b|(?<=\bcan)not\b")
_TURNS = re.compile(
    r"\b(?:not|cannot|no|never|nothing|none|neither|nor|without|unless|until|except|only|before)\b|n['’]t\b", re.I
)
"""Words with which a sentence is denied or limited already, so that one more denial need not turn its meaning."""
_SIDE = re.compile(r"\b(us|them|US|THEM)\b")
_OPPOSITE = {"us": "them", "them": "us", "US": "THEM", "THEM": "US"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A wording, with the rule that it was judged for and whether it has its meaning; `also` other rules' it has.

    A passage of a whole contract is judged for all rules at once: `rule` is empty, `also` are those whose meaning it
    has (of rules on absence, those whose protection it gives), `doubtful` those of which lawyers would differ.
    """

    rule: str
    fires: bool
    text: str
    also: tuple[str, ...] = ()
    group: str = ""
    """Who wrote it, or whatever else makes wordings alike: a group is never parted when a model is tried."""
    doubtful: tuple[str, ...] = ()
    us: tuple[str, ...] = ()
    """What it calls the sides, where its labels alone do not tell."""
    them: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learnt:
    """The weights, and how each rule did on wordings that its model had not seen: share found, share kept quiet."""

    weights: Weights
    unseen: Mapping[str, tuple[float, float]]


class _Row(Strict):
    """A line of a file of wordings: judged for one rule, or (with `rules`) for all of them."""

    text: Text
    rule: str = ""
    fires: bool = False
    also: tuple[str, ...] = ()
    rules: tuple[str, ...] | None = None
    gives: tuple[str, ...] = ()
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    by: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _judged(self) -> _Row:
        if self.rules is None and not (self.rule and "fires" in self.model_fields_set):
            raise ValueError("needs `rule` and `fires`, or `rules`")
        return self


def read_wordings(path: Path) -> Iterator[Judged]:
    """The judged wordings of a file, one JSON object a line. Raises `UsageError` that names a line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"]))
            raise UsageError(f"{path}:{number}: {where + ': ' if where else ''}{fault['msg']}") from None
        group = row.by or path.stem
        if row.rules is not None:
            yield Judged("", False, row.text, row.rules + row.gives, group, us=row.us, them=row.them)
        else:
            yield Judged(row.rule, row.fires, row.text, row.also, group, us=row.us, them=row.them)


def learn(
    judged: Sequence[Judged],
    signs: Sequence[frozenset[str]],
    background: Sequence[frozenset[str]] = (),
    margins: Mapping[str, float] | None = None,
    denied: Mapping[int, frozenset[str]] | None = None,
) -> Learnt:
    """Fits the model of every rule that has wordings; `signs` are those of each wording.

    `background` are the signs of sentences that nobody judged, from contracts: nearly all of them mean something else.
    `margins` names the rules that are wanted, each with what it asks for beyond near misses; without it all are.
    `denied` are the signs of wordings once they are denied, by the number of the wording.
    """
    from joblib import Parallel, delayed

    names, length = _known(signs)
    mirrored = {number: mirror(one) for number, one in enumerate(signs) if judged[number].fires or judged[number].also}
    changed = [(number, one) for number, one in mirrored.items() if one != signs[number]]
    changed += (denied or {}).items()
    turned = [number for number, _ in changed]
    matrix = _matrix([*signs, *(one for _, one in changed), *background], names, length)
    if margins is None:
        margins = {one.rule: MARGIN for one in judged if one.rule}
    rules = tuple(sorted(margins))
    fit = delayed(_fitted)
    fitted: list[_Fitted] = Parallel(n_jobs=1 if len(rules) < FEW else -1)(
        fit(matrix, _told(judged, turned, len(background), rule)) for rule in rules
    )
    least = [one.least + margins[rule] for rule, one in zip(rules, fitted, strict=True)]
    weights = Weights(
        tuple(names),
        rules,
        np.clip(np.rint(np.array([one.worth for one in fitted]).T * length[:, None] * SCALE), -32000, 32000).astype(
            np.int16
        ),
        np.rint(length**2 * SCALE).astype(np.int32),
        np.array([round(asked - one.bias, 3) for asked, one in zip(least, fitted, strict=True)]),
    )
    unseen = {
        rule: (float(np.mean(one.right >= asked)), float(np.mean(one.near < asked)))
        for rule, asked, one in zip(rules, least, fitted, strict=True)
    }
    return Learnt(weights, unseen)


def _known(signs: Sequence[frozenset[str]]) -> tuple[list[str], NDArray[np.float64]]:
    """The signs that are seen often enough, and how rare each is (inverse document frequency)."""
    seen = Counter(name for one in signs for name in one)
    least = max(LEAST_SEEN, len(signs) // RARE)
    names = sorted(name for name, times in seen.items() if times >= least)
    return names, np.array([log((1 + len(signs)) / (1 + seen[name])) + 1 for name in names])


def _matrix(signs: Sequence[frozenset[str]], names: Sequence[str], length: NDArray[np.float64]) -> Any:
    """One row a wording, of length 1."""
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    number = {name: at for at, name in enumerate(names)}
    columns = [sorted(number[name] for name in one if name in number) for one in signs]
    ends = np.cumsum([0, *(len(row) for row in columns)])
    flat = np.array([at for row in columns for at in row], dtype=np.int32)
    return normalize(csr_matrix((length[flat], flat, ends), shape=(len(signs), len(names))))


class _Told(NamedTuple):
    """Of each wording, and of each sentence that nobody judged, what a rule is told."""

    means: NDArray[np.bool_]
    """Whether it has the rule's meaning."""
    counts: NDArray[np.float64]
    """How much it counts."""
    own: NDArray[np.bool_]
    """Whether it was judged for the rule."""
    parts: NDArray[np.int64]
    """The part of the rule's own wordings that it belongs to; -1 for all that are not its own."""


class _Fitted(NamedTuple):
    """A rule's model, and the scores of its own wordings and near misses by models that had not seen them."""

    worth: NDArray[np.float64]
    bias: float
    right: NDArray[np.float64]
    near: NDArray[np.float64]

    @property
    def least(self) -> float:
        """The score that nearly all near misses stay below, or that most wordings with the meaning reach."""
        return min(float(np.quantile(self.near, SILENT)), float(np.quantile(self.right, 1 - FIRING)))


def mirror(signs: frozenset[str]) -> frozenset[str]:
    """The signs of a wording in which the two sides have changed places."""
    return frozenset(_SIDE.sub(lambda side: _OPPOSITE[side[0]], name) for name in signs)


def deny(text: str) -> str | None:
    """A wording with a "not" in its one duty or right, or without the one it has; None where that need not turn it."""
    if len(_MODAL.findall(text)) != 1:
        return None
    if len(_TURNS.findall(text)) == len(_DENIED.findall(text)) == 1:
        return _DENIED.sub("", text)
    return None if _TURNS.search(text) else _MODAL.sub(r"\g<0> not", text)


def _told(judged: Sequence[Judged], turned: Sequence[int], elsewhere: int, rule: str) -> _Told:
    """What a rule is told of the wordings, of those changed (they mean it no more), and of the rest."""
    told = [_told_of(one, rule) for one in judged]
    told += [(False, CHANGED if told[number][0] else 0.0, False) for number in turned]
    told += [(False, ELSEWHERE, False)] * elsewhere
    means, counts, own = map(np.array, zip(*told, strict=True))
    groups = sorted({one.group for one, is_own in zip(judged, own, strict=False) if is_own})
    part = {group: number % FOLDS for number, group in enumerate(groups)}
    # what one person wrote alone can only be parted wording by wording
    parts = [
        (part[one.group] if len(groups) > 1 else number % FOLDS) if is_own else -1
        for number, (one, is_own) in enumerate(zip(judged, own, strict=False))
    ]
    parts += [parts[number] for number in turned]
    return _Told(means, counts, own, np.array(parts + [-1] * elsewhere))


def _told_of(one: Judged, rule: str) -> tuple[bool, float, bool]:
    if not one.rule:
        if rule in one.also:
            return True, OWN * IN_CONTRACT, True
        return False, 0.0 if rule in one.doubtful else WHOLE, False
    if one.rule == rule:
        return one.fires, OWN, True
    return False, 0.0 if rule in one.also else 1.0, False


def _fitted(matrix: Any, told: _Told) -> _Fitted:
    """Fits a rule's model, and before that others on some of its wordings, to try them on the rest."""
    scores = np.zeros(len(told.means))
    wanted = told.own | (told.counts == CHANGED)
    some = wanted | (np.arange(len(told.means)) % TRIED == 0)
    thinned = told._replace(counts=np.where(wanted, told.counts, told.counts * TRIED))
    for part in range(FOLDS):
        tried = told.parts == part
        if tried.any():
            worth, bias = _classifier(matrix, thinned, some & ~tried)
            scores[tried] = matrix[tried] @ worth + bias
    worth, bias = _classifier(matrix, told, np.ones(len(scores), dtype=bool))
    return _Fitted(worth, bias, scores[told.own & told.means], scores[told.own & ~told.means])


def _classifier(matrix: Any, told: _Told, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    from sklearn.svm import LinearSVC

    chosen = chosen & (told.counts > 0)
    model = LinearSVC(C=STRENGTH, max_iter=20_000, tol=0.01, random_state=0)
    model.fit(matrix[chosen], told.means[chosen], sample_weight=told.counts[chosen])
    return model.coef_[0], float(model.intercept_[0])
