"""The letter to the other side: what to change, the most important first, with reasons and wording, ready to sign.

Its frame is `reports/letter/letter.md.j2`, what it says of each rule `points.yaml` beside it; a house style may have
its own. It speaks from "we", the party that does the work, to "you", the party that pays. `letter_word` makes the Word
file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from termscheck.model import SEVERITIES, Contract, Finding, Review, Role, Severity
from termscheck.places import Places
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.house.said import ABOVE, Wording
from termscheck.renderers.markdown import escaped, lines
from termscheck.renderers.page import in_order
from termscheck.renderers.quotations import Quote, quotes
from termscheck.renderers.templates import Kind, templates
from termscheck.words import listed

MOST_POINTS = 12
"""Points told in full, unless more are high or critical; medium ones beyond are listed in short."""
MOST_QUESTIONS = 15
MOST_QUOTES = 3
"""Quotations for one point; further clauses are named."""
LONGEST_QUOTE = 300

_BLANK = re.compile(r"\\\[([^\[\]\\]{0,60})\\\]")
"""A place to fill in, such as "[ ]" or "[cap]", in text that is escaped for Markdown."""
_FALLBACK = re.compile(r"\s*\((?:Fallback:|As a second best,)[^()]*\)")
"""What we could live with instead, which nobody tells the other side in a first letter."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is asked for, of all the findings that it would settle.

    `place` is where they are, empty for what is missing, and `unquoted` the part of it that no quotation shows.
    `unsure` says that the text leaves all of them open. `number` counts from 1 in the order of the letter; it is 0 when
    the point is only listed.
    """

    number: int
    heading: str
    place: str
    unquoted: str
    quotes: tuple[Quote, ...]
    reason: str
    wording: str
    severity: Severity
    unsure: bool


@dataclass(frozen=True, slots=True)
class Together:
    """What several terms do together, and the numbers of the points that are about them."""

    text: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that the template tells. `us` and `them` are empty where the contract does not name the party."""

    review: Review
    house: HouseStyle | None
    us: str
    them: str
    groups: tuple[tuple[Severity, tuple[Point, ...]], ...]
    together: tuple[Together, ...]
    brief: tuple[Point, ...]
    questions: tuple[str, ...]

    @property
    def points(self) -> int:
        """How many points are told in full."""
        return sum(len(points) for _, points in self.groups)


@dataclass(frozen=True, slots=True)
class _Group:
    """The findings that one point would settle, and its heading. Terms that are there come before what is missing."""

    heading: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def severity(self) -> Severity:
        return max((finding.severity for finding in self.findings), key=SEVERITIES.index)

    def urgency(self) -> tuple[int, bool, int]:
        return min(finding.urgency for finding in self.findings)

    def part_of(self, rule: str) -> bool:
        return any(finding.part_of == rule for finding in self.findings)


def blanks(text: str) -> Markup:
    """Text whose places to fill in, in square brackets, are marked as such."""
    return Markup(_BLANK.sub(r"**\[\1\]**", escaped(text)))  # noqa: S704  (escaped for Markdown before)


LETTER = Kind("letter", escaped, {"blanks": blanks})


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The letter as Markdown in UTF-8, with what to do before sending it in a comment at its head."""
    letter = build(review, house)
    return lines(f"<!--\n{reminder(letter)}\n-->\n\n{body(letter)}")


def body(letter: Letter) -> str:
    """The letter itself in Markdown."""
    return templates(LETTER, letter.house).fill_in("letter.md.j2", letter=letter)


def reminder(letter: Letter) -> str:
    """What the sender has to do first, in Markdown that does not end the comment it stands in."""
    text = templates(LETTER, letter.house).fill_in("before-you-send.md.j2", letter=letter)
    return lines(text).decode("utf-8").strip().replace("--", "- -").replace(">", "›")


def build(review: Review, house: HouseStyle | None = None) -> Letter:
    """What the letter tells. Findings that a person set aside are not in it."""
    from termscheck.engine.drafting import wording  # loads spaCy, which is not needed for the other formats

    above, places = wording(review.contract).report["above"].subject, Places(review.contract)
    said = _Said((house or plain_style()).points, above)
    findings = [finding for finding in in_order(review.findings) if not finding.suppressed]
    wholes = {finding.part_of for finding in findings}
    combinations = [rule for rule in dict.fromkeys(finding.rule for finding in findings) if rule in wholes]
    groups: dict[str, _Group] = {}
    for finding in findings:
        if finding.rule not in combinations:
            heading = said.of(finding).heading or finding.name.replace("-", " ").capitalize()
            groups.setdefault(heading, _Group(heading)).findings.append(finding)
    told, brief = _chosen(sorted(groups.values(), key=_Group.urgency), combinations)
    points = [_point(number, places, group, said) for number, group in enumerate(told, 1)]
    return Letter(
        review=review,
        house=house,
        us=_name(review.contract, "us"),
        them=_name(review.contract, "them"),
        groups=tuple(
            (severity, chosen)
            for severity in reversed(SEVERITIES)
            if (chosen := tuple(point for point in points if point.severity == severity))
        ),
        together=tuple(
            Together(
                _together(findings, rule, said),
                tuple(str(number) for number, group in enumerate(told, 1) if group.part_of(rule)),
            )
            for rule in combinations
        ),
        brief=tuple(_point(0, places, group, said) for group in brief),
        questions=tuple(dict.fromkeys(question for group in told for question in said.of(group.findings[0]).ask))[
            :MOST_QUESTIONS
        ],
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the letter says of each rule, with what the contract calls the public body above them filled in."""

    points: Mapping[str, Wording]
    above: str

    def of(self, finding: Finding) -> Wording:
        said = self.points.get(finding.rule, Wording())
        filled = {name: self._filled(getattr(said, name)) for name in ("heading", "reason", "together")}
        return said.model_copy(update={**filled, "ask": [self._filled(question) for question in said.ask]})

    def _filled(self, text: str) -> str:
        return text.replace(ABOVE, self.above)


def _together(findings: Sequence[Finding], rule: str, said: _Said) -> str:
    finding = next(finding for finding in findings if finding.rule == rule)
    return said.of(finding).together or finding.advice.negotiate


def _chosen(groups: Sequence[_Group], combinations: Sequence[str]) -> tuple[list[_Group], list[_Group]]:
    """Which points are told in full and which are listed: all that is high or critical, or is a part of a combination,
    and of what is medium as much as a reader bears."""
    needed = [
        group
        for group in groups
        if group.severity in ("critical", "high") or any(group.part_of(rule) for rule in combinations)
    ]
    room = max(0, MOST_POINTS - len(needed))
    optional = [group for group in groups if group.severity == "medium" and group not in needed][:room]
    told = [group for group in groups if group in needed or group in optional]
    return told, [group for group in groups if group not in told]


def _point(number: int, places: Places, group: _Group, said: _Said) -> Point:
    first = group.findings[0]
    words = said.of(first)
    found = [finding for finding in group.findings if not finding.missing]
    quoted = list(dict.fromkeys(quote for finding in found for quote in quotes(places, finding, LONGEST_QUOTE)))
    shown = quoted[:MOST_QUOTES]
    cited = list(dict.fromkeys(place for finding in found if (place := _place(places, finding))))
    return Point(
        number=number,
        heading=group.heading,
        place=_listed(cited),
        unquoted=_listed([place for place in cited if place not in {quote.place for quote in shown}]),
        quotes=tuple(shown),
        reason=words.reason or words.together or first.advice.negotiate,
        wording=_FALLBACK.sub("", first.advice.suggest),
        severity=group.severity,
        unsure=all(finding.confidence == "low" for finding in group.findings),
    )


def _place(places: Places, finding: Finding) -> str:
    clause = places.clause(finding.clause)
    return places.name(clause.span) if clause else ""


def _listed(places: Sequence[str]) -> str:
    """ "Clauses 7.5, 8.5 and 9.6; Schedule 1, 3.3"."""
    numbers = [place.removeprefix("Clause ") for place in places if place.startswith("Clause ")]
    others = [place for place in places if not place.startswith("Clause ")]
    clauses = [f"{'Clause' if len(numbers) == 1 else 'Clauses'} {listed(numbers)}"] if numbers else []
    return "; ".join(clauses + others)


def _name(contract: Contract, role: Role) -> str:
    """The name of a party, unless the contract only has a label for it."""
    for party in contract.parties:
        if party.role == role and party.name.casefold() not in {label.casefold() for label in party.labels}:
            return party.name
    return ""
