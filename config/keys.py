"""The signing key and the keys of personal data: given, or made once under VAR/keys.

In production both must be given: a key that a container makes for itself is lost with the container, and
every encrypted cell with it. The file of data keys is JSON:
``{"current": 1, "aes": {"1": "<base64, 32 bytes>"}, "blind": "<base64, 32 bytes>"}``.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from django.core.exceptions import ImproperlyConfigured

_KEY_BYTES = 32


class DataKeys(TypedDict):
    """``current``: id of the key that encrypts; ``aes``: every key by id; ``blind``: of the blind index. Base64."""

    current: int
    aes: dict[str, str]
    blind: str


def _made_once(path: Path, content: str) -> str:
    """What ``path`` holds; writes ``content`` where there is nothing. Safe for several processes at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
        with open(handle, "w") as file:
            file.write(content)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        os.unlink(fresh)
    return path.read_text()


def new_data_keys() -> str:
    """A file of new data keys, as text."""
    one, two = (base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() for _ in range(2))
    return json.dumps({"current": 1, "aes": {"1": one}, "blind": two})


def parse_data_keys(text: str, where: str) -> DataKeys:
    """Reads and checks a file of data keys; ImproperlyConfigured names ``where`` and what is wrong."""
    try:
        raw = json.loads(text)
        keys = DataKeys(
            current=int(raw["current"]),
            aes={str(int(number)): str(key) for number, key in raw["aes"].items()},
            blind=str(raw["blind"]),
        )
        sizes = {len(base64.b64decode(key, validate=True)) for key in (*keys["aes"].values(), keys["blind"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"数据密钥文件 {where} 的格式不对，请从备份恢复。") from error
    if str(keys["current"]) not in keys["aes"] or sizes != {_KEY_BYTES}:
        raise ImproperlyConfigured(f"数据密钥文件 {where} 缺少当前密钥，或密钥不是 {_KEY_BYTES} 字节。")
    return keys


def secret_key(given: str, folder: Path, *, production: bool) -> str:
    """The signing key: ``given``, or the one under ``folder``."""
    if given:
        return given
    if production:
        raise ImproperlyConfigured("生产环境必须设置 SECRET_KEY（至少 50 个随机字符）。")
    return _made_once(folder / "secret_key", secrets.token_urlsafe(50)).strip()


def data_keys(given: str, folder: Path, *, production: bool) -> DataKeys:
    """The data keys: of the file ``given``, or of the one under ``folder``."""
    if production and not given:
        raise ImproperlyConfigured("生产环境必须用 DATA_KEYS 指定数据密钥文件，并单独备份。")
    path = Path(given) if given else folder / "data.json"
    try:
        text = path.read_text() if given else _made_once(path, new_data_keys())
    except OSError as error:
        raise ImproperlyConfigured(f"数据密钥文件 {path} 无法读取：{error.strerror}。") from error
    return parse_data_keys(text, str(path))


if __name__ == "__main__":
    sys.stdout.write(new_data_keys() + "\n")
