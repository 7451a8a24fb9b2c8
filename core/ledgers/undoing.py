"""Undoing the rows of a batch, table by table in sets: what to put back, what to leave, and doing it.

``undo_row`` has a row for every stored row that the batch wrote: ``place`` in the kind's tables, whether the batch
created it or ``image``, the event that holds it as it was; ``since``, the first event after the batch's, which holds
it as the batch left it; ``keep``, once a subject of ``undo_kept`` has it. A row counts as edited when it is not what
the batch left, so an edit that was itself undone stands in nobody's way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.ledgers.kinds import Written
from core.ledgers.referrers import Referrer, referrers_of
from core.ledgers.run import Run, StaleRecordsError

# Who wrote last and how often is no content; an undoing counts on and writes its own name.
BOOKKEEPING: Final = frozenset({"version", "updated_by", "updated_at"})
_TABLES: Final = """
DROP TABLE IF EXISTS pg_temp.undo_own, pg_temp.undo_row, pg_temp.undo_kept;
CREATE TEMP TABLE undo_own (place smallint, event bigint, id bigint, PRIMARY KEY (place, event)) ON COMMIT DROP;
CREATE TEMP TABLE undo_row (
    place smallint, id bigint, created bool, image bigint, since bigint, gone bool DEFAULT false,
    edited bool DEFAULT false, told bool DEFAULT true, keep bool DEFAULT false, subject bigint, key bigint,
    PRIMARY KEY (place, id)
) ON COMMIT DROP;
CREATE TEMP TABLE undo_kept (
    subject bigint PRIMARY KEY, why text, what text, who text, at timestamptz
) ON COMMIT DROP"""


@dataclass(frozen=True)
class Kept:
    """A subject that stays: what it is called, how many file rows, why; ``who`` changed it when, or ``what`` holds."""

    subject: str
    rows: int
    why: str
    what: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Found:
    """Rows of the file by what becomes of them."""

    restored: int
    removed: int
    edited: int
    referred: int


def stage(run: Run, *, lock: bool) -> None:
    """Fill the three tables. With ``lock`` the rows are locked first: nobody changes or refers to them any more."""
    run.sql(_TABLES)
    for place, written in enumerate(run.kind.written):
        _stage_rows(run, place, written)
    run.sql("ANALYZE undo_own")
    run.sql("ANALYZE undo_row")
    if lock:
        for place, written in enumerate(run.kind.written):
            run.sql(
                f"SELECT count(*) FROM (SELECT t.id FROM {written.table} t JOIN undo_row u ON u.id = t.id "
                "AND u.place = %(place)s ORDER BY t.id FOR UPDATE OF t) q",
                place=place,
            )
    for place, written in enumerate(run.kind.written):
        _compare(run, place, written)
    run.sql("CREATE INDEX ON undo_row (subject)")
    run.sql("ANALYZE undo_row")
    _keep_edited(run)
    _keep_frozen(run)
    while _keep_referred(run):
        pass


def _stage_rows(run: Run, place: int, written: Written) -> None:
    batch = 'FROM ledgers_batchwrite w WHERE w.batch_id = %(batch)s AND w."table" = %(table)s'
    run.sql(
        "INSERT INTO undo_row (place, id, created) SELECT %(place)s, q.id, true FROM (SELECT generate_series(a, b - 1) "
        f"FROM (SELECT unnest(w.created_from) AS a, unnest(w.created_to) AS b {batch}) r) q(id)",
        place=place,
        table=written.table,
    )
    events = written.events._meta.db_table
    run.sql(
        f"INSERT INTO undo_own SELECT %(place)s, e.pgh_id, e.pgh_obj_id FROM (SELECT unnest(w.images_from) AS a, "
        f"unnest(w.images_to) AS b {batch}) r JOIN {events} e ON e.pgh_id >= r.a AND e.pgh_id < r.b",
        place=place,
        table=written.table,
    )
    run.sql(
        "INSERT INTO undo_row (place, id, created, image) SELECT place, id, false, min(event) FROM undo_own "
        "WHERE place = %(place)s GROUP BY 1, 2 ON CONFLICT DO NOTHING",
        place=place,
    )


def columns(written: Written) -> list[str]:
    """The columns that the history keeps, without the id."""
    own = {item.attname for item in written.model._meta.concrete_fields}
    kept = [item.attname for item in written.events._meta.concrete_fields if item.attname in own]
    return [column for column in kept if column != "id"]


def _row(alias: str, names: list[str]) -> str:
    return "ROW(" + ", ".join(f'{alias}."{name}"' for name in names) + ")"


def _compare(run: Run, place: int, written: Written) -> None:
    """What became of the rows since, and whose they are."""
    events, table = written.events._meta.db_table, written.table
    content = [name for name in columns(written) if name not in BOOKKEEPING]
    run.sql(
        f"UPDATE undo_row u SET since = (SELECT e.pgh_id FROM {events} e WHERE e.pgh_obj_id = u.id "
        "AND e.pgh_id > COALESCE(u.image, 0) AND NOT EXISTS (SELECT 1 FROM undo_own o WHERE o.place = %(place)s "
        "AND o.event = e.pgh_id) ORDER BY e.pgh_id LIMIT 1) WHERE u.place = %(place)s",
        place=place,
    )
    run.sql(
        f"UPDATE undo_row u SET gone = true, edited = true WHERE u.place = %(place)s "
        f"AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = u.id)",
        place=place,
    )
    run.sql(
        f"UPDATE undo_row u SET edited = true FROM {events} e, {table} t WHERE u.place = %(place)s "
        f"AND e.pgh_id = u.since AND t.id = u.id AND {_row('e', content)} IS DISTINCT FROM {_row('t', content)}",
        place=place,
    )
    for source, join in ((table, "q.id = u.id"), (events, "q.pgh_id = u.since AND u.gone")):
        subject = "u.id" if written.subject == "id" else f"q.{written.subject}"
        key = "u.id" if written.key == "id" else f"q.{written.key}"
        run.sql(
            f"UPDATE undo_row u SET subject = {subject}, key = {key} FROM {source} q "
            f"WHERE u.place = %(place)s AND {join}",
            place=place,
        )
    _weigh(run, place, written, content)


def _weigh(run: Run, place: int, written: Written, content: list[str]) -> None:
    """Rows that only followed their parent's move go out; those whose bookkeeping alone changed are not counted."""
    events, table = written.events._meta.db_table, written.table
    kept = ", ".join(f'q."{name}"' for name in columns(written))
    after = (
        f"(SELECT u.id, {kept} FROM undo_row u JOIN {table} q ON q.id = u.id WHERE u.place = %(place)s "
        f"AND u.since IS NULL UNION ALL SELECT u.id, {kept} FROM undo_row u JOIN {events} q ON q.pgh_id = u.since "
        "WHERE u.place = %(place)s)"
    )
    source = f"{events} e, {after} a WHERE u.place = %(place)s AND e.pgh_id = u.image AND a.id = u.id"
    if "area" in content and written.subject != "id":
        rest = [name for name in columns(written) if name != "area"]
        run.sql(
            f"DELETE FROM undo_row u USING {source} AND e.area <> a.area "
            f"AND {_row('e', rest)} IS NOT DISTINCT FROM {_row('a', rest)}",
            place=place,
        )
    told = [name for name in content if name not in ("source", "batch", "row")]
    run.sql(
        f"UPDATE undo_row u SET told = false FROM {source} "
        f"AND {_row('e', told)} IS NOT DISTINCT FROM {_row('a', told)}",
        place=place,
    )


def _keep_edited(run: Run) -> None:
    """A subject with an edited row stays, under the name of who edited it last."""
    changes = " UNION ALL ".join(
        f"SELECT u.subject, u.gone, u.since, e.pgh_created_at AS at, e.pgh_context_id AS context FROM undo_row u "
        f"LEFT JOIN LATERAL (SELECT l.pgh_created_at, l.pgh_context_id FROM {written.events._meta.db_table} l "
        f"WHERE l.pgh_obj_id = u.id ORDER BY l.pgh_id DESC LIMIT 1) e ON true WHERE u.place = {place} AND u.edited"
        for place, written in enumerate(run.kind.written)
    )
    run.sql(
        "INSERT INTO undo_kept SELECT DISTINCT ON (q.subject) q.subject, 'edited', "
        "CASE WHEN q.gone THEN '已删除' ELSE COALESCE(c.metadata->>'reason', '') END, "
        f"COALESCE(c.metadata->>'name', '系统'), q.at FROM ({changes}) q LEFT JOIN pghistory_context c "
        "ON c.id = q.context WHERE q.subject IS NOT NULL ORDER BY q.subject, q.at DESC"
    )
    _spread(run)


def _keep_frozen(run: Run) -> None:
    if run.kind.frozen:
        run.sql(
            "INSERT INTO undo_kept (subject, why, what) SELECT DISTINCT ON (q.id) q.id, 'frozen', q.why "
            f"FROM ({run.kind.frozen}) q(id, why) ON CONFLICT DO NOTHING"
        )
        _spread(run)


def _keep_referred(run: Run) -> int:
    """Created rows that something hangs on which does not go with them keep their subject; how many subjects."""
    tables = [written.table for written in run.kind.written]
    parts = []
    for place, written in enumerate(run.kind.written):
        if run.one("SELECT EXISTS (SELECT 1 FROM undo_row WHERE place = %(place)s AND created)", place=place)[0]:
            parts += [_hanging(place, referrer, tables) for referrer in referrers_of(written)]
    if not parts:
        return 0
    kept = run.sql(
        "INSERT INTO undo_kept (subject, why, what) SELECT subject, 'referred', "
        "left(string_agg(label || ' ' || number || ' 条', '、' ORDER BY label), 300) "
        f"FROM (SELECT subject, label, sum(number) AS number FROM ({' UNION ALL '.join(parts)}) p GROUP BY 1, 2) q "
        "GROUP BY subject ON CONFLICT DO NOTHING"
    )
    _spread(run)
    return kept


def _hanging(place: int, referrer: Referrer, tables: list[str]) -> str:
    goes = ""
    if referrer.table in tables:
        goes = (
            f"AND NOT EXISTS (SELECT 1 FROM undo_row w WHERE w.place = {tables.index(referrer.table)} "
            "AND w.id = r.row AND w.created AND NOT w.keep)"
        )
    names = "id, row" if referrer.table else "id"
    return (
        f"SELECT u.subject, '{referrer.label}' AS label, count(*) AS number FROM undo_row u "
        f"JOIN ({referrer.sql}) r({names}) ON r.id = u.id "
        f"WHERE u.place = {place} AND u.created AND NOT u.gone AND NOT u.keep {goes} GROUP BY u.subject"
    )


def _spread(run: Run) -> None:
    run.sql(
        "UPDATE undo_row u SET keep = true WHERE NOT u.keep AND (u.subject IS NULL "
        "OR EXISTS (SELECT 1 FROM undo_kept k WHERE k.subject = u.subject))"
    )


def count(run: Run) -> Found:
    """Every file row that the batch created or changed, once."""
    sheets = _sheets(run)
    numbers = dict(
        run.all(
            f"SELECT q.state, count(*) FROM (SELECT CASE WHEN bool_or(u.keep) THEN COALESCE(min(k.why), 'edited') "
            "WHEN bool_or(u.created AND NOT s.part) THEN 'removed' ELSE 'restored' END AS state FROM undo_row u "
            f"JOIN {sheets} ON s.place = u.place LEFT JOIN undo_kept k ON k.subject = u.subject "
            "WHERE u.told GROUP BY s.sheet, u.key) q GROUP BY 1"
        )
    )
    referred = numbers.get("referred", 0) + numbers.get("frozen", 0)
    return Found(numbers.get("restored", 0), numbers.get("removed", 0), numbers.get("edited", 0), referred)


def _sheets(run: Run) -> str:
    told = [(place, item) for place, item in enumerate(run.kind.written) if item.sheet is not None]
    pairs = [f"({place}, {item.sheet}, {item.part})" for place, item in told]
    return f"(VALUES {', '.join(pairs)}) s(place, sheet, part)"


def keep_kept(run: Run, undo_id: int) -> None:
    """The subjects that stay become the undoing's, in place of those of an earlier look."""
    run.sql("DELETE FROM ledgers_undokept WHERE undo_id = %(undo)s", undo=undo_id)
    run.sql(
        "INSERT INTO ledgers_undokept (undo_id, subject, rows, why, what, who, at) "
        "SELECT %(undo)s, left(COALESCE(n.label, '已删除的记录'), 120), q.rows, k.why, "
        "left(COALESCE(k.what, ''), 300), left(COALESCE(k.who, ''), 60), k.at FROM undo_kept k JOIN (SELECT u.subject, "
        f"count(DISTINCT (s.sheet, u.key)) FILTER (WHERE u.told) AS rows FROM undo_row u JOIN {_sheets(run)} "
        "ON s.place = u.place GROUP BY 1) q USING (subject) "
        f"LEFT JOIN ({run.kind.naming}) n(subject, label) USING (subject) ORDER BY k.why, n.label",
        undo=undo_id,
    )


def areas(run: Run) -> list[int]:
    """The places of the rows that go or change, before and after."""
    parts = []
    for place, written in enumerate(run.kind.written):
        if written.table in run.kind.tables and "area" in columns(written):
            rows = f"undo_row u ON u.place = {place} AND NOT u.keep AND"
            parts.append(f"SELECT q.area FROM {written.table} q JOIN {rows} u.id = q.id")
            parts.append(f"SELECT q.area FROM {written.events._meta.db_table} q JOIN {rows} u.image = q.pgh_id")
    return [row[0] for row in run.all(" UNION ".join(parts))]


def perform(run: Run) -> None:
    """Remove and restore what is not kept. In a preview's shadow only what the shadow holds."""
    here = [
        (place, written)
        for place, written in enumerate(run.kind.written)
        if not run.shadow or written.table in run.kind.tables
    ]
    for place, written in reversed(here):
        _demand(
            run,
            place,
            "u.created",
            run.sql(
                f"DELETE FROM {written.table} t USING undo_row u "
                f"WHERE t.id = u.id AND u.place = {place} AND u.created AND NOT u.keep"
            ),
        )
    for place, written in here:
        _demand(run, place, "NOT u.created", run.sql(_restoring(place, written)))


def _restoring(place: int, written: Written) -> str:
    names = columns(written)
    values = {name: f'e."{name}"' for name in names if name not in BOOKKEEPING}
    own = {"version": "t.version + 1", "updated_by": "%(user)s", "updated_at": "now()"}
    values |= {name: sql for name, sql in own.items() if name in names}
    assignments = ", ".join(f'"{name}" = {value}' for name, value in values.items())
    return (
        f"UPDATE {written.table} t SET {assignments} FROM undo_row u JOIN {written.events._meta.db_table} e "
        f"ON e.pgh_id = u.image WHERE t.id = u.id AND u.place = {place} AND NOT u.created AND NOT u.keep"
    )


def _demand(run: Run, place: int, which: str, touched: int) -> None:
    """As many rows as were found; fewer would be a row that was deleted between the look and the lock."""
    (wanted,) = run.one(f"SELECT count(*) FROM undo_row u WHERE u.place = {place} AND {which} AND NOT u.keep")
    if touched != wanted:
        raise StaleRecordsError(f"{run.kind.written[place].table}: {touched} of {wanted} rows undone")
