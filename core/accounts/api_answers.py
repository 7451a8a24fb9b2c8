"""The same POST twice is one effect: what a client's key did is stored with the effect and told again (three days)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import OperationalError, connection, transaction

from core.accounts.cipher import seal_bytes, unseal_bytes
from core.accounts.models import ApiAnswer, ApiClient

WAIT: Final = "2s"
_LOCK_NOT_AVAILABLE: Final = "55P03"


@dataclass(frozen=True)
class Answer:
    """A status, the headers that belong to it, and the body's bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BusyError(RuntimeError):
    """A request with the same key is being worked on in this moment."""


class OtherRequestError(ValueError):
    """The key was used for another request."""


def claim(client: ApiClient, key: str, fingerprint: bytes) -> Answer | None:
    """Take ``key`` for this transaction, or the answer it was given before. The caller's transaction is open.

    BusyError when a twin holds it longer than two seconds, OtherRequestError when it belongs to another request.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout')")
            before = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            cursor.execute(
                "DELETE FROM accounts_apianswer WHERE id IN (SELECT id FROM accounts_apianswer"
                " WHERE at < now() - interval '3 days' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED)"
            )
            cursor.execute(
                "INSERT INTO accounts_apianswer (client_id, key, fingerprint, headers) VALUES (%s, %s, %s, '{}')"
                " ON CONFLICT (client_id, key) DO NOTHING",
                [client.pk, key, fingerprint],
            )
            taken = cursor.rowcount == 1
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == _LOCK_NOT_AVAILABLE:
            raise BusyError from error
        raise
    if taken:
        return None
    row = ApiAnswer.objects.get(client=client, key=key)
    if bytes(row.fingerprint) != fingerprint:
        raise OtherRequestError
    return Answer(row.status or 0, row.headers, unseal_bytes(bytes(row.body or b""), _bound(client, key)))


def keep(client: ApiClient, key: str, answer: Answer) -> None:
    """Store what the claimed key did, in the same transaction."""
    ApiAnswer.objects.filter(client=client, key=key).update(
        status=answer.status, headers=dict(answer.headers), body=seal_bytes(answer.body, _bound(client, key))
    )


def _bound(client: ApiClient, key: str) -> bytes:
    return f"api_answer.{client.pk}.{key}".encode()
