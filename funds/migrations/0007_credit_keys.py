"""Composite keys: ratings, lines and loans follow their household's moves, entries and changes follow the loan."""

from django.db import migrations


def _key(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table.removeprefix('funds_')}_place"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, area) REFERENCES {target} (id, area) "
        "ON UPDATE CASCADE ON DELETE RESTRICT",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_credit"), ("households", "0007_recognition_area")]

    operations = [
        _key("funds_creditrating", "household_id", "households_household"),
        _key("funds_creditline", "household_id", "households_household"),
        _key("funds_loan", "household_id", "households_household"),
        _key("funds_loanentry", "loan_id", "funds_loan"),
        _key("funds_loanchange", "loan_id", "funds_loan"),
    ]
