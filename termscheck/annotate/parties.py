"""Who is who: names and labels from the parties block, sides from evidence.

A label alone never decides where there is more to go on: "Contractor" is the prime in one contract and us in
another. Three things are weighed for each named party: what its label usually means, whether it performs or
invoices, and whether it pays. Two parties that come out level are left `undecided`, and that is said.
Where a text has no parties block the usual labels are taken (rulebook 1.1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.lexicon import Found
from termscheck.annotate.notes import Component, Notes, notes_of, show
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.model import Notice, Party, Role, Span

FRONT = 6_000
"""Characters from the start in which a parties block is looked for when no clause is known to be one."""
NAMED = re.compile(
    r"\(\s*(?:[^()\"]{0,80}?)\"(?P<label>[^\"\n]{1,60})\"(?:\s*(?:,|/|or|and|\s)+(?:the\s+)?\"(?P<second>[^\"\n]{1,60})\")?[^()\"]{0,60}\)"
)
BEFORE_NAME = re.compile(r"\bbetween\b:?|\bamong\b|\(\d\)|[\")\]],?[\s-]*and\b|,\s*and\b|\s-\s*and\s*-\s|;|\n\s*\n")
FRONT_ENDS = re.compile(
    r"\bWHEREAS\b|\bBACKGROUND\b|\bRECITALS\b|\bNOW,? (?:IT|THEREFORE)\b|\bIT IS (?:HEREBY )?AGREED\b"
    r"|\n\s*1\.?[ \t]+[A-Z]"
)
NOT_PARTIES = re.compile(
    r"\b(?:agreement|contract|sub-?contract|date|term|services?|part(?:y|ies)|order|schedule|programme|project|affiliates?|effective|"
    r"products?|business|deed|framework|commencement)\b",
    re.IGNORECASE,
)
ACTOR = re.compile(
    r"(?:\b(?:[Tt]he|THE) |[.;:]\s+)(?P<label>(?!The |THE )[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,3}) "
    r"(?:shall|will|must|may|agrees to|undertakes to|is entitled to)\b"
)
LEGAL_PERSON = (
    r"(?:Limited|Ltd\.?|LLP|PLC|plc|p\.l\.c\.|CIC|CIO|Inc\.?|LLC|Corporation|Trust|Council|Charity|Association|Foundation|Society|"
    r"Partnership|Department|Ministry|Secretary of State|Authority|Commissioners?|University|Mutual|Co-operative)\b"
)
KEYED = re.compile(
    rf"^[ ]*(?:\d[\d.]*\s+)?(?:The )?(?P<label>[A-Z][\w/-]*(?: [\w/-]+){{0,3}}?)"
    rf"(?:'s)?(?: (?:name|details|full name))?[ ]*(?::|\t)\s*"
    rf"(?P<name>[A-Z][^\n\t]{{0,90}}?{LEGAL_PERSON})",
    re.MULTILINE,
)
MEANT = re.compile(
    rf"\"(?P<label>[A-Z][\w/ -]{{1,40}})\"\s*:?\s*(?:means|shall mean|is)[ ]+(?:the )?"
    rf"(?P<name>[A-Z][^\n\",;(]{{2,90}}?{LEGAL_PERSON})"
)
PERFORMS = (
    r"{label} (?:shall|will|must|agrees? to|undertakes? to|has agreed to|is to)(?: [\w-]+){{0,4}}? "
    r"(?:provide|perform|deliver|supply|carry out|render|furnish|invoice|transport|maintain|"
    r"undertake|complete|repair|service|manage|recruit|submit (?:an |its )?invoices?)\b"
    r"|{label} (?:may|shall be entitled to|is entitled to) (?:charge|invoice|payment|be paid)\b|\bpay {label}\b"
    r"|\binvoices? (?:submitted|issued|rendered|raised|sent) by {label}"
    r"|{label}'s (?:charges|fees|invoices?|tender|bid)\b"
    r"|\b(?:fees?|charges|sums?|payments?|amounts?|payable|paid|pay)(?: [\w-]+){{0,3}}? to {label}\b(?! by)"
    r"|\b(?:engages?|appoints?|engaged|appointed|retains?|retained|sub-let to) {label}\b"
    r"|\bservices (?:provided|performed|rendered|supplied) by {label}"
)
PAYS = (
    r"{label} (?:shall|will|must|agrees? to|is to)(?: [\w-]+){{0,3}}? (?:pay|remunerate|compensate)\b"
    r"|\b(?:paid|payable|pay(?:ment|ments)) by {label}\b|\binvoices? (?:to )?{label}\b"
    r"|{label} (?:hereby )?(?:engages?|appoints?|retains?|wishes to (?:engage|appoint))\b"
    r"|\b(?:services|provide)(?: [\w-]+){{0,4}} to {label}\b"
)
LONG = 5_000
"""Characters of a text in which a party would be mentioned often; in a shorter one it need not be."""
OFTEN = 5
MARGIN = 2
"""How much the better score must lead by; less is undecided."""
EVIDENCE_CAP = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A name and its labels, as a text introduces them."""

    name: str
    labels: tuple[str, ...]
    span: Span


def named_parties(notes: Notes) -> list[Named]:
    """The parties that the front of a contract introduces: NAME … (the "Label")."""
    block = [piece for clause in notes.clauses if clause.kind == "parties" for piece in clause.own]
    start, end = (block[0].start, block[-1].end) if block else (0, _front_end(notes.view))
    found = []
    for match in NAMED.finditer(notes.view, start, end):
        labels = tuple(_bare(label) for label in (match["label"], match["second"]) if label)
        if NOT_PARTIES.search(labels[0]) or not labels[0][:1].isupper():
            continue
        name = _name(notes.view[max(start, match.start() - 400) : match.start()]) or labels[0]
        found.append(Named(name, labels, Span(match.start(), match.end(), notes.index)))
    if len(found) < 2:
        found += _listed_parties(notes)
    if len(notes.view) < LONG:
        return found
    return [one for one in found if any(_mentioned(label, notes.view) >= OFTEN for label in one.labels)]


def acting_parties(notes: Notes) -> list[Named]:
    """Who shall and may do things, the most often named first: for texts whose parties nothing introduces."""
    first: dict[str, re.Match[str]] = {}
    count: Counter[str] = Counter()
    for match in ACTOR.finditer(notes.view):
        first.setdefault(match["label"], match)
        count[match["label"]] += 1
    often = [label for label, times in count.most_common(6) if times >= OFTEN and not NOT_PARTIES.search(label)]
    return [Named(label, (label,), Span(*first[label].span("label"), notes.index)) for label in often]


def _mentioned(label: str, view: str) -> int:
    return len(re.findall(rf"\b{re.escape(label)}\b", view))


def _listed_parties(notes: Notes) -> list[Named]:
    """Parties that rows of an order form name ("Provider: X Limited"), or definitions (“Provider” means X Limited)."""
    matches = [*KEYED.finditer(notes.view, 0, min(FRONT, len(notes.view))), *MEANT.finditer(notes.view)]
    return [
        Named(match["name"].strip(), (match["label"].strip(),), Span(match.start(), match.end(), notes.index))
        for match in matches
        if not NOT_PARTIES.search(match["label"])
    ]


def _bare(label: str) -> str:
    """A label without its article: (“the Provider”) names the Provider."""
    return re.sub(r"^(?:the|The|THE)\s+(?=\S)", "", label.strip(" ,."))


def _front_end(view: str) -> int:
    """Where the front of a contract ends: before its recitals or first clause."""
    match = FRONT_ENDS.search(view, 100, FRONT)
    return match.start() if match else min(FRONT, len(view))


def _name(before: str) -> str:
    """The name that a label in brackets stands for: the words since the last separator, up to a comma."""
    line = before.rstrip().rsplit("\n", 1)[-1]  # in a parties block each party has its own line
    words = " ".join(BEFORE_NAME.split(line if len(line) > 40 else before)[-1].split())
    name = re.split(r",(?!\s*(?:Inc|LLC|L\.?P|Ltd|Limited|PLC|N\.A|S\.A)\b)", words, maxsplit=1)[0].strip(" ,(-")
    return name if name[:1].isupper() and len(name) <= 120 else ""


class Sides:
    """Weighs the evidence for each label in one text."""

    def __init__(self, notes: Notes, labels: Mapping[str, Entry]) -> None:
        self._view = notes.view
        self._index = notes.index
        self._usual = labels

    def prior(self, labels: Iterable[str]) -> tuple[Role, int]:
        """What the labels usually mean, and how strongly (0 when they are not known)."""
        entries = [entry for label in labels if (entry := self._usual.get(_key(label))) is not None]
        best = max(entries, key=lambda entry: entry.strength, default=None)
        return (best.side or "other", best.strength) if best else ("undecided", 0)

    def score(self, labels: Iterable[str]) -> tuple[int, tuple[Span, ...]]:
        """Positive for us, negative for them; with the words that say so."""
        side, strength = self.prior(labels)
        score = {"us": 1, "them": -1, "above": -1}.get(side, 0) * (0, 1, 3, 6)[strength]
        evidence: list[Span] = []
        for template, sign in ((PERFORMS, 1), (PAYS, -1)):
            names = "(?:the )?(?:" + "|".join(re.escape(label) for label in labels) + ")"
            pattern = re.compile(template.format(label=names), re.IGNORECASE)
            matches = [m for _, m in zip(range(EVIDENCE_CAP), pattern.finditer(self._view), strict=False)]
            score += sign * len(matches)
            evidence += [Span(m.start(), m.end(), self._index) for m in matches[:2]]
        return score, tuple(evidence)


def decide(notes: Notes, named: list[Named], sides: Sides) -> list[Party]:
    """A side for each named party; the clearest performer is us, the clearest payer them, if they differ enough."""
    scored = []
    for one in named:
        side, _ = sides.prior(one.labels)
        score, evidence = sides.score((*one.labels, one.name))
        scored.append((one, side, score, (one.span, *evidence)))
    ours = _override(notes.us, named)
    theirs = _override(notes.them, named)
    sub_contract = any(side == "above" for _, side, _, _ in scored) and len(scored) > 2
    rest = [row for row in scored if row[0] not in (*ours, *theirs) and not (sub_contract and row[1] == "above")]
    rest.sort(key=lambda row: -row[2])
    us, them = list(ours), list(theirs)
    if not us and not them and len(rest) >= 2 and rest[0][2] - rest[-1][2] >= MARGIN:
        us, them = [rest[0][0]], [rest[-1][0]]
    elif us and not them and rest:
        them = [rest[-1][0]]
    elif them and not us and rest:
        us = [rest[0][0]]
    elif len(rest) == 1 and not (us or them) and abs(rest[0][2]) >= MARGIN:
        (us if rest[0][2] > 0 else them).append(rest[0][0])
    parties = []
    for one, side, _, evidence in scored:
        role: Role = "us" if one in us else "them" if one in them else "above" if side == "above" else "undecided"
        if role == "undecided" and us and them:
            role = "other"
        parties.append(Party(one.name, one.labels, role, evidence))
    return parties


def _override(wanted: tuple[str, ...], named: list[Named]) -> list[Named]:
    keys = {_key(label) for label in wanted}
    return [one for one in named if keys & {_key(label) for label in (one.name, *one.labels)}]


def _key(label: str) -> str:
    return re.sub(r"^(?:the|our|your) ", "", label.lower().strip()).replace("-", "").replace(" ", "")


class PartiesComponent:
    """Finds the parties and every mention of them."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._labels: dict[str, Entry] = {}
        self._phrases: dict[str, str] = {}

    def use(self, vocabulary: Vocabulary) -> None:
        """Takes the usual labels from the vocabulary."""
        for entry in vocabulary.entries.values():
            if entry.kind == "label":
                for phrase in entry.phrases:
                    self._labels[_key(phrase)] = entry
                    self._phrases[phrase] = _key(phrase)

    def __call__(self, doc: Doc) -> Doc:
        """Writes the parties, and `doc.spans["parties"]`: each mention, labelled with its role."""
        notes = notes_of(doc)
        sides = Sides(notes, self._labels)
        named = _merged(named_parties(notes))
        notes.parties = list(notes.known) or decide(notes, named, sides)
        self._add_overrides(notes)
        self._add_usual(notes)
        self._add_acting(notes, sides)
        self._say_undecided(notes)
        notes.mentions = self._mentions(doc, notes)
        show(doc, "parties", [(found.start, found.end, found.vocabulary) for found in notes.mentions])
        return doc

    def _add_overrides(self, notes: Notes) -> None:
        """Labels the user named: they win over everything; one that the text does not use is told."""
        for role, labels in (("us", notes.us), ("them", notes.them)):
            for label in labels:
                if any(_key(label) in {_key(known) for known in (p.name, *p.labels)} for p in notes.parties):
                    continue
                if re.search(rf"\b{re.escape(label)}\b", notes.view, re.IGNORECASE):
                    notes.parties.append(Party(label, (label,), role))  # type: ignore[arg-type]
                else:
                    notes.notices.append(
                        Notice("N-LABEL", f"The party label “{label}” does not occur in {notes.document.name}.")
                    )

    def _add_usual(self, notes: Notes) -> None:
        """Labels in use that no parties block introduces, by what they usually mean."""
        taken = {_key(label) for party in notes.parties for label in party.labels}
        has = {party.role for party in notes.parties}
        block = {"us", "them"} <= has or [party.role for party in notes.parties].count("undecided") > 1
        usual: dict[Role, dict[str, None]] = {}
        view = notes.view
        for label in sorted((label for party in notes.parties for label in party.labels), key=len, reverse=True):
            view = _without(label, view)
        for phrase, key in sorted(self._phrases.items(), key=lambda item: -len(item[0])):
            entry = self._labels[key]
            if key in taken or entry.side is None or (entry.side in ("us", "them") and (block or entry.side in has)):
                continue
            if _occurs(phrase, view, entry):
                usual.setdefault(entry.side, {})[phrase] = None
                if entry.strength > 1 or len(phrase) > 3:
                    view = _without(phrase, view)
        if not block:
            usual = self._resolve_usual(usual, notes.view)
        notes.parties += [Party(next(iter(labels)), tuple(labels), role) for role, labels in usual.items() if labels]

    def _add_acting(self, notes: Notes, sides: Sides) -> None:
        """Where a side is still open: whoever acts like it, if they differ enough from one another."""
        open_sides = {"us", "them"} - {party.role for party in notes.parties}
        if not open_sides or any(party.role == "undecided" for party in notes.parties):
            return
        taken = {_key(label) for party in notes.parties if party.role != "above" for label in party.labels}
        fresh = [one for one in acting_parties(notes) if _key(one.labels[0]) not in taken]
        scored = [(sides.score(one.labels), one) for one in fresh]
        best: tuple[tuple[Role, int], ...] = (("us", 1), ("them", -1))
        for role, sign in best:
            (score, evidence), one = max(scored, key=lambda row: sign * row[0][0], default=((0, ()), None))
            if one and role in open_sides and sign * score >= MARGIN:
                notes.parties = [party for party in notes.parties if one.labels[0] not in party.labels]
                notes.parties.append(Party(one.name, one.labels, role, (one.span, *evidence)))

    def _resolve_usual(self, usual: dict[Role, dict[str, None]], view: str) -> dict[Role, dict[str, None]]:
        """In a text with no parties block, an authority that deals with us directly takes the payer's place."""
        if "us" in usual and "above" in usual and "them" not in usual:
            usual["them"] = usual.pop("above")
        if len(view) >= LONG and {"us", "them", "above"} <= usual.keys():
            above, them = (max((_mentioned(one, view), one) for one in usual[role]) for role in ("above", "them"))
            if above[0] > 4 * them[0]:  # who is hardly ever mentioned is no party
                usual["other"] = {**usual.get("other", {}), **usual["them"]}
                usual["them"] = {above[1]: None}
                del usual["above"][above[1]]
        weak = {label for label in usual.get("them", {}) if self._labels[_key(label)].strength == 1}
        if weak and "us" not in usual and set(usual.get("them", {})) - weak:
            usual["us"] = dict.fromkeys(weak)
            usual["them"] = dict.fromkeys(label for label in usual["them"] if label not in weak)
        return usual

    def _say_undecided(self, notes: Notes) -> None:
        undecided = [party.name for party in notes.parties if party.role == "undecided"]
        if undecided:
            names = " and ".join(undecided[:3])
            notes.notices.append(
                Notice(
                    "N-ROLES",
                    f"It is not clear from the contract which side {names} are on. Say which party you are, "
                    "and check again: "
                    "findings that depend on who bears a term may be missing.",
                )
            )

    def _mentions(self, doc: Doc, notes: Notes) -> list[Found]:
        matcher = PhraseMatcher(self._nlp.vocab, attr="NORM")
        roles: dict[str, Role] = {}
        for party in notes.parties:
            for label in dict.fromkeys((*party.labels, party.name)):
                roles.setdefault(label, party.role)
        for label in roles:
            matcher.add(label, [self._nlp.make_doc(label.lower())])
        found: list[Found] = []
        reach = 0
        for start, _, end, key in sorted((start, -end, end, key) for key, start, end in matcher(doc)):
            label = self._nlp.vocab.strings[key]
            if start < reach or not _written_as(label, notes.view[notes.starts[start]]):
                continue
            reach = end
            found.append(Found(start, end, roles[label], "phrase"))
        return found


def _written_as(label: str, first: str) -> bool:
    """A label with a capital names a party only where it is written with one ("any other contractor" is no party)."""
    return first.isupper() or not label[:1].isupper()


def _occurs(phrase: str, view: str, entry: Entry) -> bool:
    if entry.name in ("label-we", "label-you"):
        return (
            re.search(r"\b(?:you|your)\b", view, re.IGNORECASE) is not None
            and (re.search(rf"\b{phrase}\b", view, re.IGNORECASE) is not None)
        ) or (entry.name == "label-we" and re.search(rf"^\W*{phrase}\b", view, re.IGNORECASE) is not None)
    return re.search(rf"\b{re.escape(phrase)}s?\b", view) is not None


def _without(label: str, view: str) -> str:
    """The text without a label, so that no shorter one is found inside it ("Provider" in "Lead Provider")."""
    return re.sub(rf"\b{re.escape(label)}\b", " ", view)


def _merged(named: list[Named]) -> list[Named]:
    """One party for each label: a label introduced twice is the first one's."""
    seen: set[str] = set()
    kept = []
    for one in named:
        keys = {_key(label) for label in one.labels}
        if not keys & seen:
            kept.append(one)
        seen |= keys
    return kept


@Language.factory("termscheck_parties")
def create_parties(nlp: Language, name: str) -> Component:
    """See `PartiesComponent`."""
    return PartiesComponent(nlp)
