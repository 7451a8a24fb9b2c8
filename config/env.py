"""Every variable of the environment that the program reads: name, type, default and meaning.

This is the documented list; docs/operations.md is made of it and nothing else reads ``os.environ``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variable:
    """One variable: ``default`` is used when it is unset or empty; ``help`` is shown to operators."""

    name: str
    default: str
    help: str

    def text(self) -> str:
        return os.environ.get(self.name) or self.default

    def number(self) -> int:
        return int(self.text())

    def flag(self) -> bool:
        return self.text().lower() in {"1", "true", "yes", "on"}

    def words(self) -> list[str]:
        return [word for word in self.text().replace(",", " ").split() if word]


VAR = Variable("VAR", str(ROOT / "var"), "存放全部状态的文件夹：内置数据库、密钥、文件、日志。")
DATABASE_URL = Variable("DATABASE_URL", "", "postgres://用户:密码@主机:端口/库名；不填用内置数据库。")
REDIS_URL = Variable("REDIS_URL", "", "redis://:密码@主机:端口/0；不填用内置消息队列。")
PORT = Variable("PORT", "8000", "make run 的网页端口。")
HOST = Variable("HOST", "127.0.0.1", "make run 监听的地址；演示账号的密码是公开的，所以默认只对本机。")
DEMO = Variable("DEMO", "1", "设为 0 时，make run 不装入演示乡镇和演示账号。")
PRODUCTION = Variable("PRODUCTION", "0", "设为 1 时只走 HTTPS，并要求给出所有密钥和地址。")
SECRET_KEY = Variable("SECRET_KEY", "", "签名密钥；不填在 VAR/keys 下生成一次（生产环境必填）。")
DATA_KEYS = Variable("DATA_KEYS", "", "个人信息密钥文件；不填用 VAR/keys/data.json，首次启动时生成（生产环境必填）。")
ALLOWED_HOSTS = Variable("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]", "允许的主机名，空格分隔。")
CSRF_TRUSTED_ORIGINS = Variable("CSRF_TRUSTED_ORIGINS", "", "TLS 代理后的来源，带 https://，空格分隔。")
PROXIES = Variable("PROXIES", "0", "前面会追加 X-Forwarded-For 的代理层数；0 表示不信这个头。")
DEBUG = Variable("DEBUG", "0", "设为 1 时在网页上显示出错位置；生产环境不可用。")
LOG_LEVEL = Variable("LOG_LEVEL", "INFO", "日志的最低级别：DEBUG、INFO、WARNING、ERROR。")
WEB_WORKERS = Variable("WEB_WORKERS", "2", "网页进程数。")
WEB_THREADS = Variable("WEB_THREADS", "4", "每个网页进程的线程数。")

VARIABLES = [value for value in list(globals().values()) if isinstance(value, Variable)]
