"""The logo of a house on pages, and the picture at the head of its letters."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from termscheck.engine.source import Source, did_you_mean
from termscheck.renderers.house.folder import LETTERHEADS, Folder

LARGEST_LOGO = 300_000
"""Bytes of one file."""

_KINDS = {".svg": ("image/svg+xml", b"<svg"), ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
          ".jpg": ("image/jpeg", b"\xff\xd8\xff"), ".jpeg": ("image/jpeg", b"\xff\xd8\xff")}  # fmt: skip


def logo(folder: Folder, name: str, source: Source | None) -> str:
    """The logo as a data: address: the file that the settings name or, where they name none, one called "logo"."""
    name = name or next((f"logo{kind}" for kind in _KINDS if f"logo{kind}" in folder.files), "")
    if not name:
        return ""
    if source and name not in folder.files:
        pictures = [file for file in folder.files if Path(file).suffix.lower() in _KINDS]
        source.fault(("logo",), f"“{name}” is not in the folder{did_you_mean(name, pictures)}")
        return ""
    kind, _ = _KINDS.get(Path(name).suffix.lower(), ("", b""))
    if source and not kind:
        source.fault(("logo",), f"“{name}” should be a .png, .jpg or .svg")
        return ""
    return f"data:{kind};base64,{base64.b64encode(_picture(folder, name)).decode()}"


def letterhead(folder: Folder) -> bytes:
    """The picture for the head of the letter; nothing where there is none."""
    from docx.image.image import Image

    data = b""
    for name in LETTERHEADS:
        if name in folder.files:
            data = _picture(folder, name)
            try:
                picture = Image.from_file(io.BytesIO(data))
                sound = picture.width > 0 and picture.height > 0
            except Exception:  # a picture may be broken in any way
                sound = False
            if not sound:
                folder.fault(name, "cannot be read as a picture: save it anew")
    return data


def _picture(folder: Folder, name: str) -> bytes:
    """What is in a file that holds a picture of the kind that its name says; what does not is a fault."""
    kind, begins = _KINDS[Path(name).suffix.lower()]
    data = folder.data(name, LARGEST_LOGO)
    svg = begins == b"<svg"
    if data and (begins not in data[:2000] if svg else not data.startswith(begins)):
        folder.fault(name, f"is not what its name says, a picture of the kind {kind}")
    if svg and b"<!ENTITY" in data:
        folder.fault(name, "declares entities: save it as a plain SVG")
    return data
