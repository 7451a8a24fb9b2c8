"""Personal data at rest and on the screen: sealed to its cell, found by its blind index, masked by default."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection

from core.accounts import cipher
from core.accounts.cipher import UnreadableSecretError, blind_index, seal, unseal
from core.accounts.masking import mask_account, mask_id_number, mask_phone
from households.models import Household, Member
from tests import factories
from tests.cast import JIACUNGUAN, PLACES

CELL = {"table": "member", "column": "id_number", "code": "511921119200000001"}


@pytest.mark.parametrize("text", ["51192119700520123X", "", "𠮷田·阿布都", "6" * 10_000])
def test_what_is_sealed_is_read_again(text: str) -> None:
    assert unseal(seal(text, **CELL), **CELL) == text
    assert unseal(memoryview(seal(text, **CELL)), **CELL) == text


def test_null_is_an_empty_text() -> None:
    assert unseal(None, **CELL) == ""


def test_the_same_text_never_looks_alike_and_never_shows() -> None:
    sealed = {seal("511921197005201234", **CELL) for _ in range(50)}
    assert len(sealed) == 50
    assert not any(b"511921197005201234" in value for value in sealed)


@pytest.mark.parametrize("change", [{"table": "household"}, {"column": "phone"}, {"code": "511921119200000002"}])
def test_a_value_moved_to_another_cell_does_not_open(change: dict[str, str]) -> None:
    with pytest.raises(UnreadableSecretError):
        unseal(seal("13800000000", **CELL), **{**CELL, **change})


@pytest.mark.parametrize("place", [0, 1, 12, 13, -1])
def test_one_changed_bit_does_not_open(place: int) -> None:
    sealed = bytearray(seal("13800000000", **CELL))
    sealed[place] ^= 1
    with pytest.raises(UnreadableSecretError):
        unseal(bytes(sealed), **CELL)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01" + b"0" * 12, b"\x09" + b"0" * 40])
def test_rubbish_and_unknown_keys_do_not_open(data: bytes) -> None:
    with pytest.raises(UnreadableSecretError):
        unseal(data, **CELL)


def test_an_old_key_still_opens_after_a_new_one_came(settings) -> None:
    old = seal("13800000000", **CELL)
    keys = settings.DATA_KEYS
    settings.DATA_KEYS = {
        **keys,
        "current": 2,
        "aes": {**keys["aes"], "2": "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY="},
    }
    new = seal("13800000000", **CELL)
    assert (old[0], new[0]) == (1, 2)
    assert unseal(old, **CELL) == unseal(new, **CELL) == "13800000000"
    cipher._cipher.cache_clear()


def test_the_blind_index_is_keyed_and_even() -> None:
    assert blind_index("51192119700520123X") == blind_index("51192119700520123X")
    assert blind_index("51192119700520123X") != blind_index("511921197005201231")
    assert len(blind_index("")) == 32
    assert blind_index("1") != hashlib.sha256(b"1").digest()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("51192119700520123X", "511921********123X"),
        ("51192119700520123X21", "511921**********3X21"),
        ("51192119700", "511921*9700"),
        ("5119211970", "**********"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_id_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_id_number(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"), [("13812342746", "138****2746"), ("08277221", "082****7221"), ("7221234", "*******"), ("", "")]
)
def test_phones_are_masked(text: str, masked: str) -> None:
    assert mask_phone(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"), [("6217001234567890123", "***************0123"), ("12345", "*2345"), ("1234", "****"), ("", "")]
)
def test_accounts_are_masked(text: str, masked: str) -> None:
    assert mask_account(text) == masked


@pytest.mark.django_db
def test_no_number_stands_plain_in_any_table() -> None:
    """Seeded numbers are looked for in every row of every table, as text and as bytes, history included."""
    factories.regions(PLACES)
    number, phone, account = factories.id_number(), "13987654321", "6217009876543210987"
    row = factories.household(JIACUNGUAN, phone=phone, bank_account=account)
    member = factories.member(row, number=number)
    Household.all_rows.filter(pk=row.pk).update(head_name="改名")
    Member.all_rows.filter(pk=member.pk).update(name="改名")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(line for (line,) in cursor.fetchall())
            for secret in (number, phone, account):
                assert secret not in text, table
                assert secret.encode().hex() not in text, table
