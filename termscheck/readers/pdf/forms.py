"""What was laid over a page: form fields that were filled in, text boxes, comments, words struck out by hand."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from termscheck.readers.pdf.lines import cleaned

_MOST_ANNOTATIONS = 2_000
_SILENT = (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_WIDGET)


class Typed(NamedTuple):
    """Words typed into annotation number `annotation` of a page: a form field or a text box."""

    text: str
    annotation: int


class Comment(NamedTuple):
    """What somebody wrote in the margin."""

    text: str
    by: str


@dataclass(slots=True)
class Overlay:
    """What lies over one page; `fields` of the typed words stand in form fields."""

    typed: list[Typed] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    fields: int = 0
    struck: int = 0


def overlay(pdf: Any, page: Any) -> Overlay:
    """Look through the annotations of a page."""
    found = Overlay()
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        with _annotation(page, number) as note:
            if note:
                _add(found, number, note, pdf.formenv)
    return found


def rectangle(page: Any, number: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of an annotation in the page's user space."""
    with _annotation(page, number) as note:
        rect = pdfium_c.FS_RECTF()
        if not note or not pdfium_c.FPDFAnnot_GetRect(note, rect):
            return None
        low, high = sorted((rect.bottom, rect.top))
        return min(rect.left, rect.right), low, max(rect.left, rect.right), high


@contextmanager
def _annotation(page: Any, number: int) -> Iterator[Any]:
    note = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
    try:
        yield note
    finally:
        if note:
            pdfium_c.FPDFPage_CloseAnnot(note)


def _add(found: Overlay, number: int, note: Any, form: Any) -> None:
    kind = pdfium_c.FPDFAnnot_GetSubtype(note)
    contents = _annotation_text(note, b"Contents")
    if kind == pdfium_c.FPDF_ANNOT_WIDGET and form and (value := _field_text(form.raw, note)):
        found.typed.append(Typed(value, number))
        found.fields += 1
    elif kind == pdfium_c.FPDF_ANNOT_FREETEXT and contents:
        found.typed.append(Typed(contents, number))
    elif kind == pdfium_c.FPDF_ANNOT_STRIKEOUT:
        found.struck += 1
    elif contents and kind not in _SILENT:
        found.comments.append(Comment(contents, _annotation_text(note, b"T")))


def _field_text(form: Any, note: Any) -> str:
    """A form field as "name: value", empty when it was not filled in."""
    name = _wide(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, note) or _wide(
        pdfium_c.FPDFAnnot_GetFormFieldName, form, note
    )
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, note)
    if kind in (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON):
        value = "☑" if pdfium_c.FPDFAnnot_IsChecked(form, note) else ""
    elif kind in (pdfium_c.FPDF_FORMFIELD_PUSHBUTTON, pdfium_c.FPDF_FORMFIELD_SIGNATURE):
        value = ""
    else:
        value = _wide(pdfium_c.FPDFAnnot_GetFormFieldValue, form, note)
    return f"{name}: {value}" if name and value else value


def _annotation_text(note: Any, key: bytes) -> str:
    return _wide(pdfium_c.FPDFAnnot_GetStringValue, note, key)


def _wide(ask: Any, *arguments: Any) -> str:
    """A string that pdfium gives in UTF-16 into a buffer whose size it is asked for first."""
    size = min(ask(*arguments, None, 0), 200_000)
    buffer = ctypes.create_string_buffer(size + 2)
    ask(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return cleaned(buffer.raw[:size].decode("utf-16-le", errors="replace").split("\0")[0])
