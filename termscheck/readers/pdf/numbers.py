"""Clause numbers drawn as pictures: what they say, worked out from their shapes and their order.

Nothing is guessed at from one picture. Equal shapes are one character throughout the document, and the numbers follow
one another as clause numbers do, between those that are printed as text: a "2.3" comes after "2.2", a "2.1" after
"2." and nowhere else. Readings of all pictures together are searched for the one that explains most of them; a
character that another reading, nearly as good, takes differently is not known, and no number that has it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from termscheck.readers.pdf.furniture import Spot
from termscheck.readers.pdf.marks import Shape
from termscheck.readers.pdf.pages import Page
from termscheck.readers.text import Line, opening_label
from termscheck.segment.labels import letters, parse, roman

_MOST_PICTURES = 1_500
_MOST_SHAPES = 100
_MOST_READINGS = 40
_ALIKE = 0.13
"""Mean difference of ink below which shapes are one character; between "3" and "5" it is 0.16 in small type."""
_DOT = -1
_UNKNOWN = "?"
_FEWEST = 3
_GAP, _LIST, _TWIN, _RESTART = 0.6, 0.6, 0.6, 1.0
"""What it costs to leave numbers out, to open a list, to take two shapes for one character, to start again at 1."""
_DOUBT = 0.5


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers before lines, empty where one could not be worked out, and the pages that have any."""

    labels: dict[Spot, str]
    pages: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many were worked out."""
        return sum(bool(label) for label in self.labels.values())

    def put_before(self, page: int, index: int, line: Line) -> Line:
        """The line with its number, if a picture of one stands before it."""
        label = self.labels.get(Spot(page, index))
        return line if label is None else line._replace(label=label)


def work_out(pages: Sequence[Page], left_out: Collection[Spot]) -> Numbers:
    """Read the pictures that stand where clause numbers would, as far as they can be proved to be numbers."""
    shapes = {
        Spot(i, picture.line): picture.shapes
        for i, page in enumerate(pages)
        for picture in page.pictured
        if len(picture.shapes) > 1 and Spot(i, picture.line) not in left_out
    }
    if len(shapes) < _FEWEST or len(shapes) > _MOST_PICTURES:
        return Numbers({})
    alphabet = _Alphabet(shape for picture in shapes.values() for shape in picture)
    pictures = {spot: alphabet.spell(picture) for spot, picture in shapes.items()}
    if 2 * len(set(pictures.values())) < len(pictures) or len(set(pictures.values())) < _FEWEST:
        return Numbers({})  # the same few over and over: ticks, icons
    known = alphabet.unknown if alphabet.is_full else _solve(list(_events(pages, left_out, pictures)), alphabet)
    labels = {spot: _label(picture, known) for spot, picture in pictures.items()}
    spots = sorted(labels)
    return Numbers(
        labels,
        tuple(dict.fromkeys(pages[spot.page].number for spot in spots)),
        tuple(dict.fromkeys(pages[spot.page].number for spot in spots if not labels[spot])),
    )


def _label(picture: tuple[int, ...], known: str) -> str:
    """What a picture says, if all its characters are known and make a number."""
    text = _spelt(picture, known)
    return text if _UNKNOWN not in text and parse(text) else ""


def _spelt(picture: tuple[int, ...], known: str) -> str:
    return "".join([known[shape] for shape in picture])


# --- shapes -------------------------------------------------------------------------------------------------


class _Alphabet:
    """The different shapes of a document, by number; whatever is as small as a full stop is one."""

    def __init__(self, shapes: Iterator[Shape]) -> None:
        distinct = list(dict.fromkeys(shapes))
        tallest = max(shape.height for shape in distinct)
        self._numbers = dict.fromkeys(distinct, _DOT)
        large = [shape for shape in distinct if shape.height >= 0.3 * tallest]
        self._first, numbers = _grouped(large)
        self._numbers.update(zip(large, numbers, strict=True))

    @property
    def unknown(self) -> str:
        """What its shapes say as long as nothing is known: a character for each, the last for the full stop."""
        return _UNKNOWN * (len(self._first) + 1)

    @property
    def is_full(self) -> bool:
        """Whether there are more shapes than any writing of numbers has."""
        return len(self._first) == _MOST_SHAPES

    def spell(self, picture: Sequence[Shape]) -> tuple[int, ...]:
        """The numbers of a picture's shapes."""
        return tuple(self._numbers[shape] for shape in picture)

    def allows(self, picture: Sequence[int], label: str) -> bool:
        """Whether a picture looks as a label of its length may: dots for dots, low letters lower than brackets."""
        bracket = self._first[picture[-1]].height if label[-1] == ")" and picture[-1] != _DOT else 0.0
        return all(self._may_be(shape, character, bracket) for shape, character in zip(picture, label, strict=True))

    def _may_be(self, number: int, character: str, bracket: float) -> bool:
        if number == _DOT or character == ".":
            return number == _DOT and character == "."
        shape = self._first[number]
        if shape.parted != (character in "ij"):
            return False
        if not bracket or character in "()ij":
            return True
        return (shape.height < 0.64 * bracket) == (character in "acemnorsuvwxz")


def _grouped(shapes: Sequence[Shape]) -> tuple[list[Shape], list[int]]:
    """The first of each kind of shape, and the kind of each shape: the one that it is most like."""
    first: list[Shape] = []
    least, kinds = np.ones(len(shapes)), np.zeros(len(shapes), int)
    sizes = np.array([(shape.width, shape.height, shape.parted) for shape in shapes])
    inks = np.frombuffer(b"".join(shape.ink for shape in shapes), np.uint8).reshape(len(shapes), -1).astype(np.int16)
    for index, shape in enumerate(shapes):
        if least[index] >= _ALIKE and len(first) < _MOST_SHAPES:
            unlike = _differences(sizes[index:], inks[index:])
            closer = unlike < least[index:]
            least[index:][closer] = unlike[closer]
            kinds[index:][closer] = len(first)
            first.append(shape)
    return first, kinds.tolist()


def _differences(sizes: Any, inks: Any) -> Any:
    """How unlike shapes are to the first of them, from 0 to 1."""
    (widths, heights, parted), (width, height, _) = sizes.T, sizes[0]
    near = (abs(heights - height) < 0.2 * height) & (abs(widths - width) < 0.3 * width + 0.3) & (parted == parted[0])
    return np.where(near, abs(inks - inks[0]).sum(axis=1) / (255 * inks.shape[1]), 1.0)


# --- order --------------------------------------------------------------------------------------------------


class _Series(NamedTuple):
    """A list that is open: "({})" with the second of the lower-case letters."""

    form: str
    alphabet: str
    ordinal: int

    @property
    def label(self) -> str:
        return _label_of(*self)


@lru_cache(maxsize=1_000)
def _label_of(form: str, alphabet: str, ordinal: int) -> str:
    core = {"lower": letters, "roman": roman}[alphabet.lower()](ordinal)
    return form.format(core.upper() if alphabet[0].isupper() else core)


class _State(NamedTuple):
    """Where a numbering has come to."""

    path: tuple[int, ...] = ()
    lists: tuple[_Series, ...] = ()


_Event = tuple[int, ...] | _State
"""A picture by its shapes, or a number printed as text and what it says."""
_FORMS = [
    (_label_of(form, alphabet, 1), _Series(form, alphabet, 1))
    for form in ("({})", "{})", "{}.")
    for alphabet in ("lower", "roman", "Lower", "Roman")
]


def _events(
    pages: Sequence[Page], left_out: Collection[Spot], pictures: dict[Spot, tuple[int, ...]]
) -> Iterator[_Event]:
    for i, page in enumerate(pages):
        for j, line in enumerate(page.lines):
            if picture := pictures.get(Spot(i, j)):
                yield picture
            elif Spot(i, j) not in left_out and (label := opening_label(line.text)):
                if label.style == "division":
                    yield _State()
                elif label.path and all(part.isdigit() for part in label.path):
                    yield _State(tuple(map(int, label.path)))


_Next = tuple[str, _State, float]
"""A number that may come next, what it leads to and what it costs."""


@lru_cache(maxsize=5_000)
def _nexts(state: _State) -> tuple[_Next, ...]:
    """All of them after a state, to which many readings come."""
    return tuple(_nexts_of(state))


@lru_cache(maxsize=5_000)
def _nexts_by_label(state: _State) -> dict[str, list[_Next]]:
    nexts: dict[str, list[_Next]] = {}
    for one in _nexts(state):
        nexts.setdefault(one[0], []).append(one)
    return nexts


def _nexts_of(state: _State) -> Iterator[_Next]:
    path, lists = state
    ahead = [((*path, 1), 0.0)] if path else [((1,), 0.0), ((1, 1), 0.0)]
    ahead += [
        ((*path[:level], path[level] + step), _GAP * (step > 1)) for level in range(len(path)) for step in (1, 2, 3)
    ]
    if path:
        ahead += [((1,), _RESTART), ((1, 1), _RESTART)]
    for numbers, cost in ahead:
        text, after = ".".join(map(str, numbers)), _State(numbers)
        yield text, after, cost
        yield f"{text}.", after, cost
    for depth, series in enumerate(lists):
        following = series._replace(ordinal=min(series.ordinal + 1, 50))
        yield following.label, _State(path, (*lists[:depth], following)), 0.0
    for label, series in _FORMS:
        yield label, _State(path, (*lists[:4], series)), _LIST


_Reading = tuple[float, _State, str, int]
"""One way to read the pictures so far: its score, where it has come to, the character of each shape, and how many
pictures it explains. Tens of thousands are made, most to be dropped at once: a plain tuple takes a tenth of the time.
"""


class _Step:
    """The step over one picture, from any reading of those before it."""

    def __init__(self, picture: tuple[int, ...], alphabet: _Alphabet) -> None:
        self._picture = picture
        self._characters = itemgetter(*picture)
        self._allows = cache(partial(alphabet.allows, picture))
        self._fitting = cache(self._fitting_after)
        self._with = cache(self._known_with)

    def take(self, readings: Sequence[_Reading]) -> list[_Reading]:
        """All ways to go on over the picture; leaving it unexplained is one."""
        made: list[_Reading] = []
        for reading in readings:
            made.append(reading)
            score, state, known, read = reading
            text = "".join(self._characters(known))
            if _UNKNOWN in text:
                for label, after, cost in self._fitting(state):
                    then, twins = self._with(known, label)
                    if then:
                        made.append((score + 1 - cost - twins * _TWIN, after, then, read + 1))
            elif (nexts := _nexts_by_label(state).get(text)) and self._allows(text):
                made += [(score + 1 - cost, after, known, read + 1) for _, after, cost in nexts]
        return made

    def _fitting_after(self, state: _State) -> list[_Next]:
        """The numbers that the picture may show after a state."""
        size = len(self._picture)
        return [one for one in _nexts(state) if len(one[0]) == size and self._allows(one[0])]

    def _known_with(self, known: str, label: str) -> tuple[str, int]:
        """What is known when the picture says a label, and how many shapes say what another does; none if it cannot."""
        twins, then = 0, list(known)
        for shape, character in zip(self._picture, label, strict=True):
            if then[shape] == _UNKNOWN:
                twins += character != "." and character in then
                then[shape] = character
            elif then[shape] != character:
                return "", 0
        return "".join(then), twins


def _solve(events: Sequence[_Event], alphabet: _Alphabet) -> str:
    """The characters of the shapes that are beyond doubt; none when too few pictures fit any order."""
    readings: list[_Reading] = [(0.0, _State(), alphabet.unknown, 0)]
    step_over = cache(partial(_Step, alphabet=alphabet))
    for event in events:
        if isinstance(event, _State):
            fresh = [(score, event, known, read) for score, _, known, read in readings] + readings
        else:
            fresh = step_over(event).take(readings)
        readings = _best(fresh)
    best_score, _, _, read = readings[0]
    pictures = sum(not isinstance(event, _State) for event in events)
    if read < max(_FEWEST, 0.6 * pictures):
        return alphabet.unknown
    rivals = [known for score, _, known, _ in readings if score >= best_score - _DOUBT]
    return "".join(
        characters[0] if set(characters) <= {characters[0], _UNKNOWN} else _UNKNOWN
        for characters in zip(*rivals, strict=True)
    )


def _best(readings: Sequence[_Reading]) -> list[_Reading]:
    """The readings with the highest scores, each only once."""
    different: dict[tuple[object, ...], _Reading] = {}
    for reading in sorted(readings, key=itemgetter(0), reverse=True)[: 6 * _MOST_READINGS]:
        different.setdefault(reading[1:3], reading)
        if len(different) == _MOST_READINGS:
            break
    return list(different.values())
