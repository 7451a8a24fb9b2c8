"""Settings of the tests: the real ones, with fast passwords and plain static files."""

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATA_KEYS = {
    "current": 1,
    "aes": {"1": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
    "blind": "YmxpbmRibGluZGJsaW5kYmxpbmRibGluZGJsaW5kMTI=",
}
