"""Sealed files below VAR/files: uploads, error workbooks and exports rest encrypted (DESIGN 6, 7).

A file is a row of chunks, each sealed with its place and whether it is the last, so that nothing can be cut off,
swapped or moved to another name. Nothing plain ever touches the disk.
"""

from __future__ import annotations

import io
import os
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from core.accounts.cipher import UnreadableSecretError, seal_bytes, unseal_bytes

CHUNK: Final = 1 << 18
_HEAD: Final = struct.Struct(">I?")


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _bound(name: str, place: int, last: bool) -> bytes:
    return f"file.{name}.{place}.{int(last)}".encode()


class SealedFile(io.RawIOBase):
    """A new sealed file to write to; ``name`` is how to find it again. Closed without ``keep`` it is deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.name = uuid.uuid4().hex
        self.size = 0
        self._place = 0
        self._rest = bytearray()
        self._path = _folder() / self.name
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._kept = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._rest += data
        self.size += len(data)
        while len(self._rest) > CHUNK:
            self._put(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return len(data)

    def _put(self, data: bytes, *, last: bool) -> None:
        sealed = seal_bytes(data, _bound(self.name, self._place, last))
        self._file.write(_HEAD.pack(len(sealed), last) + sealed)
        self._place += 1

    def keep(self) -> str:
        """Finish the file; its name. OSError when the disk is full: then nothing is left behind."""
        try:
            self._put(bytes(self._rest), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            self.close()
            raise
        self._kept = True
        self.close()
        return self.name

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            if not self._kept:
                self._path.unlink(missing_ok=True)
        super().close()


def read_file(name: str) -> Iterator[bytes]:
    """The chunks of a sealed file. FileNotFoundError; UnreadableSecretError when it was tampered with or cut."""
    with (_folder() / Path(name).name).open("rb") as file:
        place = 0
        while head := file.read(_HEAD.size):
            size, last = _HEAD.unpack(head)
            yield unseal_bytes(file.read(size), _bound(name, place, last))
            if last:
                return
            place += 1
    raise UnreadableSecretError(f"file {name} is cut off")


class OpenedFile(io.RawIOBase):
    """A sealed file to read from, as the workbook reader wants it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._chunks = read_file(name)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def open_file(name: str) -> io.BufferedReader:
    """A sealed file as a plain stream. FileNotFoundError."""
    if not (_folder() / Path(name).name).is_file():
        raise FileNotFoundError(name)
    return io.BufferedReader(OpenedFile(name), CHUNK)


def delete_file(name: str) -> None:
    """Forget a file; one that is gone already is fine."""
    if name:
        (_folder() / Path(name).name).unlink(missing_ok=True)


def stray_files(known: set[str], older_than: float) -> list[str]:
    """Names of files that nobody knows and that were last written before ``older_than`` (seconds since the epoch)."""
    return [
        path.name
        for path in _folder().iterdir()
        if path.is_file() and path.name not in known and path.stat().st_mtime < older_than
    ]
