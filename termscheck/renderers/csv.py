"""The issues list as CSV: in UTF-8 with a byte order mark, without which Excel would misread its letters."""

from __future__ import annotations

import csv
import io

from termscheck.model import Review
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.issues import headings, rows


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The issues list, every cell in quotation marks, its lines ended as RFC 4180 has it."""
    paper = io.StringIO()
    writer = csv.writer(paper, quoting=csv.QUOTE_ALL)
    words = (house or plain_style()).issues
    writer.writerow(headings(words))
    writer.writerows(rows(review, words))
    return paper.getvalue().encode("utf-8-sig")
