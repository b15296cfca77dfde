"""Who is who: finds the parties, decides their sides, and marks every mention of them.

`introduced` says who is named, `roles` which side they are on. Where a text introduces nobody, those who act in it are
taken, and in a short text the usual labels (rulebook 1.1). Undecided is said, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.index import Index, found_at, literally
from termscheck.annotate.introduced import Introductions, Named, acts
from termscheck.annotate.lexicon import Found
from termscheck.annotate.names import LONG, OFTEN, key, mentions, spoken_forms
from termscheck.annotate.notes import Component, Notes, notes_of, show
from termscheck.annotate.roles import Sides, as_told, decide
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.model import Notice, Party, Role, Span

PERFORMS = "label-contractor"
"""The label of who performs for a "Company" or a "Client", though it means the prime beside a sub-contractor."""
MOST_BEFORE = 3
"""Most words with a capital that belong to a usual label after them."""
_WORD = re.compile(r"\w+")
NO_PART = frozenset(
    {
        "the",
        "a",
        "any",
        "each",
        "every",
        "no",
        "and",
        "or",
        "by",
        "to",
        "of",
        "if",
        "where",
        "when",
        "such",
        "said",
        "both",
    }
)


class PartiesComponent:
    """Finds the parties and every mention of them."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._introductions = Introductions(Vocabulary())
        self._sides = Sides(Vocabulary())
        self._phrases: dict[str, str] = {}

    def use(self, vocabulary: Vocabulary) -> None:
        """Takes the usual labels from the vocabulary."""
        self._introductions = Introductions(vocabulary)
        self._sides = Sides(vocabulary)
        labels = (entry for entry in vocabulary.entries.values() if entry.kind == "label")
        self._phrases = {phrase: key(phrase) for entry in labels for phrase in entry.phrases}

    def __call__(self, doc: Doc) -> Doc:
        """Writes the parties, and shows `doc.spans["parties"]`: each mention, labelled with its role."""
        notes = notes_of(doc)
        notes.parties = list(notes.known) or self._decided(notes)
        self._tell_unknown_labels(notes)
        self._add_usual(notes)
        self._say_undecided(notes)
        notes.mentions = self._mentions(doc, notes)
        show(doc, "parties", ((found.start, found.end, found.meanings[0][0]) for found in notes.mentions))
        return doc

    def _decided(self, notes: Notes) -> list[Party]:
        """Who is introduced; in a long text in which fewer than two of them act, also whoever acts in it most."""
        named = self._introductions.find(notes)
        if self._introductions.speaks(notes, named):
            named = [*self._introductions.spoken(notes), *(one for one in named if one.apart)]
        named = [part for one in named for part in as_told(one, notes)]
        named += self._told(notes, named)
        if len(notes.view) < LONG or sum(acts(one, notes.view) for one in named) >= 2:
            return decide(notes, named, self._sides)
        taken = {key(name) for one in named for name in (one.name, *one.labels)}
        acting = [one for one in self._introductions.acting(notes) if key(one.name) not in taken]
        if not named and not acting:
            acting = self._introductions.spoken(notes)
        parties = decide(notes, [*named, *acting], self._sides)
        kept = len(named) + 2 if any(party.role == "undecided" for party in parties) else len(named)
        return [party for number, party in enumerate(parties) if number < kept or party.role in ("us", "them", "above")]

    def _told(self, notes: Notes, named: Sequence[Named]) -> list[Named]:
        """Labels that the user named, which the text uses but does not introduce; "us" names whoever is "we" too."""
        taken = {key(name) for one in named for name in (one.name, *one.labels)}
        told = dict.fromkeys(spoken_forms(label) for label in (*notes.us, *notes.them) if key(label) not in taken)
        found: list[Named] = []
        for labels in told:
            any_of = "|".join(map(re.escape, labels))
            if use := re.search(rf"(?<!\w)(?:{any_of})(?!\w)", notes.view, re.IGNORECASE):
                found.append(Named(labels[0], labels, Span(*use.span(), notes.index)))
        return found

    def _tell_unknown_labels(self, notes: Notes) -> None:
        known = {key(name) for party in notes.parties for name in (party.name, *party.labels)}
        for label in dict.fromkeys((*notes.us, *notes.them)):
            if key(label) not in known:
                notes.notices.append(
                    Notice("N-LABEL", f"The party label “{label}” does not occur in {notes.document.name}.")
                )

    def _add_usual(self, notes: Notes) -> None:
        """Labels in use that no parties block introduces, by what they usually mean."""
        taken = {key(label) for party in notes.parties for label in party.labels}
        has = {party.role for party in notes.parties}
        block = {"us", "them"} <= has or [party.role for party in notes.parties].count("undecided") > 1
        usual: dict[Role, dict[str, None]] = {}
        view = notes.view
        for label in sorted((label for party in notes.parties for label in party.labels), key=len, reverse=True):
            view = _without(label, view)
        for phrase, plain in sorted(self._phrases.items(), key=lambda item: -len(item[0])):
            entry = self._sides.labels[plain]
            if plain in taken or entry.side is None or (entry.side in ("us", "them") and (block or entry.side in has)):
                continue
            if _occurs(phrase, view, entry, notes.words) and (len(view) < LONG or mentions(phrase, view) >= OFTEN):
                usual.setdefault(entry.side, {})[phrase] = None
                if entry.strength > 1 or len(phrase) > 3:
                    view = _without(phrase, view)
        if not block:
            usual = self._resolve_usual(usual, notes.view)
        notes.parties += [Party(next(iter(labels)), tuple(labels), role) for role, labels in usual.items() if labels]

    def _resolve_usual(self, usual: dict[Role, dict[str, None]], view: str) -> dict[Role, dict[str, None]]:
        """In a text with no parties block, an authority that deals with us directly takes the payer's place."""
        if "us" in usual and "above" in usual and "them" not in usual:
            usual["them"] = usual.pop("above")
        if len(view) >= LONG and {"us", "them", "above"} <= usual.keys():
            above, them = (max((mentions(one, view), one) for one in usual[role]) for role in ("above", "them"))
            if above[0] > 4 * them[0]:  # who is hardly ever mentioned is no party
                usual["other"] = {**usual.get("other", {}), **usual["them"]}
                usual["them"] = {above[1]: None}
                del usual["above"][above[1]]
        if "us" not in usual:
            payers = dict.fromkeys(usual.get("them", {}))
            performers = self._weaker(tuple(payers))
            if 0 < len(performers) < len(payers):
                usual["us"] = dict.fromkeys(performers)
                usual["them"] = {label: None for label in payers if label not in performers}
        return usual

    def _weaker(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Of labels that usually mean the prime those that mean us beside the others: "Contractor" beside "Company"."""
        entries = [self._sides.labels[key(label)] for label in labels]
        if any(entry.strength > 1 for entry in entries):
            return tuple(label for label, entry in zip(labels, entries, strict=True) if entry.strength == 1)
        return tuple(label for label, entry in zip(labels, entries, strict=True) if entry.name == PERFORMS)

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
        matcher = PhraseMatcher(doc.vocab, attr="NORM")
        roles: dict[str, Role] = {}
        usual = {label for party in notes.parties if not party.evidence for label in party.labels}
        for party in notes.parties:
            for label in dict.fromkeys((*party.labels, party.name)):
                roles.setdefault(label, party.role)
        for label in roles:
            matcher.add(label, [self._nlp.make_doc(label.lower())])
        found: list[Found] = []
        reach = 0
        for start, _, end, name in sorted((start, -end, end, name) for name, start, end in matcher(doc)):
            label = doc.vocab.strings[name]
            if start < reach or not _written_as(label, notes.view[notes.starts[start]]):
                continue
            first = max(reach, _whole_label(doc, start)) if label in usual else start
            reach = end
            found.append(Found(first, end, [(roles[label], "phrase", 0.0)]))
        return found


def _whole_label(doc: Doc, start: int) -> int:
    """Where a usual label begins with the capitals before it: "Voluntary Sector Partner", "Housing Partner"."""
    first = start
    while first > 0 and start - first < MOST_BEFORE and _part_of_label(doc, first - 1):
        first -= 1
    return first


def _part_of_label(doc: Doc, token: int) -> bool:
    text = doc[token].text.rstrip()
    before = doc[token - 1].text if token else "\n"
    opens = "\n" in before or before.rstrip() in ".:;"
    return text.isalpha() and text.istitle() and not opens and text.lower() not in NO_PART


def _written_as(label: str, first: str) -> bool:
    """A label with a capital names a party only where it is written with one ("any other contractor" is no party)."""
    return first.isupper() or not label[:1].isupper()


def _occurs(phrase: str, view: str, entry: Entry, index: Index) -> bool:
    if entry.name in ("label-we", "label-you"):
        if not index.has(*phrase.lower().split()):
            return False
        return (
            (index.has("you") or index.has("your"))
            and re.search(r"\b(?:you|your)\b", view, re.IGNORECASE) is not None
            and (re.search(rf"\b{phrase}\b", view, re.IGNORECASE) is not None)
        ) or (entry.name == "label-we" and re.search(rf"^\W*{phrase}\b", view, re.IGNORECASE) is not None)
    if not _may_occur(phrase, index):
        return False
    return any(found_at(re.compile(rf"\b{re.escape(phrase)}s?\b"), view, literally(phrase, view)))


def _may_occur(phrase: str, index: Index) -> bool:
    """Whether all words of a phrase stand in a text, the last perhaps in the plural; most usual labels do not."""
    words = _WORD.findall(phrase.lower()) if phrase.isascii() else []  # others are not sure to lose capitals alike
    if not words:
        return True
    *before, last = words
    return index.has(*before) and (index.has(last) or index.has(f"{last}s"))


def _without(label: str, view: str) -> str:
    """The text without a label, so that no shorter one is found inside it ("Provider" in "Lead Provider")."""
    pieces = []
    end = 0
    for match in found_at(re.compile(rf"\b{re.escape(label)}\b"), view, literally(label, view)):
        pieces.append(view[end : match.start()])
        end = match.end()
    return " ".join([*pieces, view[end:]])


@Language.factory("termscheck_parties")
def create_parties(nlp: Language, name: str) -> Component:
    """See `PartiesComponent`."""
    return PartiesComponent(nlp)
