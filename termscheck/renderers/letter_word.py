"""The letter as a Word file, made from its Markdown, so that both say the same.

Understood are the parts of Markdown that the letter's template uses: headings, paragraphs, lists, quotations (wording
to propose), strong and slanted words, and a rule, which begins a page. Strong words in square brackets are places to
fill in, and are marked in yellow. What to do before sending is a comment in the margin.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from termscheck.model import Review
from termscheck.renderers.house import HouseStyle
from termscheck.renderers.letter import body, build, reminder
from termscheck.renderers.packages import FIRST_DAY, without_clock

TITLE = "Changes that we ask for"
FONT = "Arial"
INK, FAINT = "1F3A4D", "E8EEF2"
"""Colours, as RGB: of headings, and behind wording to propose."""
MARGIN, INDENT = 2.5, 0.8
WIDEST, TALLEST = 16.0, 2.5
"""Of a letterhead. All are centimetres."""
STYLES: Mapping[str, str] = {
    "h1": "Heading 1",
    "h2": "Heading 2",
    "h3": "Heading 3",
    "paragraph": "Normal",
    "wording": "Proposed wording",
    "item": "Item",
}
SIZES = (
    ("Normal", 11, 0, 6),
    ("Heading 1", 16, 12, 10),
    ("Heading 2", 13, 18, 4),
    ("Heading 3", 11, 12, 3),
    ("Proposed wording", 11, 0, 10),
    ("Item", 11, 0, 4),
)
"""Points: of the letters, above a paragraph and below it."""


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The letter as a .docx file, A4, with the letterhead of a house if it has one."""
    letter, document = build(review, house), _document()
    styles = {kind: document.styles[name].style_id for kind, name in STYLES.items()}
    for block in _blocks(body(letter)):
        _write(document, block, styles[block.kind])
    first = next(run for paragraph in document.paragraphs for run in paragraph.runs)
    said = "\n".join(f"{block.mark} {_plain(block.inline)}".strip() for block in _blocks(reminder(letter)))
    note = document.add_comment(first, said, author="termscheck", initials="tc")
    _remove_time(note)
    if house and house.letterhead:
        _head(first._r.getparent(), document, house)
    packed = io.BytesIO()
    document.save(packed)
    return without_clock(packed.getvalue())


# --- Markdown ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its kind, its words, and the number or bullet before it."""

    kind: Literal["h1", "h2", "h3", "paragraph", "wording", "item"]
    inline: Sequence[Token]
    mark: str = ""
    new_page: bool = False


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a text in Markdown."""
    within: list[Token] = []
    mark, new_page = "", False
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type == "hr":
            new_page = True
        elif token.type == "inline":
            yield Block(_kind(within), token.children or (), mark, new_page)
            mark, new_page = "", False
        elif token.type == "list_item_open":
            mark = f"{token.info}." if token.info else "•"
        if token.nesting == 1:
            within.append(token)
        elif token.nesting == -1:
            within.pop()


def _kind(within: Sequence[Token]) -> Literal["h1", "h2", "h3", "paragraph", "wording", "item"]:
    outer = {token.type for token in within}
    if "list_item_open" in outer:
        return "item"
    if "blockquote_open" in outer:
        return "wording"
    headings: dict[str, Literal["h1", "h2", "h3"]] = {"h1": "h1", "h2": "h2", "h3": "h3"}
    return headings.get(within[-1].tag, "paragraph")


def _plain(inline: Sequence[Token]) -> str:
    return "".join(map(_text, inline))


def _text(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


# --- Word -------------------------------------------------------------------------------------------------


def _write(document: Any, block: Block, style: str) -> None:
    paragraph = document.add_paragraph()
    paragraph._p.style = style  # by its id: to look for its name each time would take most of the time
    if block.mark:
        paragraph.add_run(f"{block.mark}\t")
    strong = slanted = 0
    for token in block.inline:
        strong += token.nesting if token.tag == "strong" else 0
        slanted += token.nesting if token.tag == "em" else 0
        if text := _text(token):
            _run(paragraph, text, bool(strong), bool(slanted))
    paragraph.paragraph_format.page_break_before = block.new_page or None
    # a heading or a line above the signature stays on the page of what follows
    sentence = block.kind == "item" or _plain(block.inline).endswith((".", "?", "!", "”", "…"))
    paragraph.paragraph_format.keep_with_next = not sentence or None


def _run(paragraph: Any, text: str, strong: bool, slanted: bool) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    run = paragraph.add_run(text)
    if strong and text.startswith("[") and text.endswith("]"):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    else:
        run.bold, run.italic = strong or None, slanted or None


def _document() -> Any:
    """An empty A4 document with its styles, and page numbers at the foot."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = TITLE, "", "", "en-GB"
    facts.created = facts.modified = FIRST_DAY
    _style(document.styles)
    _number_pages(section.footer.paragraphs[0])
    return document


def _style(styles: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name in (STYLES["wording"], STYLES["item"]):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, size, before, after in SIZES:
        style = styles[name]
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # of the theme's fonts too
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if name.startswith("Heading"):
            style.font.color.rgb, style.font.bold = RGBColor.from_string(INK), True
    styles["Normal"].paragraph_format.keep_together = True  # or LibreOffice leaves its heading on the page before
    item, wording = styles[STYLES["item"]].paragraph_format, styles[STYLES["wording"]]
    item.left_indent, item.first_line_indent = Cm(INDENT), Cm(-INDENT)
    wording.paragraph_format.left_indent, wording.paragraph_format.keep_together = Cm(INDENT), True
    _mark_side(wording.element.get_or_add_pPr())


def _mark_side(properties: Any) -> None:
    """A bar at the left and a shade behind: how wording to propose is told from the rest."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, shade = OxmlElement("w:pBdr"), OxmlElement("w:shd")
    bar = OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "18", "space": "8", "color": INK}.items():
        bar.set(qn(f"w:{name}"), value)
    for name, value in {"val": "clear", "color": "auto", "fill": FAINT}.items():
        shade.set(qn(f"w:{name}"), value)
    borders.append(bar)
    after = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
    properties.insert_element_before(borders, *after)
    properties.insert_element_before(shade, *after)


def _head(before: Any, document: Any, house: HouseStyle) -> None:
    """A picture above the letter, as tall or as wide as there is room for it."""
    from docx.shared import Cm

    paragraph = document.add_paragraph()
    picture = paragraph.add_run().add_picture(io.BytesIO(house.letterhead))
    scale = min(Cm(WIDEST) / picture.width, Cm(TALLEST) / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture._inline.docPr.set("descr", house.logo_text)
    before.addprevious(paragraph._p)


def _number_pages(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        element = OxmlElement("w:fldSimple")
        element.set(qn("w:instr"), field)
        element.append(paragraph.add_run("1")._r)  # until Word works the field out, when it opens the file
        paragraph._p.append(element)


def _remove_time(note: Any) -> None:
    """A comment of python-docx bears the time at which it was made."""
    from docx.oxml.ns import qn

    note._comment_elm.attrib.pop(qn("w:date"), None)
