"""Sealed files: what comes back, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.accounts.cipher import UnreadableSecretError
from core.jobs import files


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def sealed(data: bytes) -> str:
    with files.SealedFile() as out:
        out.write(data)
        return out.keep()


@pytest.mark.parametrize("size", [0, 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_what_went_in_comes_out(size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    name = sealed(data)
    assert b"".join(files.read_file(name)) == data
    assert files.open_file(name).read() == data


def test_a_cut_a_swap_and_another_name_are_refused(folder: Path) -> None:
    name = sealed(b"a" * (2 * files.CHUNK))
    whole = (folder / name).read_bytes()
    half = len(whole) // 2
    for wrong in (whole[:half], whole[half:] + whole[:half], whole[:-1] + b"x"):
        (folder / name).write_bytes(wrong)
        with pytest.raises(UnreadableSecretError):
            list(files.read_file(name))
    (folder / ("1" * 32)).write_bytes(whole)
    with pytest.raises(UnreadableSecretError):
        list(files.read_file("1" * 32))


def test_a_file_that_is_not_kept_is_gone(folder: Path) -> None:
    with files.SealedFile() as out:
        out.write(b"x")
    assert list(folder.iterdir()) == []


def test_deleting_never_leaves_the_folder(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    folder.mkdir(parents=True, exist_ok=True)
    files.delete_file("../outside")
    assert outside.exists()
