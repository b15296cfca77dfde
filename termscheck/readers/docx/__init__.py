"""Reads Word files (.docx, .docm, .dotx, .dotm; transitional and strict) as their reader sees them on paper.

Tracked changes are taken as accepted or as rejected; automatic numbers are worked out; tables, content controls, text
boxes, footnotes and endnotes are read where they stand, a note after the paragraph that refers to it. What stands in
a table (text box or note) follows the row it hangs on. Headers, footers, comments, tables of contents (which repeat
the headings) and the words that tracked changes take away are kept beside the contract.

The file is not trusted: it is never unpacked to disk, nothing it links to is fetched, macros are ignored, and its
size is judged before anything is inflated. ::

    package ─walk─▶ Paragraph ─lay_out─▶ Document
"""

from termscheck.readers.docx.reader import read_docx

__all__ = ["read_docx"]
