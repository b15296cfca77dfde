"""Regime switches: which law advice rests on, where that depends on more than the words of a clause (rulebook 1.4).

`regimes.yaml` holds what can be told from the text (the procurement regime, a light-touch award, the governing law,
the contract's date) and what cannot (settings such as the base rate, or a bill that may come into force). Each switch
is reported with its value, who says so, and what follows: an `Assumption`. What nobody says stays "unknown", and the
sentence then tells what either answer would mean.

A regime is taken from the text when words such as “procured under” tie the contract to it, or else when it is the only
one that the text mentions at all; a sentence that says that it does not apply does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import Field

from termscheck.annotate.index import any_literally, found_at
from termscheck.annotate.kinds import LAWS
from termscheck.annotate.numbers import lowered
from termscheck.engine.law import Figure
from termscheck.engine.parameters import figures, filled_in
from termscheck.engine.profiles import Applied, Setting
from termscheck.engine.schema import Day, Strict, Text
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.model import Assumption, Contract, Document, Span, ToldBy
from termscheck.words import MONTHS, day_in_words

FILE = "regimes.yaml"
UNKNOWN = "unknown"
AROUND = 300
"""Characters on either side of a mention in which its sentence is looked for."""
HEAD = 6_000
"""Characters at the beginning of a document in which it says when it was made."""
MOST_EVIDENCE = 3
_MONTHS = tuple(month.lower() for month in MONTHS)
_DATE = (
    rf"(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?(?P<month>{'|'.join(_MONTHS)}),?\s+(?P<year>\d{{4}})"
    r"|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})"
)
_MADE = re.compile(
    r"\b(?:(?:is\s+)?dated(?:\s+as\s+of)?|(?:made|entered\s+into|signed)\s+(?:on|this)|date\s+of\s+(?:this\s+)?"
    rf"(?:agreement|contract|sub-?contract)|^\s*date)\s*:?\s*(?:{_DATE})",
    re.IGNORECASE | re.MULTILINE,
)
_NOTICES = ("contract", "tender", "procurement", "transparency")
_NOTICE = re.compile(
    rf"\b(?:{'|'.join(_NOTICES)})\s+notice\b[^.;\n]{{0,80}}?\b(?:dated|published\s+on|sent\s+on|of)\s+"
    rf"(?:{_DATE})",
    re.IGNORECASE,
)


class RegimeEntry(Strict):
    """A procurement regime."""

    title: Text
    says: Text = Field(description="What follows for the sub-contract")
    phrases: list[Text] = Field(default=[], description="What contracts call it")
    like: str | None = Field(None, description="The regime whose notes hold for it too")
    notices_from: Text | None = Field(None, description="It governs what was advertised on or after this day")
    notices_before: Text | None = Field(None, description="It governs what was advertised before this day")


class FlagEntry(Strict):
    """Something that a contract may say of itself."""

    phrases: list[Text] = Field(min_length=1)
    says: Text


class DateEntry(Strict):
    """A law that holds for contracts made from a day on."""

    since: Text = Field(description="The first day, as YYYY-MM-DD")
    after: Text
    before: Text
    unknown: Text = Field(description="What is said of a contract without a date")


class SettingEntry(Strict):
    """A value that no contract states: `value`, with the day on which it was looked up, or a `figure` of law.yaml.

    A profile may give another.
    """

    value: Setting | None = None
    checked: Day | None = Field(None, description="With `value`: the day on which it was looked up")
    figure: Text | None = Field(None, description="The figure of law.yaml that it is, unless a profile says otherwise")
    plus: Text | None = Field(None, description="Another such figure, which {total} has besides")
    says: dict[str, Text] = Field(
        min_length=1,
        description="By value; `other` for all the rest, with {value} and {total}; `default` where it is the `figure`, "
        "with {since} and {until} too",
    )


class RegimesFile(Strict):
    """The whole file."""

    tied_by: list[Text] = Field(description="Words that tie a contract to the regime named in the same sentence")
    cancelled_by: list[Text] = Field(description="Words with which a sentence says that it does not apply")
    unknown: Text
    regimes: dict[str, RegimeEntry]
    flags: dict[str, FlagEntry] = Field(default={})
    dates: dict[str, DateEntry] = Field(default={})
    nations: dict[str, Text] = Field(default={}, description="By governing law; `other` and `unknown` for the rest")
    settings: dict[str, SettingEntry] = Field(default={})


@dataclass(frozen=True)
class Regimes:
    """The switches of a rule set, as the profile sets them."""

    file: RegimesFile | None = None
    source: Source | None = None
    default: str | None = None
    """The regime that the profile gives where the contract does not say."""
    changed: Mapping[str, Setting] = field(default_factory=dict)
    """Settings that the profile gives."""
    law: Mapping[str, Figure] = field(default_factory=dict)
    """The figures of law.yaml."""

    @property
    def regimes(self) -> Mapping[str, RegimeEntry]:
        """The regimes by name."""
        return self.file.regimes if self.file else {}

    def read(self, source: Source, law: Mapping[str, Figure]) -> Regimes:
        """The switches of a file, with the figures of the law; there is one such file, and further ones are faults."""
        file = source.validated(RegimesFile, filled_in(source.data, figures(law), source))
        if file is None:
            return self
        if self.file:
            source.fault((), "comes with termscheck and is not replaced: other settings belong in a profile")
            return self
        for name, entry in file.regimes.items():
            if entry.like and entry.like not in file.regimes:
                source.fault(("regimes", name, "like"), f"there is no regime “{entry.like}”")
            for key in ("notices_from", "notices_before"):
                _check_day(source, getattr(entry, key), ("regimes", name, key))
        for name, one in file.dates.items():
            _check_day(source, one.since, ("dates", name, "since"))
        for name, setting in file.settings.items():
            if (setting.value is None) == (setting.figure is None):
                source.fault(("settings", name), "a setting has a `value` or a `figure`")
            for key in ("figure", "plus"):
                wanted = getattr(setting, key)
                if wanted and wanted not in law:
                    sentence = f"there is no figure “{wanted}” in law.yaml{did_you_mean(wanted, law)}"
                    source.fault(("settings", name, key), sentence)
        return replace(self, file=file, source=source, law=law) if not source.faults else self

    def under(self, choice: Applied) -> Regimes:
        """The switches as a profile sets them; what it names and nobody knows is noted in its file."""
        known = self.file.settings if self.file else {}
        for name, (source, _) in choice.settings.items():
            if name not in known:
                source.fault(("settings", name), f"there is no setting “{name}”{did_you_mean(name, known)}")
        if choice.regime and choice.regime not in self.regimes:
            source = choice.chain[-1][0]
            source.fault(
                ("regime",), f"there is no regime “{choice.regime}”{did_you_mean(choice.regime, self.regimes)}"
            )
        changed = {name: value for name, (_, value) in choice.settings.items()}
        return replace(self, default=choice.regime, changed=changed)

    def names(self, regime: str) -> list[str]:
        """The names under which rules may keep notes for a regime, the most specific first."""
        entry = self.regimes.get(regime)
        return [regime, *([entry.like] if entry and entry.like else [])]

    def known(self, told: str | None) -> str | None:
        """The regime that the user names; raises `UsageError` for one that nobody knows."""
        if told is not None and told not in (*self.regimes, UNKNOWN):
            known = ", ".join((*self.regimes, UNKNOWN))
            raise UsageError(f"There is no regime “{told}”{did_you_mean(told, self.regimes, '.')} Known are: {known}.")
        return told

    def assumptions(self, contract: Contract, told: str | None = None) -> tuple[Assumption, ...]:
        """What every switch stands at for a contract; `told` is the user's word for the procurement regime."""
        if self.file is None:
            return ()
        return (
            self._regime(contract, self.known(told)),
            *self._flags(contract),
            *self._dates(contract),
            self._nation(contract),
            *(self._setting(name, entry) for name, entry in self.file.settings.items()),
        )

    def _regime(self, contract: Contract, told: str | None) -> Assumption:
        value, evidence = self._in_text(contract.documents)
        by: ToldBy = "text"
        if told is not None:
            value, by = told, "user"
        elif value == UNKNOWN and self.default:
            value, by = self.default, "profile"
        elif value == UNKNOWN:
            by = "default"
        says = self.regimes[value].says if value in self.regimes else self.file.unknown if self.file else ""
        return Assumption("regime", value, by, says, evidence if by in ("text", "default") else ())

    def _in_text(self, documents: Sequence[Document]) -> tuple[str, tuple[Span, ...]]:
        tied: dict[str, list[Span]] = {}
        named: dict[str, list[Span]] = {}
        for name, entry in self.regimes.items():
            for span, sentence in _mentions(documents, entry.phrases):
                if _any_of(self.file.cancelled_by if self.file else (), sentence):
                    continue
                named.setdefault(name, []).append(span)
                if entry.like or _any_of(self.file.tied_by if self.file else (), sentence):
                    tied.setdefault(name, []).append(span)
        for span, day in _days(documents, _NOTICE, _NOTICES):
            for name, entry in self.regimes.items():
                later = entry.notices_from and day.isoformat() >= entry.notices_from
                if later or (entry.notices_before and day.isoformat() < entry.notices_before):
                    tied.setdefault(name, []).append(span)
        for found in (tied, named):
            special = {entry.like for name, entry in self.regimes.items() if name in found}
            rest = {name: spans for name, spans in found.items() if name not in special}
            if len(rest) == 1:
                ((name, spans),) = rest.items()
                return name, tuple(spans[:MOST_EVIDENCE])
            if rest:
                return UNKNOWN, tuple(spans[0] for spans in rest.values())
        return UNKNOWN, ()

    def _flags(self, contract: Contract) -> Iterator[Assumption]:
        for name, entry in (self.file.flags if self.file else {}).items():
            spans = [
                span
                for span, sentence in _mentions(contract.documents, entry.phrases)
                if not _any_of(self.file.cancelled_by if self.file else (), sentence)
            ]
            if spans:
                yield Assumption(name, "yes", "text", entry.says, tuple(spans[:MOST_EVIDENCE]))

    def _dates(self, contract: Contract) -> Iterator[Assumption]:
        made = next(_days(contract.documents, _MADE, head=HEAD), None)
        for name, entry in (self.file.dates if self.file else {}).items():
            if made is None:
                yield Assumption(name, UNKNOWN, "default", entry.unknown)
            else:
                after = made[1].isoformat() >= entry.since
                yield Assumption(name, made[1].isoformat(), "text", entry.after if after else entry.before, (made[0],))

    def _nation(self, contract: Contract) -> Assumption:
        nations = self.file.nations if self.file else {}
        key = contract.law or UNKNOWN
        says = nations.get(key, nations.get("other", ""))
        pattern = dict(LAWS).get(contract.law)
        found = next((_search(document, number, pattern) for number, document in enumerate(contract.documents)), None)
        return Assumption("nation", key, "text" if contract.law else "default", says, (found,) if found else ())

    def _setting(self, name: str, entry: SettingEntry) -> Assumption:
        changed = name in self.changed
        figure = self.law.get(entry.figure or "")
        value = self.changed.get(name, figure.value if figure else entry.value)
        key = str(value).lower()
        chosen = entry.says.get("other", "") if changed or not figure else entry.says.get("default", "")
        words = {"value": key}
        if isinstance(value, float) and entry.plus and entry.plus in self.law:
            words["total"] = f"{value + self.law[entry.plus].value:g}"
        if figure and figure.since and figure.until:
            words |= {"since": day_in_words(figure.since), "until": day_in_words(figure.until)}
        says = re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), entry.says.get(key, chosen))
        checked = f" Looked up on {entry.checked}." if entry.checked and not changed else ""
        return Assumption(name, key, "profile" if changed else "default", says + checked)


def _search(document: Document, number: int, pattern: re.Pattern[str] | None) -> Span | None:
    match = pattern.search(document.text) if pattern else None
    return Span(match.start(), match.end(), number) if match else None


def _mentions(documents: Sequence[Document], phrases: Sequence[str]) -> Iterator[tuple[Span, str]]:
    """Where any of the phrases stands, with the sentence around it."""
    if not phrases:
        return
    for number, document in enumerate(documents):
        small = lowered(document.text)
        there = _there(phrases, small)
        if not there:
            continue
        pattern = re.compile(_either(there), re.IGNORECASE)
        for match in found_at(
            pattern, document.text, any_literally({phrase.lower().split()[0] for phrase in there}, small)
        ):
            before = re.split(r"[.;]\s|\n", document.text[max(0, match.start() - AROUND) : match.start()])[-1]
            after = re.split(r"[.;]\s|\n", document.text[match.end() : match.end() + AROUND], maxsplit=1)[0]
            yield Span(match.start(), match.end(), number), before + match[0] + after


def _there(phrases: Sequence[str], small: str) -> list[str]:
    """The phrases all of whose words stand in a text in small letters; the others need not be looked for."""
    return [phrase for phrase in phrases if all(word in small for word in phrase.lower().split())]


def _any_of(phrases: Sequence[str], sentence: str) -> bool:
    return bool(phrases) and re.search(_either(phrases), sentence, re.IGNORECASE) is not None


def _either(phrases: Sequence[str]) -> str:
    """Literal phrases as one expression; any white space stands for a blank, and no letter may touch them."""
    each = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return rf"(?<!\w)(?:{'|'.join(each)})(?!\w)"


def _days(
    documents: Sequence[Document], pattern: re.Pattern[str], begin: Sequence[str] = (), head: int | None = None
) -> Iterator[tuple[Span, date]]:
    """The days that a pattern finds, without those that no calendar has; it begins with one of some words, if told."""
    for number, document in enumerate(documents):
        text = document.text[:head]
        for match in found_at(pattern, text, any_literally(begin, lowered(text))) if begin else pattern.finditer(text):
            day, month, year = match["day"] or match["d"], match["month"] or match["m"], match["year"] or match["y"]
            name = month.lower()
            try:
                found = date(int(year), _MONTHS.index(name) + 1 if name in _MONTHS else int(month), int(day))
            except ValueError:
                continue
            yield Span(match.start(), match.end(), number), found


def _check_day(source: Source, day: str | None, place: tuple[str | int, ...]) -> None:
    try:
        if day is not None:
            date.fromisoformat(day)
    except ValueError:
        source.fault(place, f"“{day}” is no day such as 2025-02-24")
