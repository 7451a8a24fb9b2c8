"""The cache in Redis, which may be away: then nothing is found and nothing is kept, and no page fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def _attempt(call: Callable[[], Answer], otherwise: Answer) -> Answer:
    try:
        return call()
    except RedisError as error:
        logger.warning("cache unavailable: %s", type(error).__name__)
        return otherwise


class ForgivingClient(RedisCacheClient):
    """Django's client; an unreachable server answers as an empty one, and a lock (``add``) is not given."""

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return _attempt(lambda: RedisCacheClient.add(self, key, value, timeout), False)

    def get(self, key: Any, default: Any) -> Any:
        return _attempt(lambda: RedisCacheClient.get(self, key, default), default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        _attempt(lambda: RedisCacheClient.set(self, key, value, timeout), None)

    def touch(self, key: Any, timeout: Any) -> bool:
        return _attempt(lambda: RedisCacheClient.touch(self, key, timeout), False)

    def delete(self, key: Any) -> bool:
        return _attempt(lambda: RedisCacheClient.delete(self, key), False)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        return _attempt(lambda: RedisCacheClient.get_many(self, keys), {})

    def has_key(self, key: Any) -> bool:
        return _attempt(lambda: RedisCacheClient.has_key(self, key), False)

    def incr(self, key: Any, delta: int) -> int:
        return _attempt(lambda: RedisCacheClient.incr(self, key, delta), delta)

    def set_many(self, data: Mapping[Any, Any], timeout: Any) -> None:
        _attempt(lambda: RedisCacheClient.set_many(self, data, timeout), None)

    def delete_many(self, keys: Iterable[Any]) -> None:
        _attempt(lambda: RedisCacheClient.delete_many(self, keys), None)

    def clear(self) -> bool:
        return _attempt(lambda: RedisCacheClient.clear(self), False)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache with the client above."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
