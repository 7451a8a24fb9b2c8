"""What must be true before anything is started, each with one sentence when it is not."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from pathlib import Path

import psycopg2

from config.embedded.folder import try_lock
from config.run.errors import StartError

_LEAST_FREE_BYTES = 500 * 1024 * 1024


def usable_folder(var: Path) -> None:
    """``var`` exists afterwards, is writable and has room."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / ".probe"
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        raise StartError(f"文件夹 {var} 不能写入：{error.strerror}。") from error
    free = shutil.disk_usage(var).free
    if free < _LEAST_FREE_BYTES:
        raise StartError(f"磁盘空间不足：{var} 只剩 {free // 2**20} MB，至少需要 {_LEAST_FREE_BYTES // 2**20} MB。")


def only_one(var: Path) -> int:
    """A lock for the life of this process; refuses a second one on the same folder."""
    handle = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not try_lock(handle, fcntl.LOCK_EX):
        raise StartError(f"{var} 已有一个实例在运行；请先停止它，或用 VAR= 指定另一个文件夹。")
    return handle


def listening(host: str, port: str) -> socket.socket:
    """The web server's socket: held here, so that a restart of the web server refuses nobody."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise StartError(f"端口 {port} 不对，应为 1 到 65535 的数字。")
    found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    line = socket.socket(family, kind, protocol)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind(address)
        line.listen(512)
    except OSError as error:
        line.close()
        if error.errno == 13:
            raise StartError(f"没有权限使用端口 {port}，请换一个：make run PORT=8001。") from error
        raise StartError(f"端口 {port} 已被占用，请换一个：make run PORT=8001。") from error
    return line


def reachable_database(url: str) -> None:
    """A given database answers."""
    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.Error as error:
        said = str(error).strip().splitlines()
        raise StartError(f"无法连接 DATABASE_URL 指定的数据库：{said[-1] if said else '没有应答'}。") from error
