"""Keys: made once, kept private, refused when wrong or missing in production."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.keys import data_keys, new_data_keys, parse_data_keys, secret_key


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a b" / "keys"
    first = (secret_key("", folder, production=False), data_keys("", folder, production=False))
    assert first == (secret_key("", folder, production=False), data_keys("", folder, production=False))
    assert len(first[0]) >= 50
    for name in ("secret_key", "data.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_everybody_at_once_gets_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: data_keys("", tmp_path, production=False)["blind"], range(8)))
    assert len(set(made)) == 1


def test_given_keys_win(tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    given.write_text(new_data_keys())
    assert data_keys(str(given), tmp_path / "keys", production=True)["current"] == 1
    assert secret_key("given", tmp_path / "keys", production=True) == "given"
    assert not (tmp_path / "keys").exists()


def test_production_does_not_make_keys(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        secret_key("", tmp_path, production=True)
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        data_keys("", tmp_path, production=True)
    with pytest.raises(ImproperlyConfigured, match="无法读取"):
        data_keys(str(tmp_path / "missing.json"), tmp_path, production=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [{"current": 2}, {"aes": {"1": "c2hvcnQ="}}, {"blind": "not base64!"}, {"aes": []}, {"current": None}],
)
def test_a_damaged_file_is_named(change: dict[str, object]) -> None:
    text = json.dumps(json.loads(new_data_keys()) | change)
    with pytest.raises(ImproperlyConfigured, match=r"数据密钥文件 the\.json"):
        parse_data_keys(text, "the.json")
