"""Composite keys: a benefiting household's area follows its moves, a project's rows follow the project."""

from django.db import migrations

OF_PROJECT = ["projectinvestment", "projecttarget"]


def key(table: str, name: str, column: str, target: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE projects_{table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({column}, area) REFERENCES {target} (id, area) ON UPDATE CASCADE ON DELETE CASCADE",
        f"ALTER TABLE projects_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_library"), ("households", "0007_recognition_area")]

    operations = [
        key("projectbeneficiary", "beneficiary_household_area", "household_id", "households_household"),
        *(key(table, f"{table}_area", "project_id", "projects_project") for table in OF_PROJECT),
    ]
