"""How personal data looks by default, everywhere: pages, API, exports, logs."""

from __future__ import annotations


def mask_id_number(text: str) -> str:
    """6 + **** + 4 of an ID number or disability certificate; shorter texts entirely."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) > 10 else "*" * len(text)


def mask_phone(text: str) -> str:
    """3 + **** + 4 of a phone number."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 8 else "*" * len(text)


def mask_account(text: str) -> str:
    """The last 4 of a bank account."""
    return f"{'*' * (len(text) - 4)}{text[-4:]}" if len(text) > 4 else "*" * len(text)
