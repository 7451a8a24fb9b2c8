"""The cache with Redis there and with Redis away."""

from __future__ import annotations

from django.core.cache import cache

from config.cache import ForgivingRedisCache


def test_it_keeps_and_forgets() -> None:
    cache.set("a", {"b": 1}, 30)
    assert cache.get("a") == {"b": 1}
    assert cache.delete("a") is True
    assert cache.get("a", "gone") == "gone"


def test_an_absent_redis_is_an_empty_cache() -> None:
    away = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.1}})
    away.set("a", 1, 30)
    away.set_many({"a": 1})
    away.delete_many(["a"])
    assert (away.get("a", "none"), away.get_many(["a"]), away.has_key("a")) == ("none", {}, False)
    away.clear()
    assert (away.add("lock", 1), away.touch("a"), away.delete("a")) == (False, False, False)
