"""Backup and point-in-time restore by the scripts of deploy/, against a real server that archives its log."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config.embedded.postgres import Postgres

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"


def rows(server: Postgres, sql: str) -> list[tuple[object, ...]]:
    line = psycopg2.connect(server.url)
    line.autocommit = True
    with contextlib.closing(line), line.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def script(name: str, server: Postgres, backup: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{server.bin}:{os.environ['PATH']}",
        "PGDATA": str(server.data),
        "BACKUP": str(backup),
        "KEEP": "2",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": "zhaimao",
        "PGPASSWORD": server.password,
    }
    return subprocess.run(
        ["sh", str(DEPLOY / name), *arguments], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "the backup"


@pytest.fixture
def server(tmp_path: Path, backup: Path) -> Iterator[Postgres]:
    folder = tmp_path / "a server"
    folder.mkdir()
    found = Postgres(folder, "secret", temporary=False, port=None)
    found.start()
    found.create_database()
    archive = f'BACKUP="{backup}" sh "{DEPLOY / "pg-archive"}" %p %f'
    for key, value in {"archive_mode": "on", "archive_command": archive}.items():
        rows(found, f"ALTER SYSTEM SET {key} = '{value}'")
    found.stop()
    found.start()
    yield found
    found.stop()


@pytest.mark.slow
def test_restore_to_a_moment_is_exact(server: Postgres, backup: Path) -> None:
    rows(server, "CREATE TABLE fact (n int PRIMARY KEY)")
    rows(server, "INSERT INTO fact SELECT generate_series(1, 1000)")
    taken = script("pg-backup", server, backup)
    assert taken.returncode == 0, taken.stderr
    rows(server, "INSERT INTO fact SELECT generate_series(1001, 2000)")
    time.sleep(1.1)
    moment = str(rows(server, "SELECT now()")[0][0])
    time.sleep(1.1)
    rows(server, "DELETE FROM fact WHERE n % 2 = 0")  # the mistake

    refused = script("pg-restore", server, backup, moment)
    assert (refused.returncode, refused.stderr) == (1, "the server is running, stop it first\n")
    server.stop()
    done = script("pg-restore", server, backup, moment)
    assert done.returncode == 0, done.stderr
    server.start()
    assert rows(server, "SELECT count(*), min(n), max(n) FROM fact") == [(2000, 1, 2000)]
    assert rows(server, "SELECT pg_is_in_recovery()") == [(False,)]
    rows(server, "INSERT INTO fact VALUES (2001)")
    assert len(list(server.folder.glob("postgres.before-restore-*"))) == 1


@pytest.mark.slow
def test_restore_without_a_moment_loses_nothing_that_was_committed(server: Postgres, backup: Path) -> None:
    assert script("pg-backup", server, backup).returncode == 0
    rows(server, "CREATE TABLE fact (n int)")
    rows(server, "INSERT INTO fact SELECT generate_series(1, 500)")
    assert server.child is not None
    server.child.kill()  # and the last segment was never archived
    server.child.wait()
    (server.data / "postmaster.pid").unlink()
    assert script("pg-restore", server, backup).returncode == 0
    server.start()
    assert rows(server, "SELECT count(*) FROM fact") == [(500,)]


@pytest.mark.slow
def test_old_backups_go_and_a_moment_before_them_is_refused(server: Postgres, backup: Path) -> None:
    for _ in range(3):
        assert script("pg-backup", server, backup).returncode == 0
        rows(server, "SELECT pg_switch_wal()")
        time.sleep(1.1)
    assert len(list((backup / "base").iterdir())) == 2
    server.stop()
    before = sorted(path.name for path in server.data.iterdir())
    refused = script("pg-restore", server, backup, "2001-01-01 00:00:00+00")
    assert refused.returncode == 1
    assert "no base backup before 20010101T000000Z" in refused.stderr
    assert sorted(path.name for path in server.data.iterdir()) == before
