"""Every import can be undone: its kind says what it writes, and everything it writes has a history."""

from __future__ import annotations

from core.ledgers.kinds import ImportKind, Written, kinds


def test_every_kind_says_what_it_writes() -> None:
    assert len(kinds()) > 20
    for kind in kinds().values():
        tables = {written.table for written in kind.written}
        assert set(kind.tables) <= tables, f"{kind.code}: `written` lacks {sorted(set(kind.tables) - tables)}"
        assert kind.naming != ImportKind.naming, f"{kind.code}: `naming` is missing"


def test_everything_written_has_a_history_and_a_subject() -> None:
    for kind in kinds().values():
        for written in kind.written:
            assert _columns(written) >= {written.key, written.subject}, f"{kind.code}: {written.table}"


def _columns(written: Written) -> set[str]:
    """The columns that the history keeps; LookupError without one."""
    return {field.attname for field in written.events._meta.concrete_fields}
