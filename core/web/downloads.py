"""Files as downloads: Chinese names, and sealed ones decrypted on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from django.http import Http404, StreamingHttpResponse

from core.jobs.files import read_file

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(name: str) -> str:
    """A Content-Disposition that keeps Chinese file names."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def sealed_response(name: str, file_name: str) -> StreamingHttpResponse:
    """A sealed .xlsx as a download, decrypted while it is sent. Http404 when it is gone."""
    chunks = read_file(name)
    try:
        first = next(chunks)
    except (FileNotFoundError, StopIteration) as error:
        raise Http404 from error

    def content() -> Iterator[bytes]:
        yield first
        yield from chunks

    response = StreamingHttpResponse(content(), content_type=XLSX)
    response["Content-Disposition"] = attachment(file_name)
    return response
