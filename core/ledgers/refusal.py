"""A file that is refused as a whole."""

from __future__ import annotations


class FileRefusedError(Exception):
    """Nothing of the file is taken; ``str()`` is a Chinese sentence that says why and what to do."""


DAMAGED = "文件已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"
TOO_BIG = "文件内容过大，超出可处理的范围，请拆分后分别上传"
