"""PDF, by way of pdfium: the text layer line by line, without page furniture, as paragraphs and ruled tables.

::

    file ─pages─▶ lines ─furniture─▶ contract's lines ─numbers, Layout, hyphens─▶ paragraphs ─▶ Document ─boxes─▶ places

What was laid over a page (form fields, text boxes) comes at the end of it. `Origin.part` is empty for words of the
page itself, and `ANNOTATION` for words of an annotation, whose number on the page `Origin.first` then is.
"""

from termscheck.readers.pdf.boxes import boxes
from termscheck.readers.pdf.opened import Opened
from termscheck.readers.pdf.reader import ANNOTATION, read_opened

__all__ = ["ANNOTATION", "Opened", "boxes", "read_opened"]
