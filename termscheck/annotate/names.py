"""What a party is called: the name that stands before a label, cleaned, and what can be a label at all.

The words come from the vocabularies: `legal-person` says how names end, `not-a-party` which defined words name nobody,
and those of kind `label` what parties are usually called.
"""

from __future__ import annotations

import re

from termscheck.annotate.index import any_literally, found_at
from termscheck.annotate.vocabulary import Vocabulary

LONG = 5_000
"""Characters of a text in which a party would be mentioned often; in a shorter one it need not be."""
OFTEN = 5
LOOKED_AT = 100_000
"""Characters in which the uses of a label are counted."""


OPENER = re.compile(
    r"\bB ?E ?T ?W ?E ?E ?N\b:?|\bamong(?:st)?\b:?|\bparties\b[ \t]*+:?[ \t]*+$", re.IGNORECASE | re.MULTILINE
)
SPOKEN = (("we", "us", "our", "ours"), ("you", "your", "yours"))
PRONOUNS = frozenset(word for words in SPOKEN for word in words)
NOISE = re.compile(
    r"^(?:.*\b(?:AGREEMENT|CONTRACT|AMENDMENT|DEED|PREAMBLE|Agreement|undersigned),?\s+(?=[A-Z]|the\s)"
    r"|.{0,80}?\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*\b.{0,12}?\b(?:19|20)\d\d\b[\s,.;:]*"
    r"|(?:Exhibit|EXHIBIT|Ex|EX)[\s.-]*[\d.]+(?:\([a-z\d]\))*\s*|.*\b(?:made|entered into) by\s+|.*\bon behalf of\s+"
    r"|.*\bDear [^:,]{1,40}[:,]\s+|.*\bBY:\s+|.*\b[Pp]arty [A-Z\d]\s*(?:\([^()]*\))?:\s*"
    r"|(?:[A-Z]?\d{1,2}[.)] )?[Tt]he [A-Z][\w-]*(?: [A-Z][\w-]*){0,3} is (?=[A-Z]))"
)
AND_NAME = re.compile(r"\b(?:and|AND|And)\b[\s:,-]*(?:\(?\d{1,2}[).]\s*)?(?=(?:the |The )?[a-z]{0,2}[A-Z\d])")
LEADING = re.compile(
    r"^[\s,;:.)\]_\"'-]*(?:(?:and|AND|And|by)\b[\s:,-]*)*"
    r"(?:(?:\(?\d{1,2}[).]|\([a-zA-Z]\)|[Pp]arty [A-Z\d]\b|[Tt]he \w+:)[\s:.,-]*)?"
)
DESCRIBED = re.compile(
    r"\s*(?:[,;]|\((?![A-Z][\w.& ]{1,20}\)\s+[A-Z])|\s-+\s"
    r"|\b(?:an?|whose|having|with|incorporated|organi[sz]ed|located|acting|represented|registered|established"
    r"|doing business|d/b/a|dba|a/k/a|f/k/a|formerly|through its|in the person|company n(?:o|umber)|registration"
    r"|hereinafter|hereafter|Address|Registered|Telephone|Tel|and its|director of|on the one|as)\b)"
)
NO_NAME = re.compile(
    r"^(?:P\.?\s?O\.? ?Box|Exhibit|Page|Address|Appendix|On the|[A-Z]{2} \d)"
    r"|^\d+,? .*\b(?:Street|Road|Avenue|Ave|Drive|Lane|Suite|Floor|Way|Boulevard)\b"
    r"|\b\d{5}$|\bAgreement$|\bmeans\b"
    r"|(?:^|\s)\d{1,3} +\d{1,2}\.\d",  # a line of a table of contents
    re.IGNORECASE,
)
NAME_BEGINS = re.compile(r"(?:the )?[a-z]{0,2}\d?[A-Z]|\d|(?:the )?[a-z]\d [A-Z]|[a-z][\w-]*\.(?:com|net|org|io)\b")
NEXT_NAME = re.compile(r"\s*,\s+(?:[Tt]he )?[A-Z]")
LAST_RUN = re.compile(r"(?:[Tt]he\s+)?[A-Z][\w&.'-]*(?:,?\s+(?:[A-Z][\w&.'-]*|of|and|&|the|for))*[\s,]*$")
TOLD = re.compile(r"^(?:The|This|It|[A-Z]\d+\.) .*\b(?!of|and|for|the|in|on|at|to|by)[a-z]+ (?!of|and|for|the)[a-z]+\b")
"""Words that tell something of a party, as a sentence does, and are no name."""
LOOSE = frozenset({"the", "any", "each", "this", "that", "such", "a", "an", "our", "your", "its", "their", "these"})


def spoken_forms(label: str) -> tuple[str, ...]:
    """All words by which a label names a party: "us" is "we" and "our" too, others are themselves alone."""
    return next((words for words in SPOKEN if label.lower() in words), (label,))


class Names:
    """Reads names and labels by the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        labels = [entry for entry in vocabulary.entries.values() if entry.kind == "label"]
        usual = {phrase for entry in labels for phrase in entry.phrases if phrase[:1].isupper()}
        person = _alternatives(vocabulary, "legal-person") or "Limited"
        no_party = _alternatives(vocabulary, "not-a-party") or "(?!)"
        self.usual = (
            "|".join(re.escape(label) for label in sorted(usual, key=lambda one: (-len(one), one))) or "Supplier"
        )
        self.above = frozenset(phrase for entry in labels if entry.side == "above" for phrase in entry.phrases)
        self.no_party = re.compile(rf"\b(?:{no_party})$", re.IGNORECASE)
        self.ends = re.compile(rf"(?:{person})(?![\w])\.?")
        self.person = re.compile(rf"(?:[,\s]+\(?(?:{person})(?![\w])\.?\)?)+(?! (?:of |for |and |& )?[A-Z][a-z])")
        self._is_usual = re.compile(rf"(?:{self.usual}|Party [A-Z\d])$")

    def is_usual(self, label: str) -> bool:
        """Whether parties are often called so."""
        return self._is_usual.match(label) is not None

    def may_be_label(self, label: str, name: str = "") -> bool:
        """Whether a party (of that name) may be called so; most defined words of a front name things."""
        if label in PRONOUNS:
            return True
        named = len(label) > 2 and name.lower().startswith(label.lower())
        capital = any(c.isupper() for c in label) or named
        return label[:1].isalnum() and capital and not self.no_party.search(label)

    def opens(self, words: str) -> bool:
        """Whether words after a party's label begin with the name of another: ", Quayside Foods Ltd"."""
        return NEXT_NAME.match(words) is not None and self.ends.search(words) is not None

    def begins_loosely(self, name: str) -> bool:
        """Whether words begin as no name does: "any third party"."""
        return name.split(maxsplit=1)[0].lower() in LOOSE

    def before(self, before: str) -> str:
        """The name that a label stands for, from the words before it; empty when they hold none."""
        paragraph = re.split(r"\n\s*\n", before)[-1]
        words = " ".join((paragraph if self.ends.search(paragraph) else before).split())
        opened = [match.end() for match in OPENER.finditer(words)]
        if opened and not words[opened[-1] :].lstrip().startswith("the parties"):
            words = words[opened[-1] :]
        words = LEADING.sub("", words, count=1)
        while (cut := NOISE.match(words)) and cut.end() < len(words):
            words = words[cut.end() :]
        words = LEADING.sub("", words, count=1)
        if not NAME_BEGINS.match(words):  # the party before is described first
            following = AND_NAME.search(words)
            words = words[following.end() :] if following else words
        if not NAME_BEGINS.match(words):
            words = last_run(words[-120:])
        name = self.clean(words) or self.clean(words.removeprefix("the "))
        return self.clean(last_run(words[-120:])) if TOLD.search(name) else name

    def clean(self, words: str) -> str:
        """The legal name with which the words begin; empty where they are an address, a heading or a defined word."""
        words = re.split(r"\s{3,}", words, maxsplit=1)[0]
        person = self.person.search(words)
        described = DESCRIBED.search(words, 1)
        if person and (not described or person.start() <= described.start()):
            name = words[: person.end()]
        else:
            name = words[: described.start()] if described else words
        name = name.strip(" ,;:-")
        bare = re.sub(r"^the ", "", name)
        if self.is_usual(bare):
            name = bare
        sound = (
            name
            and name[:4] != "the "
            and len(name) <= 120
            and (any(c.isupper() for c in name) or NAME_BEGINS.match(name))
            and not NO_NAME.search(name)
        )
        return name if sound and not self.no_party.fullmatch(name) else ""


def last_run(words: str) -> str:
    """The capitalised words with which a passage ends."""
    match = LAST_RUN.search(" ".join(words.split()))
    return match[0] if match else ""


def mentions(label: str, view: str) -> int:
    """How often a label is used; one introduced in capitals may be used without, and the other way round."""
    view = view[:LOOKED_AT]
    written = rf"(?<!\w){re.escape(label)}(?!\w)"
    if label.isupper() and len(label) > 3:
        return len(re.findall(written, view, re.IGNORECASE))
    forms = tuple(dict.fromkeys((label, label.upper()))) if len(label) > 3 else (label,)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")
    return sum(1 for _ in found_at(pattern, view, any_literally(forms, view)))


def key(label: str) -> str:
    """What two ways of writing a label have in common."""
    return re.sub(r"^(?:the|our|your) ", "", label.lower().strip()).replace("-", "").replace(" ", "")


def _alternatives(vocabulary: Vocabulary, name: str) -> str:
    entry = vocabulary.entries.get(name)
    words = sorted({words for words, _ in entry.surface()}, key=lambda one: (-len(one), one)) if entry else []
    return "|".join(re.escape(word) for word in words)
