"""Settings of the tests: the real ones, with fixed keys, fast passwords and no scan of static files per client."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
# Each process of a parallel run has a Redis database of its own, as it has a PostgreSQL database of its own.
_process = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _process and os.environ.get("REDIS_URL", "").endswith("/0"):
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"][:-1] + str(int(_process) + 1)

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = False
DATA_KEYS = {
    "current": 1,
    "aes": {"1": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
    "blind": "YmxpbmRibGluZGJsaW5kYmxpbmRibGluZGJsaW5kMTI=",
}
