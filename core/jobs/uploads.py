"""Uploads are sealed while they arrive: Django's own handler would lay large ones plain into the temporary folder."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from core.jobs.files import SealedFile, delete_file, open_file

MAX_BYTES: Final = 100 << 20


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # not subscriptable at run time
    """A finished upload. ``sealed`` is its file's name; unless ``adopt`` is called it goes with the request."""

    def __init__(self, name: str, sealed: str, size: int, sha256: str) -> None:
        super().__init__(file=open_file(sealed), name=name, size=size)
        self.sealed = sealed
        self.sha256 = sha256
        self._adopted = False

    def adopt(self) -> str:
        """From now on the file is the caller's to delete; its name."""
        self._adopted = True
        return self.sealed

    def close(self) -> None:
        super().close()
        if not self._adopted:
            delete_file(self.sealed)


class SealedUploadHandler(FileUploadHandler):
    """Takes files from signed-in people only, up to MAX_BYTES; a larger one ends the connection."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise StopUpload(connection_reset=True)
        self.target = SealedFile()
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > MAX_BYTES:
            self.target.close()
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)
        self.target.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        name = self.target.keep()
        return SealedUpload(self.file_name or "", name, file_size, self.digest.hexdigest())

    def upload_interrupted(self) -> None:
        target = getattr(self, "target", None)
        if target is not None:
            target.close()
