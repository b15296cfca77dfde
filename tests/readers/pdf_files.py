"""Small PDFs for tests, written operator by operator."""

from __future__ import annotations

import zlib

import pytest

from termscheck.errors import ReadError
from termscheck.model import Document, Progress
from termscheck.readers.pdf import Opened, read_opened

FONT = "<</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont/{}>>"
IMAGE = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID A EI Q"
PITCH = 14


def show(x: float, y: float, text: str, font: str = "F1") -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} 11 Tf {x} {y} Td ({escaped}) Tj ET\n"


def column(*lines: str, x: float = 72, top: float = 700, font: str = "F1") -> str:
    """Lines at the usual distance; an empty one leaves a gap."""
    return "".join(show(x, top - PITCH * i, line, font) for i, line in enumerate(lines) if line)


def make_pdf(
    *pages: str,
    page: str = "",
    catalog: str = "",
    resources: str = "",
    objects: tuple[str | bytes, ...] = (),
    unicode_map: str = "",
) -> bytes:
    """A PDF of pages of drawing operators. Object 1 is the catalog, 2 the pages, 3 to 6 fonts; `objects` start at 7."""
    bodies: list[bytes] = [b"", b""]
    to_unicode = "/ToUnicode 6 0 R" if unicode_map else ""
    bodies += [
        FONT.format("Helvetica").encode(),
        FONT.format("Helvetica-Bold").encode(),
        f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica{to_unicode}>>".encode(),
        f"<</Length {len(unicode_map)}>>stream\n{unicode_map}\nendstream".encode(),
    ]
    bodies += [extra if isinstance(extra, bytes) else extra.encode("latin-1") for extra in objects]
    kids: list[str] = []
    for content in pages:
        packed = zlib.compress(content.encode("cp1252"))
        bodies.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(bodies)} 0 R{page}"
            f"/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 5 0 R>>{resources}>>>>".encode()
        )
        kids.append(f"{len(bodies)} 0 R")
    bodies[0] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()
    bodies[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(bodies) + 1}/Root 1 0 R>>"
    return bytes(out) + f"{trailer}\nstartxref\n{len(out)}\n%%EOF".encode()


def ruled(xs: tuple[int, ...], ys: tuple[int, ...]) -> str:
    lines = [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs] + [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    return "\n".join(lines)


FULL = "The Contractor shall pay the Sub-Contractor for the Services that were in fact performed on the"
ALSO_FULL = "terms of this Agreement, and no failure to perform another agreement shall be a reason to hold"


def read_pdf(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """What is read of the bytes of a PDF."""
    with Opened(data, name) as opened:
        return read_opened(opened, progress)


def refusal(data: bytes) -> ReadError:
    """Why a file is not read at all."""
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "contract.pdf")
    return caught.value
