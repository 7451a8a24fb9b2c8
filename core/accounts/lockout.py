"""Sign-in lockout that holds under parallel tries: a try is counted in the database *before* its password is checked.

The pair of account and address is locked first, so that somebody who is attacked can still sign in from their own
desk; an account as a whole and an address as a whole have wider limits (SECURITY D15, P20). A counter that is
raised after the check let 36 passwords through at a limit of 5 and 32 clients.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from core.accounts.models import SignInCount

WINDOW = timedelta(minutes=15)
PAIR_LIMIT = 5
ACCOUNT_LIMIT = 20
ADDRESS_LIMIT = 100

_OVER = "c.started_at < clock_timestamp() - make_interval(secs => %(window)s)"
_RESERVE = f"""
INSERT INTO accounts_signincount AS c (key, started_at, tries) VALUES (%(key)s, clock_timestamp(), 1)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN {_OVER} THEN 1 ELSE c.tries + 1 END,
    started_at = CASE WHEN {_OVER} THEN clock_timestamp() ELSE c.started_at END
RETURNING tries"""


def _keys(username: str, address: str) -> list[tuple[str, int]]:
    """In the order in which they are raised: one that is full stops before the wider ones are touched."""
    return [
        (f"pair {username} {address}", PAIR_LIMIT),
        (f"account {username}", ACCOUNT_LIMIT),
        (f"address {address}", ADDRESS_LIMIT),
    ]


def reserve(username: str, address: str) -> bool:
    """Count one try; whether its password may be checked. Must not run inside a transaction that may roll back."""
    with connection.cursor() as cursor:
        for key, limit in _keys(username, address):
            cursor.execute(_RESERVE, {"key": key, "window": WINDOW.total_seconds()})
            if cursor.fetchone()[0] > limit:
                return False
    return True


def succeeded(username: str, address: str) -> None:
    """The password was right: the pair starts anew, and the try does not count for the account and the address."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_signincount WHERE key = %s", [f"pair {username} {address}"])
        cursor.execute(
            "UPDATE accounts_signincount SET tries = tries - 1 WHERE key = ANY(%s) AND tries > 0",
            [[f"account {username}", f"address {address}"]],
        )
        cursor.execute("DELETE FROM accounts_signincount WHERE started_at < clock_timestamp() - interval '1 day'")


def unlock(username: str) -> None:
    """Forget every try for an account: an administrator has reset its password."""
    SignInCount.objects.filter(key=f"account {username}").delete()
    SignInCount.objects.filter(key__startswith=f"pair {username} ").delete()
