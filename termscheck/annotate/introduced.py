"""Who a contract says it is between: names and labels, as its opening, rows, definitions and title introduce them.

A label is a word in quotation marks or brackets after a name ("X Limited (the “Supplier”)"), or after "hereinafter" or
", referred to in this Agreement as".
The name is what stands before it, back to the party before, without number, date, address or kind of company.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from termscheck.annotate.index import found_at, literally
from termscheck.annotate.names import LONG, LOOKED_AT, OFTEN, OPENER, PRONOUNS, SPOKEN, Names, key, last_run, mentions
from termscheck.annotate.notes import Notes
from termscheck.annotate.vocabulary import Vocabulary
from termscheck.model import Span

REACH = 40_000
"""Characters from the start in which the opening may stand: a table of contents may come before it."""
FRONT = 6_000
OPENING = 2_500
"""Characters that the opening takes after its "between", at most."""
REPEATED = 6
"""Times that one label is introduced, at most: more is furniture."""
MANY = 40
"""Parties that one introduction may name: more are something else."""

MOST_MARKS = 300
"""Labels at the front of a text that are looked at, so that no text costs more than its length."""
FRONT_ENDS = re.compile(
    r"\bWHEREAS\b|\bWhereas\b|\bBACKGROUND\b|\bRECITALS?\b|W ?I ?T ?N ?E ?S ?S ?E ?T ?H|\bNOW,? (?:IT|THEREFORE)\b"
    r"|\bIT IS (?:HEREBY )?AGREED\b|\n\s*1\.?[ \t]+[A-Z]"
)
RECITED = re.compile(r"\b(?:WHEREAS|BACKGROUND|RECITALS|NOW,? THEREFORE)\b")
WORD = r"[A-Z0-9][\w&./'-]*"
LABEL = rf"{WORD}(?:[ -](?:{WORD}|of|and|the)){{0,3}}"
QUOTED = re.compile(
    r"(?<![\w])[\"'](?:[Tt]he\s+|THE\s+)?(?P<label>(?:[^\"'\n]|(?<=\w)'(?=\w)){1,60}?)[,.]?(?:\"|'(?!\w))"
)
BRACKETED = re.compile(r"\((?P<inside>[^()]{1,200})\)")
BARE = re.compile(rf"\s*(?:as\s+)?(?:[Tt]he\s+)?(?P<label>{LABEL})\s*$")
NAMED_AFTER = re.compile(
    r"(?:\b[Hh]ere(?:in)?after[,\s](?:[^\"'()\n;]{0,60}?\b(?:as|to|called|termed|designated)\b)?[\s,]*+(?:the\s+|as\s+)?"
    r"|(?<=,)\s*+referred\s+to\s+(?:herein|in\s+th(?:is|e|ese)\s+(?:\w+\s+){0,3}?\w+)\s+as\s+(?:the\s+)?(?=[\"']))"
    rf"(?P<labels>[\"'][^\"'\n]{{1,60}}[\"'](?:\s*+(?:,|/|and/or|or|and)*+\s*+(?:the\s+)?[\"'][^\"'\n]{{1,60}}[\"'])*|{LABEL})"
)
NAMED_AFTER_BEGINS = re.compile(r"[Hh,](?:(?<!,)ere(?:in)?after|(?<=,)\s*+referred)")
ACTOR = re.compile(
    r"(?:\b(?:[Tt]he|THE) |[.;:]\s+)(?P<label>(?!The |THE )[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,3}) "
    r"(?:shall|will|must|may|agrees to|undertakes to|is entitled to)\b"
)
BETWEEN = re.compile(
    r"\b(?:between|BETWEEN|Between)\b:?\s+"
    r"(?P<first>(?:the )?[A-Za-z0-9][^\n;()\"]{1,90}?)\s+(?:and|AND|And|&)\s+"
    r"(?P<second>(?:the )?[A-Za-z0-9][^\n;()\"]{1,90}?)"
    r"(?=[\n;.,]|\s(?:for|dated|Dated|DATED|Page|Source|EFFECTIVE|on)\b|$)"
)
COLLECTIVE = re.compile(r"\b(?:together|collectively|jointly|both)\b", re.IGNORECASE)
SAYS = re.compile(
    r"[\"'](?P<word>we|us|our|you|your)[\"'](?:,?(?: and| or)? ?[\"']\w{2,5}[\"']){0,4},? "
    r"(?:mean|refer|stand)s?(?: to| for)? (?:the )?(?P<name>[^\n\".;]{2,90})",
    re.IGNORECASE,
)
"""Where a part of a contract says whom it means by "we" or "you"."""
SIGNED = re.compile(
    r"\bon behalf of:?\s+(?P<name>(?:the |The )?[A-Z\d][^\n:;()\"]{1,90}?)(?=[\n:;(]|\s{2,}|,? by\b|\.\s|$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and its labels, as a text introduces them.

    `collective` where the label stands for several parties; `apart` where the text names who is no party to it, such
    as the authority in a recital.
    """

    name: str
    labels: tuple[str, ...]
    span: Span
    collective: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words that give a label to what stands before them."""

    start: int
    end: int
    labels: tuple[str, ...]
    collective: bool
    quoted: bool


class Introductions:
    """Finds who is named; words come from the vocabularies "not-a-party" and "legal-person"."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.names = Names(vocabulary)
        ends = self.names.ends.pattern
        usual = self.names.usual
        self._row = re.compile(
            rf"(?:^|(?<![ \t])[ \t]{{2,}}+)[ ]*+(?:[A-Z]?\d[\d.]*+(?:\s*+\||\s)\s*+)?(?:The )?"
            rf"(?P<label>{usual}|Party [A-Z\d]|[A-Z][\w/-]*(?: [\w/-]+){{0,3}}?)(?:'s)?"
            r"(?: (?:name|details|full name|legal name|Name))?(?:\s*+\((?P<alias>[^()\n]{1,40})\))?[ ]*(?::|\t|\|)\s*+"
            r"(?P<name>(?:The )?[A-Z\d][^\n\t|:]{1,110})",
            re.MULTILINE,
        )
        self._meant = _meant(usual, ends)
        self._above_meant = _meant("|".join(map(re.escape, sorted(self.names.above))) or "(?!)", ends)

    def find(self, notes: Notes) -> list[Named]:
        """The parties, from the first kind of introduction that gives two of them; fewer where none does."""
        marks = self._marks(notes.view[:REACH])
        found: list[Named] = []
        for named in self._sources(notes, marks):
            found = _merged([*found, *(one for one in named if self._fits(one, notes.view))])
            if sum(not one.collective for one in found) >= 2:
                break
        found = _with_pronouns(self._with_short_names(found, notes.view), notes.view[:LOOKED_AT])
        return _merged([*found, *self._apart(notes, marks)]) if found else []

    def acting(self, notes: Notes) -> list[Named]:
        """Who shall and may do things, the most often named first: for texts that introduce nobody."""
        first: dict[str, re.Match[str]] = {}
        count: Counter[str] = Counter()
        for match in ACTOR.finditer(notes.view):
            first.setdefault(match["label"], match)
            count[match["label"]] += 1
        return [
            Named(label, (label,), Span(*first[label].span("label"), notes.index))
            for label, times in count.most_common(6)
            if times >= OFTEN and label.lower() not in PRONOUNS and not self.names.no_party.search(label)
        ]

    def speaks(self, notes: Notes, named: Sequence[Named]) -> bool:
        """Whether a text says "we" and "you", and that far more often than any label: who bears one is no party to it.

        A form that speaks so may still name a Controller and a Processor where it comes to data.
        """
        labels = [label for one in named for label in one.labels if not one.apart]
        if not labels or any(label.lower() in PRONOUNS for label in labels):
            return False
        most = max(mentions(label, notes.view) for label in labels)
        return all(mentions(word, notes.view) + mentions(word.title(), notes.view) > 3 * most for word, *_ in SPOKEN)

    def spoken(self, notes: Notes) -> list[Named]:
        """ "We" and "you", where a text speaks so."""
        uses = [(labels, re.search(rf"\b{labels[0]}\b", notes.view, re.IGNORECASE)) for labels in SPOKEN]
        return [Named(labels[0], labels, Span(*use.span(), notes.index)) for labels, use in uses if use]

    def _sources(self, notes: Notes, marks: Sequence[_Mark]) -> Iterator[list[Named]]:
        view = notes.view
        block = [piece for clause in notes.clauses if clause.kind == "parties" for piece in clause.own]
        if block:
            start, last = block[0].start, min(block[-1].end, block[0].start + FRONT)
            if recitals := RECITED.search(view, start, last):  # in some files they stand in the same paragraph
                yield self._read(notes, marks, start, recitals.start(), bare=False)
            yield self._read(notes, marks, start, last, bare=False)
        yield self._opening(notes, marks)
        yield self._read(notes, marks, 0, _front_end(view), bare=False)
        yield self._rows(notes)
        yield self._definitions(notes)
        yield self._read(notes, marks, 0, _front_end(view), bare=True)
        yield self._names_only(notes)
        yield self._signed(notes)

    def _apart(self, notes: Notes, marks: Sequence[_Mark]) -> list[Named]:
        """The authority, where recitals or definitions name it."""
        # a text that defines none of these is not searched for all other labels
        named = self._definitions(notes) if self._above_meant.search(notes.view) else []
        for mark in marks:
            if mark.quoted and mark.labels[0] in self.names.above:
                run = last_run(notes.view[max(0, mark.start - 120) : mark.start])
                name = self.names.clean(re.sub(r"^[Tt]he ", "", run))
                named.append(Named(name, mark.labels, Span(mark.start, mark.end, notes.index)))
        return [
            replace(one, apart=True)
            for one in named
            if one.labels[0] in self.names.above and self.names.ends.search(one.name) and self._fits(one, notes.view)
        ]

    def _signed(self, notes: Notes) -> list[Named]:
        """Who signs, as a last source: "for and on behalf of X Limited"."""
        found = []
        for match in SIGNED.finditer(notes.view, max(0, len(notes.view) - FRONT)):
            name = self.names.clean(match["name"])
            if name and not self.names.begins_loosely(name) and not self.names.no_party.search(name):
                labels = tuple(dict.fromkeys((*self._short_names(name, notes.view), name)))
                found.append(Named(name, labels, Span(*match.span("name"), notes.index)))
        return found

    def _with_short_names(self, found: Sequence[Named], view: str) -> list[Named]:
        """Adds what the text calls a party for short besides its label: "Vanter" for Vanter Rail Limited."""
        firsts = Counter(one.name.split()[0] for one in found)
        known = {key(label) for one in found for label in one.labels}
        made = []
        for one in found:
            first, _, rest = one.name.partition(" ")
            short = firsts[first] == 1 and key(first) not in known and self._is_short_for(first, rest, view)
            made.append(replace(one, labels=(*one.labels, first)) if short else one)
        return made

    def _is_short_for(self, first: str, rest: str, view: str) -> bool:
        """Whether the first word of a name is a name of its own, used without the rest."""
        if not (rest and len(first) > 3 and first.isalpha() and first[0].isupper() and self.names.may_be_label(first)):
            return False
        small = re.compile(rf"\b{first.lower()}\b")
        if self.names.is_usual(first) or any(found_at(small, view, literally(first.lower(), view))):
            return False
        alone = re.compile(rf"\b{first}\b(?! {re.escape(rest.split(maxsplit=1)[0])})")
        return sum(1 for _ in found_at(alone, view, literally(first, view))) >= OFTEN

    def _opening(self, notes: Notes, marks: Sequence[_Mark]) -> list[Named]:
        """What follows the first "between" that introduces two parties."""
        best: list[Named] = []
        for opener in OPENER.finditer(notes.view, 0, REACH):
            if not any(opener.end() < mark.start < opener.end() + 900 for mark in marks):
                continue
            stop = FRONT_ENDS.search(notes.view, opener.end() + 20, opener.end() + OPENING)
            end = stop.start() if stop else opener.end() + OPENING
            named = [
                one for one in self._read(notes, marks, opener.end(), end, bare=False) if self._fits(one, notes.view)
            ]
            if len(named) > len(best):
                best = named
            if len(best) >= 2:
                break
        return best

    def _marks(self, text: str) -> list[_Mark]:
        """Everything that gives a label, parties or not, in the order of the text."""
        marks = []
        for match in BRACKETED.finditer(text):
            inside = match["inside"]
            labels = _quoted(inside)
            if not labels and (bare := BARE.match(inside) or _after_words(inside)):
                labels = (bare["label"],)
            said = "'" in inside or '"' in inside or NAMED_AFTER.search(inside) is not None
            if labels:
                marks.append(_Mark(*match.span(), labels, bool(COLLECTIVE.search(inside)), said))
        for match in _named_after(text):
            labels = _quoted(match["labels"]) or (match["labels"].strip(" ,."),)
            marks.append(_Mark(*match.span(), labels, bool(COLLECTIVE.search(match[0])), quoted=True))
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        kept: list[_Mark] = []
        often: Counter[tuple[str, ...]] = Counter()
        for mark in marks:
            often[mark.labels] += 1
            if (not kept or mark.start >= kept[-1].end) and often[mark.labels] <= REPEATED:
                kept.append(mark)
        return kept[:MOST_MARKS]

    def _read(self, notes: Notes, marks: Sequence[_Mark], start: int, end: int, *, bare: bool) -> list[Named]:
        found: list[Named] = []
        reach = start
        for mark in marks:
            if not start <= mark.start < end or not (mark.quoted or bare):
                continue
            before = notes.view[max(reach, mark.start - 700) : mark.start]
            name = self.names.before(before)
            labels = tuple(dict.fromkeys(one for one in mark.labels if self.names.may_be_label(one, name)))
            touching = mark.start - reach < 400 and reach > start
            reach = mark.end
            if not labels:
                continue
            if found and touching and not mark.collective and _goes_on(before) and not self.names.opens(before):
                found[-1] = replace(found[-1], labels=tuple(dict.fromkeys((*found[-1].labels, *labels))))
                continue
            span = Span(mark.start, mark.end, notes.index)
            if name or mark.collective or self.names.is_usual(labels[0]) or _acts(labels[0], notes.view):
                found.append(Named(name or labels[0], labels, span, mark.collective and not name))
            if len(found) >= MANY:
                break
        return found

    def _fits(self, one: Named, view: str) -> bool:
        """Whether the text goes on to speak of the party, as it would of one."""
        if len(view) < LONG:
            return True
        return any(mentions(label, view) >= OFTEN for label in one.labels)

    def _rows(self, notes: Notes) -> list[Named]:
        """Rows of an order form or cover page: "Provider: X Limited", "Party A (Shipper): X Co., Ltd."."""
        found = []
        for match in self._row.finditer(notes.view, 0, min(2 * FRONT, len(notes.view))):
            label, name = match["label"], self.names.clean(match["name"])
            spoken = _spoken(label)
            usual = bool(spoken) or self.names.is_usual(label)
            if not name or self.names.no_party.search(label) or not (usual or self.names.ends.search(match["name"])):
                continue
            labels = [*(spoken or [label]), *([match["alias"]] if match["alias"] else [])]
            end = notes.view.find("\n", match.end())
            rest = notes.view[match.start("name") : min(match.end() + 120, end if end >= 0 else len(notes.view))]
            labels += [one["label"] for bracket in BRACKETED.finditer(rest) for one in QUOTED.finditer(bracket[0])]
            kept = tuple(dict.fromkeys(one for one in labels if self.names.may_be_label(one)))
            found.append(Named(name, kept, Span(match.start(), match.start() + len(match[0].rstrip()), notes.index)))
        return found

    def _definitions(self, notes: Notes) -> list[Named]:
        """Definitions that say who it is: “Provider” means X Limited."""
        found = []
        for match in self._meant.finditer(notes.view):
            quoted = notes.view[max(0, match.start() - 1) : match.start()] in ("'", '"')
            span = Span(match.start() - quoted, match.end(), notes.index)
            found.append(Named(match["name"].strip(), (match["label"],), span))
        return found

    def _names_only(self, notes: Notes) -> list[Named]:
        """Parties that have no label but their names: "between Harbour Web and Quayside Ltd."."""
        best: list[Named] = []
        for match in BETWEEN.finditer(notes.view, 0, REACH):
            named = []
            for group in ("first", "second"):
                name = self.names.clean(match[group])
                if not name or "/" in name or self.names.begins_loosely(name) or self.names.no_party.search(name):
                    break
                labels = tuple(dict.fromkeys((*self._short_names(name, notes.view), name)))
                named.append(Named(name, labels, Span(*match.span(group), notes.index)))
            if len(named) == 2 and all(any(mentions(label, notes.view) >= 2 for label in one.labels) for one in named):
                best = named
                break
        return best

    def _short_names(self, name: str, view: str) -> list[str]:
        """How the text calls a party for short: its name without the kind of company, or its first words."""
        bare = self.names.person.sub("", name).strip(" ,.")
        words = bare.split()
        shorter = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
        often = [short for short in shorter if len(short) > 2 and mentions(short, view) >= 3]
        return often[:1] if often and often[0] != name else []


def _meant(labels: str, ends: str) -> re.Pattern[str]:
    """Where one of the labels is defined as somebody."""
    return re.compile(
        rf"(?P<label>{labels})[\"']?\s*:?\s*(?:means|shall mean|is)[ ]+(?:the )?"
        rf"(?P<name>[A-Z][^\n\",;(]{{2,90}}?{ends})"
    )


def _named_after(text: str) -> Iterator[re.Match[str]]:
    """What `NAMED_AFTER` finds, looked for where it can begin: at "hereafter", or after a comma at "referred"."""
    begun = NAMED_AFTER_BEGINS.finditer(text)
    return found_at(NAMED_AFTER, text, (at.start() + (text[at.start()] == ",") for at in begun))


def acts(one: Named, view: str) -> bool:
    """Whether the text says that a party shall or may do something."""
    return any(label.lower() in PRONOUNS or _acts(label, view) for label in one.labels)


def _with_pronouns(found: Sequence[Named], view: str) -> list[Named]:
    """Adds "we" and "you" to the labels of whom they are said to mean, in a contract that speaks so in a part of it."""
    made = list(found)
    for said in SAYS.finditer(view):
        words = next(labels for labels in SPOKEN if said["word"].lower() in labels)
        if any(word in one.labels for one in made for word in words):
            continue
        meant = [
            (len(label), number)
            for number, one in enumerate(made)
            for label in (one.name, *one.labels)
            if re.match(rf"{re.escape(label)}(?!\w)", said["name"], re.IGNORECASE)
        ]
        if meant:
            _, number = max(meant)  # the "Contractor Partner", not the "Contractor"
            made[number] = replace(made[number], labels=(*made[number].labels, *words))
    return made


def _spoken(label: str) -> tuple[str, ...]:
    """What a row speaks with, if its first cell says "We", "You" or "We are"; else nothing."""
    word = label.lower().removesuffix(" are")
    return next((labels for labels in SPOKEN if word in labels), ())


def _quoted(words: str) -> tuple[str, ...]:
    return tuple(" ".join(match["label"].split()).strip(" ,.") for match in QUOTED.finditer(words))


def _after_words(inside: str) -> re.Match[str] | None:
    match = NAMED_AFTER.search(inside)
    return BARE.match(match["labels"]) if match else None


def _goes_on(before: str) -> bool:
    """Whether the words since the last label only describe the party that bears it: a further label is one more."""
    words = " ".join(before.split())
    if len(words) > 200 or re.search(
        r"\band\b|;|\(\d\)|on behalf of|\b(?:has|have|that|which)\b", words, re.IGNORECASE
    ):
        return False
    return not words or words[0] in ",(" or words[:2] in ("a ", "an") or words in ("or", "or the", "the")


def _merged(named: Sequence[Named]) -> list[Named]:
    """One party for each label: a label introduced twice is the first one's."""
    seen: set[str] = set()
    kept = []
    for one in named:
        labels = tuple(label for label in one.labels if key(label) not in seen)
        if labels[:1] == one.labels[:1]:
            kept.append(replace(one, labels=labels))
        seen |= {key(label) for label in labels}
    return kept


def _acts(label: str, view: str) -> bool:
    """Whether the text says that somebody of this name shall or may do something."""
    return re.search(rf"(?<!\w){re.escape(label)} (?:shall|will|must|may|agrees)\b", view[:LOOKED_AT]) is not None


def _front_end(view: str) -> int:
    """Where the front of a contract ends: before its recitals or first clause."""
    match = FRONT_ENDS.search(view, 100, FRONT)
    return match.start() if match else min(FRONT, len(view))
