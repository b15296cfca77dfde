"""Texts in which the two sides of a contract change places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

PRONOUNS = {"us": frozenset({"you", "your", "yours"}), "them": frozenset({"we", "us", "our", "ours"})}
_SUBJECT_AFTER = re.compile(
    r"(?:shall|will|must|may|can|could|should|would|are|have|had|do|did|were|agree|fail|accept|acknowledge|undertake|"
    r"warrant|pay|provide|receive|perform|breach|become|give|make|owe|bear|indemnify|also|then|hereby|cannot|and we)\b"
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[.;:,(]|\b(?:if|when|where|that|which|unless|until|once|because|while|before|after|as|and|but|or|what|whatever)"
    r")\s*$",
    re.IGNORECASE,
)
PLURAL = {"is": "are", "has": "have", "does": "do", "was": "were"}
VERBS = (
    "fail", "agree", "accept", "acknowledge", "undertake", "warrant", "pay", "provide", "receive", "perform",
    "breach", "become", "give", "make", "owe", "bear", "wish", "want", "need", "ask", "decide", "choose", "terminate",
    "require", "consider", "indemnify", "reserve", "use", "hold",
)  # fmt: skip
PLURAL |= {f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeo" else f"{verb}s": verb for verb in VERBS}
SINGULAR = {plural: singular for singular, plural in PLURAL.items()}


def swap(text: str, us: Sequence[str], them: Sequence[str]) -> str | None:
    """The text with the sides changed over, possessives and plain verbs with them; None when it does not name both."""
    labels = dict.fromkeys(us, "us") | dict.fromkeys(them, "them")
    longest_first = sorted(labels, key=lambda one: (-len(one), one))
    mention = re.compile(
        r"(?:\b[Tt]he )?\b(?P<label>" + "|".join(map(re.escape, longest_first)) + r")\b(?P<owns>['’]s?(?!\w))?",
        re.IGNORECASE,
    )
    found = [m for m in mention.finditer(text) if _names(m["label"], labels)]
    sides = {labels[_label(m["label"], labels)] for m in found}
    if sides != {"us", "them"}:
        return None
    spoken = {side: any(m["label"].lower() in PRONOUNS[side] for m in found) for side in ("us", "them")}
    named = {side: next((m[0].removesuffix(m["owns"] or "") for m in found if _side(m, labels) == side), "")
             for side in ("us", "them")}  # fmt: skip
    made, at = [], 0
    for match in found:
        side = _side(match, labels)
        other = "them" if side == "us" else "us"
        start, end = match.span()
        new, verb = _turned(text, match, spoken[other], named[other], other)
        if match[0][:1].isupper() and (start == 0 or re.search(r"[.:;]\s*$|\n\s*$", text[:start])):
            new = new[:1].upper() + new[1:]
        elif new[:4] == "The ":
            new = "the " + new[4:]
        made += [text[at:start], new]
        at = end
        if verb and (following := re.match(r" (\w+)\b", text[end:])) and following[1] in verb:
            made.append(f" {verb[following[1]]}")
            at = end + following.end()
    return "".join([*made, text[at:]])


def _turned(
    text: str, match: re.Match[str], spoken: bool, named: str, other: str
) -> tuple[str, Mapping[str, str] | None]:
    """What stands in the place of a mention, and how the verb after it changes."""
    word = match["label"].lower()
    owner = bool(match["owns"]) or word in {"your", "our"}
    was_spoken = any(word in words for words in PRONOUNS.values())
    if not spoken:
        return named + ("'s" if owner or word in {"yours", "ours"} else ""), SINGULAR if was_spoken else None
    if owner or word in {"yours", "ours"}:
        base = {"us": "your", "them": "our"}[other]
        return base + "s" * (word in {"yours", "ours"}), None
    if other == "us":
        return "you", None if was_spoken else PLURAL
    before, after = text[: match.start()], text[match.end() :].lstrip()
    subject = word == "we" or (word != "us" and bool(_SUBJECT_AFTER.match(after) or _OPENS_CLAUSE.search(before)))
    return "we" if subject else "us", None if was_spoken else PLURAL


def _names(words: str, labels: Mapping[str, str]) -> bool:
    """A label is one only where it is written with its capital; "we" and "you" are, however they are written."""
    label = _label(words, labels)
    return words.lower() in PRONOUNS[labels[label]] or words[:1].isupper() == label[:1].isupper()


def _label(words: str, labels: Mapping[str, str]) -> str:
    return next(label for label in labels if label.lower() == words.lower())


def _side(match: re.Match[str], labels: Mapping[str, str]) -> str:
    return labels[_label(match["label"], labels)]
