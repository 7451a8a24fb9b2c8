"""Verdict tables log their own changes, by statement-level triggers.

``RETURNING old`` needs PostgreSQL 18, and a second look at the table in the same statement would see its snapshot
and not the row that was really replaced. A transition table holds exactly that row. Queries are dynamic because a
plan that was cached for one row would join ninety thousand by nested loops.

An upsert that takes a household's verdict from another village also marks that village, else its row could be
stolen by a worker with an old snapshot and missed by everybody (PROTOTYPE 3, first deterministic break).
"""

from django.db import migrations

CHANGED = "(o.outcome, o.outcomes) IS DISTINCT FROM (n.outcome, n.outcomes)"


def function(table: str, household: str, repair: str) -> str:
    columns = (
        "household_id, area, year, old_standard, new_standard, old_outcome, new_outcome, old_outcomes, new_outcomes, at"
    )
    insert = f"INSERT INTO assessment_verdictchange ({columns})"
    return f"""
CREATE FUNCTION {table}_log() RETURNS trigger LANGUAGE plpgsql AS $log$
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE 'INSERT INTO assessment_verdictchange ({columns})
      SELECT {household.format("n")}, n.area, n.year, NULL, n.standard, NULL, n.outcome, NULL, n.outcomes, n.changed_at
      FROM new_values n';
  ELSIF TG_OP = 'UPDATE' THEN
    EXECUTE '{insert}
      SELECT {household.format("n")}, n.area, n.year, o.standard, n.standard, o.outcome, n.outcome, o.outcomes,
        n.outcomes, n.changed_at
      FROM old_values o JOIN new_values n ON n.id = o.id WHERE {CHANGED}';
    {repair}
  ELSE
    EXECUTE '{insert}
      SELECT {household.format("o")}, o.area, o.year, o.standard, NULL, o.outcome, NULL, o.outcomes, NULL, now()
      FROM old_values o';
  END IF;
  RETURN NULL;
END $log$;
""" + "".join(
        f"""
CREATE TRIGGER {table}_log_{operation} AFTER {operation} ON {table} REFERENCING {transition}
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_log();"""
        for operation, transition in (
            ("insert", "NEW TABLE AS new_values"),
            ("update", "OLD TABLE AS old_values NEW TABLE AS new_values"),
            ("delete", "OLD TABLE AS old_values"),
        )
    )


def drop(table: str) -> str:
    return f"DROP FUNCTION {table}_log() CASCADE"


REPAIR = """EXECUTE 'INSERT INTO changes_change (area, year)
      SELECT DISTINCT o.area, o.year FROM old_values o JOIN new_values n ON n.id = o.id WHERE n.area <> o.area';"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0001_initial"),
        ("changes", "0003_alone"),
        ("households", "0002_area_copies"),
        ("villages", "0004_check_counts"),
    ]

    operations = [
        migrations.RunSQL(
            function("households_householdverdict", "{}.household_id", REPAIR), drop("households_householdverdict")
        ),
        migrations.RunSQL(function("villages_regionverdict", "NULL::bigint", ""), drop("villages_regionverdict")),
    ]
