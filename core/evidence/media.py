"""Which files are taken as evidence: told by their content, never by their name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

MAX_BYTES: Final = 20 << 20
# (first bytes, offset, media type, endings that go with it)
_SIGNS: Final = (
    (b"\xff\xd8\xff", 0, "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", (".png",)),
    (b"%PDF-", 0, "application/pdf", (".pdf",)),
    (b"WEBP", 8, "image/webp", (".webp",)),
)
ENDINGS: Final = tuple(ending for *_, endings in _SIGNS for ending in endings)
HEAD: Final = 16


class RefusedFileError(ValueError):
    """A file is not taken; the message says why, in the user's words."""


def media_type(name: str, head: bytes, size: int) -> str:
    """The media type of a file by its first ``HEAD`` bytes; RefusedFileError unless a picture or a PDF of ≤ 20 MB."""
    if size <= 0:
        raise RefusedFileError(f"文件「{name}」是空的")
    if size > MAX_BYTES:
        raise RefusedFileError(f"文件「{name}」超过 {MAX_BYTES >> 20} MB，请压缩后再传")
    ending = PurePath(name).suffix.lower()
    for sign, offset, found, endings in _SIGNS:
        if head[offset : offset + len(sign)] == sign:
            if ending not in endings:
                raise RefusedFileError(f"文件「{name}」的内容是 {found}，与扩展名不符")
            return found
    raise RefusedFileError(f"文件「{name}」不是图片（JPG、PNG、WEBP）或 PDF")
