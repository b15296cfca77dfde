"""What tests of readers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from termscheck.readers.pdf import ocr


@pytest.fixture(scope="module")
def without_tesseract() -> Iterator[None]:
    """A machine on which Tesseract is not installed: pictures stay pictures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "program", lambda: None)
        yield
