"""Days as people write them."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day_in_words(day: date | str) -> str:
    """A day, or one in ISO 8601, as a person writes it: "31 March 2027"."""
    read = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{read.day} {MONTHS[read.month - 1]} {read.year}"
