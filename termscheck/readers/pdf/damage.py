"""Whether the bytes of a PDF are whole. pdfium mends what it can, and leaves out in silence what it cannot.

Looked at are the end of the file, where its table of contents is said to stand, whether each thing begins where that
table says, and whether each packed stream unpacks with its checksum, so that a page whose words are cut off in the
middle is not taken for one that ends there.
"""

from __future__ import annotations

import re
import zlib

_END = 2_048
"""Bytes at the end among which the mark of the end stands; more may follow it where mail programs add lines."""
_STARTS = re.compile(rb"startxref\s{1,9}(\d{1,10})")
_OBJECT = re.compile(rb"\s{0,9}\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj")
_TABLE = re.compile(rb"\s{0,9}xref")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_STREAM = re.compile(rb"stream\r?\n")
_PACKED = re.compile(rb"/Filter\s{0,9}\[?\s{0,9}/FlateDecode\s{0,9}[\]/>]")
_DICTIONARY = 2_000
"""Bytes before a stream among which its description stands."""
_PIECE = 1 << 20
MOST_UNPACKED = 512 * 2**20
"""Bytes that are unpacked for this, over all streams."""


def is_damaged(data: bytes) -> bool:
    """Whether something in the file is cut off, moved or changed."""
    return _is_cut_short(data) or _is_moved(data) or (b"/Encrypt" not in data and _has_broken_stream(data))


def _is_cut_short(data: bytes) -> bool:
    return b"%%EOF" not in data[-_END:]


def _is_moved(data: bytes) -> bool:
    """Whether the table of contents, or something in it, does not stand where it should; rubbish may precede it all."""
    told = list(_STARTS.finditer(data, max(0, len(data) - _END)))
    if not told:
        return True
    at = int(told[-1][1])
    return not any(_stands(data, at, shift) for shift in (0, max(0, data.find(b"%PDF-", 0, 1_024))))


def _stands(data: bytes, at: int, shift: int) -> bool:
    """Whether there is a table of contents, and all that it lists; one that is packed itself has a checksum."""
    if not _TABLE.match(data, at + shift):
        return bool(_OBJECT.match(data, at + shift))
    listed = _ENTRY.finditer(data, at + shift, max(0, data.find(b"trailer", at + shift)))
    places = (int(entry[1]) for entry in listed)
    return all(_OBJECT.match(data, place + shift) for place in places if place)


def _has_broken_stream(data: bytes) -> bool:
    left = MOST_UNPACKED
    at = 0
    while left > 0 and (found := _STREAM.search(data, at)):
        end = data.find(b"endstream", found.end())
        if end < 0:
            return True
        start = data.rfind(b"obj", max(0, found.start() - _DICTIONARY), found.start())
        at = end + len(b"endstream")
        if start >= 0 and _PACKED.search(data, start, found.start()):
            unpacked = _unpacked(data[found.end() : end], left)
            if unpacked is None:
                return True
            left -= unpacked
    return False


def _unpacked(packed: bytes, most: int) -> int | None:
    """How many bytes a stream unpacks to, as far as they are counted; None when it does not unpack whole."""
    unpacker, count = zlib.decompressobj(), 0
    try:
        while not unpacker.eof and count < most:
            given = len(unpacker.decompress(packed, _PIECE))
            packed, count = unpacker.unconsumed_tail, count + given
            if not given and not packed and not unpacker.eof:
                return None
    except zlib.error:
        return None
    return count
