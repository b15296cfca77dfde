"""Two reviews compared: which findings are new, gone, better or worse, and which clauses changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from termscheck.drafts.align import align
from termscheck.drafts.differences import astray, differences, whole
from termscheck.drafts.draft import Draft, Unit
from termscheck.drafts.model import (
    CHANGES,
    Change,
    ClausePair,
    Comparison,
    FindingChange,
    Piece,
    ProtectionChange,
    Told,
    Wording,
)
from termscheck.model import SEVERITIES, Review
from termscheck.version import __version__
from termscheck.wire.review import FindingDict, ProtectionDict, ReviewDict

LITTLE = 0.2
"""Share of the clauses of the shorter draft below which the two hardly are drafts of one contract."""


def compare_reviews(old: Review, new: Review) -> Comparison:
    """What changed from the old draft's review to the new one's."""
    return compare(old.to_dict(), new.to_dict())


def compare(old: ReviewDict, new: ReviewDict) -> Comparison:
    """The same of reviews that were kept, in the form of `Review.to_dict()`."""
    return _Comparer(Draft(old), Draft(new)).compare()


class _Comparer:
    def __init__(self, old: Draft, new: Draft) -> None:
        self.old, self.new = old, new
        self.partners = align(old, new)
        self.origins = {after: before for before, after in self.partners.items()}
        self._pairs: dict[tuple[str, str], ClausePair] = {}

    def compare(self) -> Comparison:
        pairs = list(self._in_new_order())
        return Comparison(
            tool_version=__version__,
            fail_on=self.new.review["profile"]["fail_on"],
            old=self.old.facts(),
            new=self.new.facts(),
            caveats=tuple(_caveats(self.old, self.new, len(self.partners))),
            findings=tuple(sorted(self._findings(), key=_rank)),
            protections=tuple(self._protections()),
            clauses=tuple(pair for pair in pairs if pair.change != "same"),
            renumbered=tuple((p.old.label, p.new.label) for p in pairs if p.old and p.new and p.renumbered),
        )

    # --- clauses ----------------------------------------------------------------------------------------------

    def _in_new_order(self) -> Iterator[ClausePair]:
        """Every clause once: as the new draft has them, one that is gone after that which it followed."""
        gone: dict[str, list[str]] = {}
        last = ""
        for before in self.old.units:
            last = self.partners.get(before, last)
            if before not in self.partners:
                gone.setdefault(last, []).append(before)
        for after in ("", *self.new.units):
            if after:
                yield self._pair(self.origins.get(after, ""), after)
            for before in gone.get(after, ()):
                yield self._pair(before, "")

    def _pair(self, before: str, after: str) -> ClausePair:
        """A clause as it was and as it is, by the ids; empty for none."""
        key = before, after
        if key not in self._pairs:
            self._pairs[key] = self._made(self.old.units.get(before), self.new.units.get(after))
        return self._pairs[key]

    def _made(self, before: Unit | None, after: Unit | None) -> ClausePair:
        if before and after:
            left, right = differences(before.words, after.words, self.partners)
            lost = astray(before.words, after.words, self.partners)
            changed = bool(lost) or any(piece.kind != "same" for piece in (*left, *right))
            return ClausePair("changed" if changed else "same", _wording(before, left), _wording(after, right), lost)
        if before:
            return ClausePair("gone", _wording(before, whole(before.words, "out")), None)
        assert after  # noqa: S101  (there is a clause on one side at least)
        return ClausePair("new", None, _wording(after, whole(after.words, "in")))

    # --- findings and good terms ------------------------------------------------------------------------------

    def _findings(self) -> Iterator[FindingChange]:
        old, new = self.old.review["findings"], self.new.review["findings"]
        same = self._same_findings(old, new)
        for n, before in enumerate(old):
            yield self._finding(before, new[same[n]] if n in same else None)
        for m in sorted(set(range(len(new))).difference(same.values())):
            yield self._finding(None, new[m])

    def _same_findings(self, old: Sequence[FindingDict], new: Sequence[FindingDict]) -> dict[int, int]:
        """The findings that both have, by number: those of one rule with the same words, or else in the same clause."""
        free: dict[str, list[int]] = defaultdict(list)
        for m, after in enumerate(new):
            free[after["rule"]].append(m)
        same: dict[int, int] = {}
        for is_same in (_same_words, self._same_clause, self._share_a_clause):
            for n, before in enumerate(old):
                likely = free[before["rule"]] if n not in same else []
                found = next((m for m in likely if is_same(before, new[m])), None)
                if found is not None:
                    same[n] = found
                    likely.remove(found)
        return same

    def _same_clause(self, before: FindingDict, after: FindingDict) -> bool:
        if before["missing"] or after["missing"]:
            return before["missing"] and after["missing"]
        return after["clause"] is not None and self.partners.get(before["clause"] or "") == after["clause"]

    def _share_a_clause(self, before: FindingDict, after: FindingDict) -> bool:
        held = {self.partners.get(clause) for clause in self.old.holding(before)}
        return not held.isdisjoint(self.new.holding(after))

    def _finding(self, before: FindingDict | None, after: FindingDict | None) -> FindingChange:
        wordings = self._wordings(before, after)
        change = _change(before, after, wordings)
        return FindingChange(change, _told(before) if before else None, _told(after) if after else None, wordings)

    def _protections(self) -> Iterator[ProtectionChange]:
        """Good terms are told apart by their rules: one that moved to another clause is neither gained nor lost."""
        old, new = self.old.review["protections"], self.new.review["protections"]
        for one in new:
            if one["rule"] not in {other["rule"] for other in old}:
                yield ProtectionChange("gained", one["rule"], one["message"], self._wordings(None, one))
        for one in old:
            if one["rule"] not in {other["rule"] for other in new}:
                yield ProtectionChange("lost", one["rule"], one["message"], self._wordings(one, None))

    def _wordings(
        self, before: FindingDict | ProtectionDict | None, after: FindingDict | ProtectionDict | None
    ) -> tuple[ClausePair, ...]:
        """The clauses that hold what both drafts or one of them say, each beside its partner."""
        keys = [(self.origins.get(clause, ""), clause) for clause in (self.new.holding(after) if after else ())]
        keys += [(clause, self.partners.get(clause, "")) for clause in (self.old.holding(before) if before else ())]
        return tuple(self._pair(*key) for key in dict.fromkeys(keys))


def _same_words(before: FindingDict, after: FindingDict) -> bool:
    return before["fingerprint"] == after["fingerprint"]


def _change(before: FindingDict | None, after: FindingDict | None, wordings: Sequence[ClausePair]) -> Change:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    step = SEVERITIES.index(after["severity"]) - SEVERITIES.index(before["severity"])
    if step:
        return "worse" if step > 0 else "better"
    # the fingerprint holds numbers of clauses too, where the words quoted refer to some
    untouched = _same_words(before, after) or all(pair.change == "same" for pair in wordings)
    return "unchanged" if untouched else "reworded"


def _rank(one: FindingChange) -> tuple[int, int]:
    return CHANGES.index(one.change), -SEVERITIES.index(one.latest.severity)


def _wording(unit: Unit, pieces: tuple[Piece, ...]) -> Wording:
    return Wording(
        clause=unit.id,
        label=unit.clause["label"],
        heading=unit.heading,
        document=unit.document,
        page=unit.clause["page"],
        pieces=pieces,
    )


def _told(finding: FindingDict) -> Told:
    advice = finding["advice"]
    return Told(
        rule=finding["rule"],
        name=finding["name"],
        title=advice["title"],
        severity=finding["severity"],
        confidence=finding["confidence"],
        message=finding["message"],
        clause=finding["clause"],
        clause_label=finding["clause_label"],
        missing=finding["missing"],
        set_aside=finding["suppressed"] is not None,
        values=finding["values"],
        why=advice["why"],
        negotiate=advice["negotiate"],
        suggest=advice["suggest"],
        fingerprint=finding["fingerprint"],
    )


def _caveats(old: Draft, new: Draft, partners: int) -> Iterator[str]:
    """What else than the words can make the two reviews differ."""
    if partners < LITTLE * min(len(old.units), len(new.units)):
        yield "Hardly a clause of one draft is found in the other: are they drafts of the same contract?"
    if _rules(old.review) != _rules(new.review):
        yield "The two drafts were checked with different rules: a difference may come from the rules."
    before, after = old.review["profile"]["name"], new.review["profile"]["name"]
    if before != after:
        yield f"The old draft was checked with the profile {before}, the new one with {after}."
    ours = _us(old.review), _us(new.review)
    if ours[0].isdisjoint(ours[1]) and any(ours):
        sides = [" or ".join(f"“{label}”" for label in sorted(labels)) or "nobody" for labels in ours]
        yield (
            f"In the old draft you were taken to be {sides[0]}, in the new one {sides[1]}: the findings may be of "
            "different sides. Name yours with --us."
        )


def _rules(review: ReviewDict) -> tuple[str, ...]:
    return review["tool"]["version"], *(source["sha256"] for source in review["tool"]["rules"])


def _us(review: ReviewDict) -> set[str]:
    return {label.casefold() for party in review["parties"] if party["role"] == "us" for label in party["labels"]}
