"""Starting the reading process and listening to it (DESIGN 6, 7; SECURITY D16)."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from core.ledgers.refusal import TOO_BIG, FileRefusedError

logger = logging.getLogger(__name__)
MEMORY: Final = 1 << 30
SECONDS: Final = 300
MAX_BLOCK: Final = 64 << 20
_SCRIPT: Final = str(Path(__file__).with_name("child.py"))

Message = tuple[str, Any, bytes]
"""("J", event, b""), ("R", sheet place, rows) or ("B", None, bytes)."""


def converse(
    file: str | os.PathLike[str] | IO[bytes], task: dict[str, Any], memory: int = MEMORY, seconds: int = SECONDS
) -> Iterator[Message]:
    """Run ``task`` on ``file`` in a child process and yield what it says.

    FileRefusedError when the child refuses the file, and when it dies on it. Closing the iterator
    ends the child.
    """
    task = {**task, "memory": memory, "seconds": seconds}
    with _descriptor(file) as descriptor, _child(descriptor) as process:
        assert process.stdin is not None  # noqa: S101 - for the type checker: both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            with process.stdin as stdin:
                stdin.write(json.dumps(task, ensure_ascii=False).encode())
        except BrokenPipeError:
            raise _death(process) from None
        with closing(_messages(process.stdout)) as messages:
            for message in messages:
                event = message[1] if message[0] == "J" else {}
                if event.get("event") == "end":
                    return
                if event.get("event") == "refused":
                    raise FileRefusedError(str(event["message"]))
                if event.get("event") == "crashed":
                    logger.error("reading a workbook failed: %s", event["where"])
                    raise FileRefusedError(_CRASHED)
                yield message
        raise _death(process)


@contextmanager
def _descriptor(file: str | os.PathLike[str] | IO[bytes]) -> Iterator[int]:
    """A readable, seekable descriptor of the file. Bytes that are not a file stay in memory."""
    if isinstance(file, (str, os.PathLike)):
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        return
    descriptor = os.memfd_create("upload")
    try:
        while chunk := file.read(1 << 20):
            view = memoryview(chunk)
            while view:
                view = view[os.write(descriptor, view) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _child(descriptor: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", _SCRIPT, str(descriptor)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        env={},
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _messages(stream: IO[bytes]) -> Generator[Message, None, None]:
    while head := stream.readline(MAX_BLOCK):
        kind, _, rest = head.rstrip(b"\n").partition(b" ")
        try:
            if kind == b"J":
                yield "J", json.loads(rest), b""
            elif kind == b"R":
                place, size = map(int, rest.split())
                yield "R", place, _exactly(stream, size)
            elif kind == b"B":
                yield "B", None, _exactly(stream, int(rest))
            else:
                raise FileRefusedError(_CRASHED)
        except ValueError:
            raise FileRefusedError(_CRASHED) from None


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size) if size <= MAX_BLOCK else b""
    if len(data) != size:
        raise FileRefusedError(_CRASHED)
    return data


def _death(process: subprocess.Popen[bytes]) -> FileRefusedError:
    """Why the child ended without a word."""
    code = process.wait(timeout=10)
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return FileRefusedError("文件处理超时，请拆分后分别上传")
    return FileRefusedError(TOO_BIG if code == -signal.SIGABRT else _CRASHED)


_CRASHED: Final = "文件无法读取（内容异常），请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"
