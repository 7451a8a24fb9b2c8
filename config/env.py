"""Every variable of the environment that the program reads: name, type, default and meaning.

This is the documented list; docs/operations.md is made of it and nothing else reads ``os.environ``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variable:
    """One variable: ``default`` is used when it is unset or empty; ``help`` is shown to operators."""

    name: str
    default: str
    help: str

    def text(self) -> str:
        return os.environ.get(self.name) or self.default

    def number(self) -> int:
        return int(self.text())

    def flag(self) -> bool:
        return self.text().lower() in {"1", "true", "yes", "on"}

    def words(self) -> list[str]:
        return [word for word in self.text().replace(",", " ").split() if word]


VAR = Variable("VAR", str(ROOT / "var"), "Folder of all state: embedded servers, keys, files, logs.")
DATABASE_URL = Variable("DATABASE_URL", "", "postgres://user:password@host:port/name; empty: embedded server.")
REDIS_URL = Variable("REDIS_URL", "", "redis://:password@host:port/0; empty: embedded server.")
PORT = Variable("PORT", "8000", "Port of the web server that `make run` starts.")
HOST = Variable("HOST", "127.0.0.1", "Address it listens on; the demo's passwords are public, so only this machine.")
DEMO = Variable("DEMO", "1", "0: `make run` leaves an empty database without the demo township and its accounts.")
PRODUCTION = Variable("PRODUCTION", "0", "1 turns on HTTPS-only cookies, HSTS and the other hard settings.")
SECRET_KEY = Variable("SECRET_KEY", "", "Signing key; empty: made once under VAR/keys (not in production).")
DATA_KEYS = Variable(
    "DATA_KEYS", "", "File with the keys of personal data; empty: VAR/keys/data.json, made at first start."
)
ALLOWED_HOSTS = Variable("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]", "Host names, separated by spaces.")
CSRF_TRUSTED_ORIGINS = Variable("CSRF_TRUSTED_ORIGINS", "", "Origins behind a TLS proxy, with https://.")
DEBUG = Variable("DEBUG", "0", "1 shows tracebacks in the browser; never in production.")
LOG_LEVEL = Variable("LOG_LEVEL", "INFO", "Least severity that is logged: DEBUG, INFO, WARNING or ERROR.")
WEB_WORKERS = Variable("WEB_WORKERS", "2", "Processes of the web server.")
WEB_THREADS = Variable("WEB_THREADS", "4", "Threads of each of them.")

VARIABLES = [value for value in list(globals().values()) if isinstance(value, Variable)]
