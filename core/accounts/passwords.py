"""Passwords: what a person may choose (GB/T 22239 level 3, 8.1.4.1 a), and what the system makes for a new account."""

from __future__ import annotations

import secrets
import string

from django.core.exceptions import ValidationError

LEAST_KINDS = 3
LONGEST = 128
# Without 0/O, 1/l/I: it is read aloud and copied by hand.
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_GROUP = 4


class KindsOfCharactersValidator:
    """At least three of: lower case, upper case, digits, other characters (Chinese counts as other)."""

    def validate(self, password: str, user: object = None) -> None:
        kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        found = sum(any(char in kind for char in password) for kind in kinds)
        found += any(not (char.isascii() and char.isalnum()) for char in password)
        if found < LEAST_KINDS:
            raise ValidationError("密码须含大写字母、小写字母、数字、其他字符中的至少三种", code="too_simple")
        if len(password) > LONGEST:
            raise ValidationError(f"密码不能超过 {LONGEST} 个字符", code="too_long")

    def get_help_text(self) -> str:
        return "至少 12 个字符，大写字母、小写字母、数字、其他字符至少三种"


def generated_password() -> str:
    """A first password such as ``kdw7-mxe3-tbn9-qra4``: 67 bits, in groups that can be read aloud."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP - 1)) + secrets.choice(_DIGITS) for _ in range(4))
    return "-".join(groups)
