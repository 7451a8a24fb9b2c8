"""Personal data at rest: AES-256-GCM with key id and associated data, and a blind index for exact search.

Stored form: 1 byte key id, 12 bytes nonce, ciphertext with tag. The associated data are table, column and the
record's permanent code, so a value copied to another row or column does not decrypt. Keys live outside the
database (config/keys.py). Source: DESIGN 6.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


class UnreadableSecretError(ValueError):
    """A stored value does not decrypt: wrong key, or moved from another row or column."""


class DataKeys(TypedDict):
    """The parsed key file: ``current`` is the key id for new values, ``aes`` every key by id, base64."""

    current: int
    aes: dict[str, str]
    blind: str


def _keys() -> DataKeys:
    return settings.DATA_KEYS


@lru_cache(maxsize=8)
def _cipher(key_id: int) -> AESGCM:
    return AESGCM(base64.b64decode(_keys()["aes"][str(key_id)]))


@lru_cache(maxsize=1)
def _blind_key() -> bytes:
    return base64.b64decode(_keys()["blind"])


def seal(text: str, *, table: str, column: str, code: str) -> bytes:
    """Encrypt ``text`` for one cell; the same text gives other bytes each time."""
    return seal_bytes(text.encode(), f"{table}.{column}.{code}".encode())


def seal_bytes(data: bytes, bound: bytes) -> bytes:
    """Encrypt ``data`` so that it decrypts only together with ``bound``."""
    key_id = _keys()["current"]
    nonce = os.urandom(NONCE)
    return bytes([key_id]) + nonce + _cipher(key_id).encrypt(nonce, data, bound)


def unseal_bytes(raw: bytes, bound: bytes) -> bytes:
    """The inverse of ``seal_bytes``; UnreadableSecretError when it does not belong there."""
    try:
        return _cipher(raw[0]).decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], bound)
    except (InvalidTag, KeyError, IndexError, ValueError) as error:  # ValueError: too short to hold a nonce
        raise UnreadableSecretError("sealed bytes do not decrypt") from error


def unseal(data: bytes | memoryview | None, *, table: str, column: str, code: str) -> str:
    """The text of a sealed cell ("" for NULL); UnreadableSecretError when it does not belong there."""
    if data is None:
        return ""
    try:
        return unseal_bytes(bytes(data), f"{table}.{column}.{code}".encode()).decode()
    except UnreadableSecretError as error:
        raise UnreadableSecretError(f"{table}.{column} of {code} does not decrypt") from error


def blind_index(text: str) -> bytes:
    """32 bytes by which equal texts find each other without being stored (HMAC-SHA256)."""
    return hmac.new(_blind_key(), text.encode(), hashlib.sha256).digest()
