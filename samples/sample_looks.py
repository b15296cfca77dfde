"""How the samples look in Word: paragraph styles and the numbering of clauses, which Word prints itself."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph style looks: sizes and spaces in points, indents in centimetres."""

    size: float = 10.5
    bold: bool = False
    italic: bool = False
    centred: bool = False
    before: float = 0
    after: float = 6
    left: float = 0
    hanging: float = 0
    keep_next: bool = False
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a Word list: its style, number format, printed pattern and what follows the number."""

    style: str
    fmt: str
    pattern: str
    suffix: str = "tab"


LOOKS = {
    "Cover Draft": Look(size=9, italic=True, after=2),
    "Cover Date": Look(after=90),
    "Cover Title": Look(size=22, bold=True, centred=True, before=60, after=14),
    "Cover Subtitle": Look(size=13, centred=True, after=80),
    "Cover Party": Look(size=12, bold=True, centred=True, before=10, after=2),
    "Cover Small": Look(centred=True, after=10),
    "Cover Note": Look(size=9, italic=True, centred=True, before=110),
    "Unnumbered Heading": Look(size=12, bold=True, before=10, after=8, keep_next=True),
    "Flush Text": Look(),
    "Party": Look(left=1.25, hanging=1.25),
    "Recital": Look(left=1.25, hanging=1.25),
    "Definition": Look(left=1.25),
    "Definition Item": Look(left=2.25, hanging=1.0),
    "Definition Text": Look(left=1.25),
    "Clause Level 1": Look(size=11, bold=True, before=10, left=1.25, hanging=1.25, keep_next=True, outline=0),
    "Clause Level 2": Look(left=1.25, hanging=1.25),
    "Clause Level 3": Look(left=2.25, hanging=1.0),
    "Clause Level 4": Look(left=3.25, hanging=1.0),
    "Schedule": Look(size=13, bold=True, centred=True, after=14, keep_next=True, outline=0),
    "Schedule Level 1": Look(size=11, bold=True, before=8, left=1.25, hanging=1.25, keep_next=True, outline=1),
    "Schedule Level 2": Look(left=1.25, hanging=1.25),
    "Schedule Level 3": Look(left=2.25, hanging=1.0),
    "Schedule Level 4": Look(left=3.25, hanging=1.0),
    "Table Text": Look(size=9.5, before=3, after=3),
    "Signature Text": Look(before=18, after=18),
    "Note Text": Look(size=8.5, after=2),
}
LISTS = (
    (
        Level("Clause Level 1", "decimal", "%1."),
        Level("Clause Level 2", "decimal", "%1.%2"),
        Level("Clause Level 3", "lowerLetter", "(%3)"),
        Level("Clause Level 4", "lowerRoman", "(%4)"),
    ),
    (
        Level("Schedule", "decimal", "Schedule %1", "space"),
        Level("Schedule Level 1", "decimal", "%2."),
        Level("Schedule Level 2", "decimal", "%2.%3"),
        Level("Schedule Level 3", "lowerLetter", "(%4)"),
        Level("Schedule Level 4", "lowerRoman", "(%5)"),
    ),
    # the definitions carry no number; they are in a list so that "(a)" starts again after each of them
    (Level("Definition", "none", "", "nothing"), Level("Definition Item", "lowerLetter", "(%2)")),
    (Level("Party", "decimal", "(%1)"),),
    (Level("Recital", "upperLetter", "(%1)"),),
)
FOOTNOTES = PackURI("/word/footnotes.xml")


def make_styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(10.5)
    for name, look in LOOKS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        apply_look(style, look)
    mark = document.styles.add_style("Note Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True


def apply_look(style: ParagraphStyle, look: Look) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing = 1.1
    shape.left_indent, shape.first_line_indent = Cm(look.left), Cm(-look.hanging)
    shape.keep_with_next = look.keep_next
    if look.centred:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if look.outline is not None:
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=look.outline))


def make_numbering(document: WordDocument) -> None:
    """Replace the template's lists by ours, and link each level to its style both ways."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for index, levels in enumerate(LISTS):
        numbering.append(abstract_list(document, index, levels))
    for index, levels in enumerate(LISTS):
        number = element("w:num", numId=index + 1)
        number.append(element("w:abstractNumId", val=index))
        numbering.append(number)
        for depth, level in enumerate(levels):
            link = document.styles[level.style].element.get_or_add_pPr().get_or_add_numPr()
            link.get_or_add_ilvl().val, link.get_or_add_numId().val = depth, index + 1


def abstract_list(document: WordDocument, index: int, levels: tuple[Level, ...]) -> Element:
    abstract = element("w:abstractNum", abstractNumId=index)
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for depth, level in enumerate(levels):
        look = LOOKS[level.style]
        lvl = element("w:lvl", ilvl=depth)
        lvl.append(element("w:start", val=1))
        lvl.append(element("w:numFmt", val=level.fmt))
        lvl.append(element("w:pStyle", val=document.styles[level.style].style_id))
        lvl.append(element("w:suff", val=level.suffix))
        lvl.append(element("w:lvlText", val=level.pattern))
        lvl.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=twips(look.left), hanging=twips(look.hanging)))
        lvl.append(properties)
        abstract.append(lvl)
    return abstract


def element(tag: str, **attributes: object) -> Element:
    made: Element = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def twips(centimetres: float) -> int:
    return round(centimetres * 1440 / 2.54)
