"""What the reader of the report must know of a Word file, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from termscheck.errors import ReadError
from termscheck.model import Notice, View
from termscheck.readers.docx.package import Package, Relation
from termscheck.readers.docx.references import BROKEN
from termscheck.readers.docx.styles import W

_LINKING = ("settings", "header", "footer", "footnotes", "endnotes", "comments")
_MANY_ASTRAY = 0.1
_MOST_WATERMARKS = 3
_LONGEST_WATERMARK = 60  # characters


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def content_notices(counts: Mapping[str, int], text: str, view: View, watermarks: Sequence[str]) -> Iterator[Notice]:
    """What there is to say of the words that were read and of those that were not."""
    if parts := counts["embedded"]:
        yield Notice(
            "N-EMBEDDED",
            f"{plural(parts, 'document')} embedded in this file could not be read. Open the file in Word, save "
            "each of them on its own, and check it too.",
            material=True,
        )
    yield from _tracked(counts, view)
    yield from _unseen(counts)
    yield from _watermark(watermarks)
    if broken := len(BROKEN.findall(text)):
        yield Notice(
            "N-BROKEN-REF",
            f"{plural(broken, 'cross-reference leads', 'cross-references lead')} nowhere (“Error! Reference source "
            "not found.”). Ask which clause is meant before you sign.",
        )
    yield from _numbers(counts)
    if formulas := counts["formulas"]:
        yield Notice(
            "N-FORMULA",
            f"{plural(formulas, 'formula was', 'formulas were')} read as plain characters, without fractions or "
            "raised numbers. Check the arithmetic in Word.",
        )
    if comments := counts["comments"]:
        yield Notice(
            "N-COMMENTS",
            f"{plural(comments, 'comment')} in the margin {'is' if comments == 1 else 'are'} not part of the contract "
            f"and {'was' if comments == 1 else 'were'} not checked.",
        )
    if pictures := counts["pictures"]:
        yield Notice("N-PICTURES", f"{plural(pictures, 'picture')}: text in them was not read.")


def _tracked(counts: Mapping[str, int], view: View) -> Iterator[Notice]:
    nouns = (("insertions", "insertion"), ("deletions", "deletion"))
    told = [plural(counts[key], noun) for key, noun in nouns]
    if moves := counts["moves"]:
        told.insert(0, plural(moves, "move"))
    if not any(counts[key] for key in ("insertions", "deletions", "moves")):
        return
    how = (
        "It was read as it will stand when all of them are accepted."
        if view == "final"
        else "It was read as it stood before them: as if all of them were rejected."
    )
    yield Notice("N-TRACKED", f"The file has tracked changes: {', '.join(told[:-1])} and {told[-1]}. {how}")


def _unseen(counts: Mapping[str, int]) -> Iterator[Notice]:
    if hidden := counts["hidden_words"]:
        yield Notice(
            "N-HIDDEN",
            f"{plural(hidden, 'word')} in this file {'is' if hidden == 1 else 'are'} hidden: Word normally does not "
            "show them. They were read and checked, because hidden terms can still bind. Ask why they are there.",
        )
    if invisible := counts["invisible_words"]:
        yield Notice(
            "N-INVISIBLE",
            f"{plural(invisible, 'word')} in this file {'is' if invisible == 1 else 'are'} printed in white or too "
            "small to see. They were read and checked, because terms that nobody sees can still bind. Ask why they "
            "are there.",
        )
    if struck := counts["struck_words"]:
        yield Notice(
            "N-STRUCK",
            f"{plural(struck, 'word')} {'is' if struck == 1 else 'are'} struck through by hand, without a tracked "
            "change. They were read as if they stood. Find out whether they do: a protection that was struck out may "
            "have been counted for you.",
            material=True,
        )
    if covered := counts["covered_words"]:
        yield Notice(
            "N-COVERED",
            f"{plural(covered, 'word')} {'stands' if covered == 1 else 'stand'} in table cells that were merged with "
            "the cell above or beside them. Word does not print them, and they were not checked.",
            material=True,
        )


def _watermark(watermarks: Sequence[str]) -> Iterator[Notice]:
    words = dict.fromkeys(" ".join(mark.split())[:_LONGEST_WATERMARK] for mark in watermarks)
    told = [f"“{mark}”" for mark in words if mark][:_MOST_WATERMARKS]
    if told:
        yield Notice(
            "N-WATERMARK",
            f"The pages carry a watermark: {', '.join(told)}. Make sure that this is the version you are asked to "
            "sign.",
        )


def numbers_doubted(counts: Mapping[str, int]) -> bool:
    """Whether so many of the numbers that Word printed differ from ours that ours may be wrong."""
    astray = counts["references"] - counts["references_agreeing"]
    return astray >= 2 and astray > _MANY_ASTRAY * counts["references"]


def _numbers(counts: Mapping[str, int]) -> Iterator[Notice]:
    astray = counts["references"] - counts["references_agreeing"]
    if numbers_doubted(counts):
        yield Notice(
            "N-NUMBERS",
            f"{astray:,} of {plural(counts['references'], 'number')} that Word printed in cross-references and tables "
            "of contents are not those worked out here for the clauses they point to. Either the file was changed "
            "after Word printed them, or clause numbers in this report are wrong in places: look at the clause in "
            "Word before you quote its number.",
        )
    elif astray:
        yield Notice(
            "N-NUMBERS",
            f"{astray:,} of {plural(counts['references'], 'automatic cross-reference')} in this file "
            f"{'shows' if astray == 1 else 'show'} another number than the clause they point to has now. Check which "
            "clause is meant.",
        )
    if numbers := counts["listnums"]:
        yield Notice(
            "N-LISTNUM",
            f"{plural(numbers, 'number')} in the middle of paragraphs could not be worked out. Look in Word for them.",
        )


def package_notices(package: Package, settings: Sequence[etree._Element]) -> Iterator[Notice]:
    """What there is to say of the file as such; `settings` are the roots of its settings."""
    parts = [package.main, *(part for kind in _LINKING for part in package.parts(kind))]
    relations = [relation for part in parts for relation in _relations(package, part)]
    outside = sum(relation.external and relation.kind != "hyperlink" for relation in relations)
    if outside:
        yield Notice(
            "N-EXTERNAL",
            f"The file points to {plural(outside, 'thing')} outside itself, such as a template or a linked picture. "
            "Nothing was fetched.",
        )
    if any(relation.kind == "vbaProject" for relation in relations):
        yield Notice("N-MACROS", "The file holds macros (small programs). They were ignored and never run.")
    if package.is_template:
        yield Notice("N-TEMPLATE", "The file is a Word template. It was read like any other Word file.")
    if package.is_signed:
        yield Notice(
            "N-SIGNED",
            "The file is digitally signed. It was read as it is; whether the signature is good was not checked. "
            "A copy with comments or changes in it no longer carries the signature.",
        )
    if any(_is_protected(root) for root in settings):
        yield Notice(
            "N-PROTECTED",
            "The file is protected against changes. It was read as it is. Ask for an unprotected copy to mark up.",
        )


def unread_notice(parts: Sequence[str]) -> Iterator[Notice]:
    """What could not be read beside the contract."""
    if parts:
        yield Notice(
            "N-MARGINS",
            f"{plural(len(parts), 'part')} of the file beside the contract (headers, footers, comments) could not be "
            f"read: {', '.join(parts[:5])}.",
        )


def _relations(package: Package, part: str) -> list[Relation]:
    try:
        return package.relations(part)
    except ReadError:  # damage beside the contract does no harm to it
        return []


def _is_protected(settings: etree._Element) -> bool:
    protection = settings.find(W + "documentProtection")
    return protection is not None and protection.get(W + "enforcement", "0") not in {"0", "false", "off"}
