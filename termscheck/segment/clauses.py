"""What opens with a label: numbered clauses, schedules and parts. Decides where each goes and what it is called."""

from __future__ import annotations

from termscheck.model import Block, ClauseKind
from termscheck.segment import wording
from termscheck.segment.draft import Draft
from termscheck.segment.labels import Label
from termscheck.segment.marks import Mark
from termscheck.segment.numbering import BEGIN, Level, Offer
from termscheck.segment.parts import open_aside
from termscheck.segment.tree import DEEPEST, Name, Node, name_below, shown, slug


def open_label(draft: Draft, mark: Mark, label: Label, block: Block, position: int) -> bool:
    """Opens the clause that a label stands for, unless it is no label here; words from `position` go before it."""
    if label.style == "division":
        draft.target.say(draft.text, position, mark.start)
        _open_division(draft, mark, label, block)
        return True
    rest = draft.text[mark.end : min(block.span.end, mark.end + wording.LOOK)]
    if draft.zone == "signature" and not _resumes(mark, label, rest):
        return False
    offer = draft.numbering.choose(mark, label, block, draft.at, draft.since)
    if not offer:
        return False
    draft.target.say(draft.text, position, mark.start)
    party = draft.zone == "parties" and wording.names_party(rest)
    if draft.zone != "body" and label.style in ("decimal", "article") and not party:
        draft.zone = "body"
        draft.move(draft.division)
        again = draft.numbering.choose(mark, label, block, draft.at, mark.start)
        offer = again or Offer(BEGIN, label.readings[0])
    _open_clause(draft, mark, label, block, offer)
    return True


def _resumes(mark: Mark, label: Label, rest: str) -> bool:
    """Numbered clauses after a signature block, as after a signed front sheet; "1. Name:" does not resume them."""
    first = label.style in ("decimal", "article") and (len(label.path) > 1 or label.readings[0].ordinal == 1)
    return mark.opening and first and not wording.is_signing(rest) and (mark.computed or wording.words(rest) > 5)


def _open_clause(draft: Draft, mark: Mark, label: Label, block: Block, offer: Offer) -> None:
    numbering = draft.numbering
    level = numbering.stack[offer.level] if offer.level is not None else None
    if level and not offer.below:
        numbering.close(numbering.stack.index(level) + 1)
    else:
        if not mark.opening:
            draft.at = numbering.settle(draft.at)
        parent = (level.node if level else _parent_for(draft, label, offer)).at_most(DEEPEST - 1)
        level = Level(label.style, parent, parent, label.text if label.style == "bullet" else label.word)
        level.alphabet, level.path = offer.reading.alphabet, label.path
        level.nested = label.style == "decimal" and len(label.path) == 1 and parent.cited
        level.in_sentence = _is_in_sentence(draft, mark)
        numbering.begin(level)
    if draft.zone == "front" and label.style != "bullet":
        draft.zone = "body"
    level.reach(label, offer.reading, block, numbering.is_shouted(mark))
    parent = level.parent
    inherits = parent.kind in ("recital", "parties", "definition")
    kind: ClauseKind = parent.kind if inherits else "operative"
    level.node = draft.add(parent, mark.start, _name(label, level), kind, numbered=True)
    draft.at = draft.target = level.node


def _is_in_sentence(draft: Draft, mark: Mark) -> bool:
    """Whether a list begins here in mid-sentence, so that the words after it end the sentence."""
    if mark.opening or mark.chained or not draft.text[mark.end : mark.end + 20].lstrip()[:1].islower():
        return False
    return wording.leads_in(draft.text[max(draft.since, mark.start - 80) : mark.start])


def _parent_for(draft: Draft, label: Label, offer: Offer) -> Node:
    """The clause under which a new sequence begins."""
    at = draft.root if draft.at.kind == "title" else draft.at
    if draft.zone == "parties" and label.style != "article":
        return next((node for node in at.ancestors() if node.kind == "parties" and not node.numbered), at)
    if label.style == "article":
        return draft.division
    if label.style != "decimal":
        return at if label.style != "dot" or at.numbered or at.container else draft.division
    own = next((level for level in draft.numbering.inside if level.style == "decimal" and not level.nested), None)
    if len(label.path) > 1:
        return own.parent if own and len(own.path) == 1 else draft.division
    level = draft.numbering.level_of(at)
    if level and level.style == "paren" and not level.parent.cited:  # recitals "(A)", "(B)" without a heading
        return draft.division
    if at.cited and (not own or draft.numbering.sequence.next(own.successor, at.start) is not None):
        return at
    again = offer.reading.ordinal == 1 and draft.division.counts["clause"] > 0
    return (draft.heading() if again else None) or draft.division


def _name(label: Label, level: Level) -> Name:
    """What a numbered clause is called: a decimal label is a whole citation, others add to their parent's."""
    parent, core = level.parent, label.core.strip("()")
    if label.style == "bullet":
        return name_below(parent, f" (bullet {level.ordinal})", f"bullet-{level.ordinal}")
    if parent.kind in ("recital", "parties") and not parent.numbered:
        number = label.text if label.style == "paren" else core
        return Name(f"{'Recital' if parent.kind == 'recital' else 'Parties'} {number}", f"{parent.key}.{slug(core)}")
    if label.style == "recital":
        return name_below(parent, label.text.rstrip("."), f"recital-{slug(core)}")
    if label.style == "article" or (label.style == "decimal" and not level.nested):
        scope = next(node for node in parent.ancestors() if node.container)
        scope.count("clause")
        if label.style == "article":
            return name_below(scope, shown(label), f"article-{label.readings[0].ordinal}")
        return name_below(scope, core, core.lower())
    return name_below(parent, f"({core})" if parent.cited or label.style == "paren" else core, slug(core))


def _open_division(draft: Draft, mark: Mark, label: Label, block: Block) -> None:
    """Opens a schedule or part; a head that a page repeats is an aside."""
    numbering = draft.numbering
    number = _division_level(draft, mark, label)
    core = (label.core.upper(),)
    if number < numbering.base and (numbering.stack[number].word, numbering.stack[number].path) == (label.word, core):
        if mark.opening:
            open_aside(draft, block)
        return
    numbering.close(number)
    above, reading = draft.division, label.readings[0]
    counted = str(reading.ordinal) if reading.alphabet == "number" and label.core.isalpha() else label.core
    name = name_below(above, shown(label), slug(f"{label.word} {counted}"))
    node = draft.add(above, mark.start, name, "schedule", numbered=True)
    rest = draft.text[mark.end : min(block.span.end, mark.end + 300)].strip(" \t\r\n.:–—-")
    node.heading = " ".join(rest.split()) if wording.words(rest) <= 20 else ""
    node.container = True
    numbering.stack.append(Level("division", above, node, label.word, reading.alphabet, reading.ordinal, core))
    draft.zone = "body"
    draft.at = draft.target = node


def _division_level(draft: Draft, mark: Mark, label: Label) -> int:
    """Where a schedule or part goes among the open ones: parts lie in schedules, an annex perhaps."""
    numbering = draft.numbering
    open_ones = numbering.stack[: numbering.base]
    for number, level in enumerate(open_ones):
        if level.word == label.word:
            return number
    if not open_ones or label.word == "Part":
        return len(open_ones)
    outer = f" to {open_ones[0].word} {open_ones[0].path[0]}".lower()
    if " ".join(draft.text[mark.end : mark.end + 40].lower().split()).startswith(outer.strip()):
        return 1
    goes_on = numbering.sequence.next_division(open_ones[0].successor, mark.start) is not None
    return 1 if goes_on and open_ones[0].word != "Part" else 0
