"""The issues list as CSV: in UTF-8 with a byte order mark, without which Excel would misread its letters."""

from __future__ import annotations

import csv
import io

from termscheck.model import Review
from termscheck.renderers.issues import columns, issues


def render(review: Review) -> bytes:
    """The issues list, every cell in quotation marks, its lines ended as RFC 4180 has it."""
    paper = io.StringIO()
    writer = csv.writer(paper, quoting=csv.QUOTE_ALL)
    writer.writerow(column.heading for column in columns())
    writer.writerows([getattr(issue, column.field) for column in columns()] for issue in issues(review))
    return paper.getvalue().encode("utf-8-sig")
