"""The log of verdict changes with static queries: planning them anew cost an edit five milliseconds.

A static plan is made once a connection, for whatever the first change was; without nested loops it is a hash join,
which serves one row and ninety thousand.
"""

from django.db import migrations

CHANGED = "(o.outcome, o.outcomes) IS DISTINCT FROM (n.outcome, n.outcomes)"
COLUMNS = (
    "household_id, area, year, old_standard, new_standard, old_outcome, new_outcome, old_outcomes, new_outcomes, at"
)
REPAIR = """INSERT INTO changes_change (area, year)
      SELECT DISTINCT o.area, o.year FROM old_values o JOIN new_values n ON n.id = o.id WHERE n.area <> o.area;"""


def function(table: str, household: str, repair: str) -> str:
    insert = f"INSERT INTO assessment_verdictchange ({COLUMNS})"
    return f"""
CREATE OR REPLACE FUNCTION {table}_log() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $log$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {insert}
      SELECT {household.format("n")}, n.area, n.year, NULL, n.standard, NULL, n.outcome, NULL, n.outcomes, n.changed_at
      FROM new_values n;
  ELSIF TG_OP = 'UPDATE' THEN
    {insert}
      SELECT {household.format("n")}, n.area, n.year, o.standard, n.standard, o.outcome, n.outcome, o.outcomes,
        n.outcomes, n.changed_at
      FROM old_values o JOIN new_values n ON n.id = o.id WHERE {CHANGED};
    {repair}
  ELSE
    {insert}
      SELECT {household.format("o")}, o.area, o.year, o.standard, NULL, o.outcome, NULL, o.outcomes, NULL, now()
      FROM old_values o;
  END IF;
  RETURN NULL;
END $log$;"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_verdict_log")]

    operations = [
        migrations.RunSQL(function("households_householdverdict", "{}.household_id", REPAIR), migrations.RunSQL.noop),
        migrations.RunSQL(function("villages_regionverdict", "NULL::bigint", ""), migrations.RunSQL.noop),
    ]
