"""What the words of a paragraph say about its place in a contract: heading, definition, recital, signature block.

These look at a bounded piece of text and know nothing of the outline. All patterns are linear and their gaps bounded.
"""

from __future__ import annotations

import re
from typing import Literal

from termscheck.model import Block

Landmark = Literal["parties", "recital", "agreed", "signature"]

LOOK = 600
"""Characters of a paragraph that are looked at; what a paragraph is shows at its beginning."""

_NUMBER = re.compile(r"\(?(?:[A-Za-z]{1,4}[ -]?)?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?\)?\.?|\(?[A-Za-z]\)?", re.ASCII)
_MODAL = re.compile(r"\b(?:shall|will|must|may|is|are|has|have|agrees?|means)\b", re.I)
_BINDS = re.compile(r"\b(?:shall|must|indemnif\w+|(?:is|are|be|not) (?:solely |fully )?liable|undertakes to)\b", re.I)
_STATES = re.compile(r"\b(?:will|may|agrees?)\b|" + _BINDS.pattern, re.I)
_VERB_OF_DEFINITION = (
    r"(?:(?:shall|will)\s)?(?:means?|includes?|has\sthe|have\sthe|bears?\sthe|refers?\sto|is\s(?:as\s)?defined)\b"
)
_QUOTED = r"(?:“([^”]{1,100})”|\"([^\"]{1,100})\"|‘([^’]{1,100})’|'([^']{1,100})['\"])"
_ALSO = r"(?:\s?(?:,|or|and)\s{1,2}[“\"‘][^”\"’]{1,80}[”\"’]|\s?\([^)]{0,100}\)){0,2}"
_TERM = re.compile(
    rf"(?:the\s|an?\s)?{_QUOTED}{_ALSO}(?:\s{{0,4}}[:–—]|,?\s{{1,80}}{_VERB_OF_DEFINITION}|\s{{3,}})", re.I
)
_SET_TERM = re.compile(rf"{_QUOTED}\s{{1,8}}(?!(?:shall|will|must|may|is|are|and|or)\b)(?=[^\W_])")
_BARE_TERM = re.compile(rf"([A-Z][^:.;\n“”\"]{{0,80}}?)(?:\s?:\s|,?\s{_VERB_OF_DEFINITION})")
_INLINE_TERM = re.compile(rf"[“\"](?<=[.;:]\s[“\"]|\s\s[“\"])(?=[^”\"]{{1,100}}[”\"]\s{{1,40}}{_VERB_OF_DEFINITION})")
"""The mark before what must precede it: `re` looks fast for a character, and slowly for what lies behind a place."""
_DEFINITIONS = re.compile(
    r"\bdefin(?:ition|ed)|\binterpretation\b|following\s(?:[\w,]{1,20}\s){0,5}(?:terms|words|expressions|meanings?)\b"
    r"|meanings?\s(?:set\sforth|set\sout|given|as\sfollows)", re.I,
)  # fmt: skip

_LANDMARKS: tuple[tuple[Landmark, re.Pattern[str]], ...] = (
    (
        "signature",
        re.compile(
            r"(?:in|as)\switness\b|in\stestimony\b|executed\b.{0,80}\b(?:deed|agreement|contract|parties|behalf)\b"
            r"|signed\s(?:\w{1,12}\s){0,6}?(?:by|for)\b|(?:the\s)?parties\s(?:hereto\s)?have\s(?:duly\s)?(?:executed|signed|caused)\b"
            r"|this\s(?:agreement|deed|contract)\b.{0,80}\bhas\sbeen\s(?:duly\s)?(?:entered|executed|signed)\b"
            r"|(?:accepted\sand\sagreed|agreed\sand\saccepted)\b|(?:signatures?|execution|signatories)(?:\spage|\sblock)?\s*$"
            r"|(?:by|per|signature|signed)\s?:\s{0,40}(?:_|/s/|\.{3}|-{3}|\(|$)|/s/|_{8,}\s*$",
            re.I,
        ),
    ),
    (
        "agreed",
        re.compile(
            r"(?:and\s)?now,?\s{1,3}(?:it\sis\s|this\s)?(?:therefore|hereby|agreement)\b|it\sis\s(?:hereby\s)?agreed\b"
            r"|agreed\sterms\b|operative\sprovisions\b|(?:accordingly,?\s)?(?:the\s)?parties\s(?:hereto\s)?(?:hereby\s|therefore\s)?agree\b"
            r"|for\sgood\sand\svaluable\sconsideration\b",
            re.I,
        ),
    ),
    (
        "recital",
        re.compile(
            r"(?:and\s)?whereas\b|(?:recitals?|background|preamble|witnesseth|w\si\st\sn\se\ss\ss\se\st\sh)\s?:?(?:\s*$|\s[A-Z(])",
            re.I,
        ),
    ),
    (
        "parties",
        re.compile(
            r"(?:parties|between|b\se\st\sw\se\se\sn|by\sand\sbetween)\s?:?\s*$"
            r"|(?:.{0,400}\s)?this\s.{1,160}\b(?:between|among|(?:is|was)\s(?:made|entered|executed|dated)"
            r"|made\s(?:as\sof|on|this|in)|entered\sinto)\b",
            re.I | re.S,
        ),
    ),
)
_INLINE_LANDMARK = re.compile(
    r"(?<=[.;:)\s]\s)(?=WHEREAS\b|WITNESSETH\b|RECITALS\b|NOW,?\sTHEREFORE\b|IN\sWITNESS\sWHEREOF\b)"
    r"|(?<=[.;]\s)(?=For\sgood\sand\svaluable\sconsideration\b)"
)
_IN_LANDMARKS = ("WHEREAS", "WITNESSETH", "RECITALS", "THEREFORE", "WHEREOF", "consideration")
_PARTY = re.compile(
    r"\b(?:limited|ltd|llp|llc|inc|plc|corp\w*|company|registered|incorporated|charity|address|council|trust|partnership)\b",
    re.I,
)
_SIGNING = re.compile(
    r"\b(?:name|title|position|date|by|its|signature|signed|address|witness|occupation)\s?:|_{3,}|\.{5,}|/s/", re.I
)
_IN_SIGNING = (":", "___", ".....", "/")
"""A quick look: one of these stands in all that such a line shows."""

_OF_DEFINITION = re.compile(
    r"^(?:Provided|And|Or|But|Except|Save)\b|\b(?:this|the)\s(?:definition|foregoing|expression|term)\b"
)

_FINISHED = tuple('.;:!?”"’)]_…|-')
_AND_AT_END = re.compile(r"[;,.]\s?(?:and|or|and/or)$")
_ENDS_SENTENCE = re.compile(r"(?<=[\w)\]%”\"’])\.[”\"’)]?\s{1,12}(?=[“\"(\[]?[A-Z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Ltd|Co|Corp|No|Nos|Mr|Mrs|Ms|Dr|St|vs?|e\.g|i\.e|cl|para|art|approx|U\.S|[A-Z]))$"
)
_TAIL = re.compile(r"[,;]\s{1,4}(?:and\s)?(?=in\s(?:each|either|any\ssuch|all)\scases?\b)")
_RUN_IN_HEADING = re.compile(
    r"\s*([“\"']?[A-Z][^.:;]{1,100}?)(?=[\s.:])"  # hardly anywhere can it end: elsewhere the ends are not tried
    r"\s?(?:[.:](?=\s+\S)|\s[–—-](?=\s)|[ \t]{3,}(?=[A-Z“\"]))"
)


def words(text: str) -> int:
    """Words, parted by white space."""
    return len(text.split())


def is_short(text: str, most: int) -> bool:
    """Whether a text has words, and at most so many; those beyond are not counted."""
    return 0 < len(text.split(maxsplit=most)) <= most


def is_capitals(text: str) -> bool:
    """True for "LIMITATION OF LIABILITY": at least two letters, and none of them small."""
    return text.isupper() and sum(map(str.isalpha, text)) > 1


def is_heading(block: Block, text: str) -> bool:
    """True when an unnumbered paragraph is a heading by style, by capitals, or by bold type.

    A long paragraph in capitals is a conspicuous disclaimer, which is text.
    """
    if block.kind == "heading" or block.outline_level is not None:
        return is_short(text, 30)
    if not is_short(text, 12) or text.rstrip().endswith((".", ";", ",", ":")) or not re.search(r"[A-Za-z]{3}", text):
        return False
    return is_capitals(text) or (block.bold and text[:1].isupper() and not _MODAL.search(text))


def is_number(text: str) -> bool:
    """Whether a cell only numbers its row: "3", "A13", "2.1", "SL-7", "(b)"."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_title_line(text: str) -> bool:
    """True for a line that may stand on a title page or under "SCHEDULE 1": short, and no sentence."""
    return is_short(text, 20) and not text.rstrip().endswith((".", ";", ",", ":")) and not _MODAL.search(text)


def run_in_heading(text: str, whole: bool, item: bool = False) -> str:
    """The heading at the start of a numbered clause: "Limits" of "Limits. The Supplier shall …"; else empty.

    `whole` says that `text` is all there is before the next line or label, so that it may be heading from end to end.
    Of an `item` of a list that is believed only when it is written like a title.
    """
    found = _RUN_IN_HEADING.match(text)
    if found and is_titled(found[1]):
        return " ".join(found[1].split())
    line = text.strip()
    if not whole or not is_short(line, 15) or not line[:1].isupper() or _MODAL.search(line):
        return ""
    bare = line.rstrip(".")
    fits = is_titled(bare) if item or bare != line else not line.endswith((";", ",", ":"))
    return " ".join(bare.split()) if fits else ""


def is_titled(text: str) -> bool:
    """True for "Limits", "LIMITS ON LIABILITY", "Limits on the Liability of the Supplier"; false for a sentence."""
    longer = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in longer)
    return words(text) <= 12 and not _MODAL.search(text) and (2 * capitals >= len(longer) or words(text) <= 3)


def defined_term(text: str, position: int = 0, end: int | None = None, bare: bool = False) -> str:
    """The term that a definition entry starting here defines ("Fees"), or empty.

    `bare` accepts a term without quotation marks, or without a verb as in two columns ("“Cap” the sum of …"), which is
    right only where definitions are expected.
    """
    end = min(len(text) if end is None else end, position + LOOK)
    if found := _TERM.match(text, position, end):
        return " ".join((found[1] or found[2] or found[3] or found[4]).split())
    found = (_SET_TERM.match(text, position, end) or _BARE_TERM.match(text, position, end)) if bare else None
    term = next(filter(None, found.groups())) if found else ""
    return " ".join(term.split()) if words(term) <= 8 and not _MODAL.search(term) else ""


def quoted(text: str) -> str:
    """The term when the whole text is one in quotation marks (the first cell of a table of definitions), or empty."""
    found = re.fullmatch(rf"\s*(?:the\s)?{_QUOTED}{_ALSO}\s*:?\s*", text[:LOOK])
    return next(group for group in found.groups() if group) if found else ""


def expects_definitions(text: str) -> bool:
    """True for the heading or lead-in of a list of definitions."""
    return bool(_DEFINITIONS.search(text[:LOOK]))


def landmark(text: str) -> Landmark | None:
    """The part of a contract that a paragraph opens, if it opens one."""
    text = text[:LOOK]
    return next((name for name, pattern in _LANDMARKS if pattern.match(text)), None)


def inline_terms(text: str, start: int, end: int) -> list[int]:
    """Where definitions start inside a paragraph that is a run of at least two of them."""
    if text.find("“", start, end) < 0 and text.find('"', start, end) < 0:
        return []
    found = [match.start() for match in _INLINE_TERM.finditer(text, start, end)]
    return found if len(found) > 1 else []


def inline_landmarks(text: str, start: int, end: int) -> list[int]:
    """Where recitals, the words of agreement or the signature block start inside a paragraph that is a whole page."""
    if all(text.find(word, start, end) < 0 for word in _IN_LANDMARKS):
        return []
    return [match.start() for match in _INLINE_LANDMARK.finditer(text, start, end)]


def names_party(text: str) -> bool:
    """True when a paragraph reads like an entry of the parties block, and not like one of the terms."""
    return bool(_PARTY.search(text[:LOOK])) and not re.search(r"\b(?:shall|will|hereby|agrees?)\b", text[:LOOK])


def is_signing(text: str) -> bool:
    """True when a paragraph reads like a line of a signature block."""
    text = text[:LOOK]
    return any(sign in text for sign in _IN_SIGNING) and bool(_SIGNING.search(text))


def is_sentence(text: str) -> bool:
    """True when a paragraph has a finite verb of contracts: "shall", "may", "is"."""
    return bool(_MODAL.search(text[:LOOK]))


def reads_like_a_term(text: str) -> bool:
    """True when words that were set aside may bind somebody: a sentence with "shall" or "must", or an indemnity."""
    return words(text) >= 6 and bool(_BINDS.search(text))


def goes_on_defining(text: str) -> bool:
    """True when a paragraph after a definition belongs to it: it states nothing, or speaks of the definition."""
    states = words(text) >= 6 and text[:1].isupper() and bool(_STATES.search(text))
    return not states or bool(_OF_DEFINITION.search(text[:LOOK]))


def is_unfinished(text: str) -> bool:
    """True when a text stops in mid-sentence, as at the foot of a page."""
    tail = text[-80:].rstrip()
    return tail != "" and not tail.endswith(_FINISHED) and not _AND_AT_END.search(tail)


def leads_in(text: str) -> bool:
    """True when a text is the beginning of a sentence that a list completes: "shall:", "if"."""
    return bool(re.search(r"[^\s.!?]\s*$", text[-80:])) and not re.search(r"[.!?][”\"’)]\s*$", text[-80:])


def tail_start(text: str, start: int, end: int) -> int | None:
    """Where the words after the last item of a list inside a sentence begin: "in each case …", the next sentence."""
    if tail := _TAIL.search(text, start, end):
        return tail.end()
    for stop in _ENDS_SENTENCE.finditer(text, start, end):
        if not _ABBREVIATION.search(text, max(start, stop.start() - 8), stop.start()):
            return stop.end()
    return None
