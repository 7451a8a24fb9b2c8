"""Composite keys: a measure follows its household's moves, its details follow the measure (households.0002)."""

from django.db import migrations

from projects.models.sectors.base import area_key


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_measures"), ("households", "0007_recognition_area")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE projects_measure ADD CONSTRAINT measure_household_area "
            "FOREIGN KEY (household_id, area) REFERENCES households_household (id, area) "
            "ON UPDATE CASCADE ON DELETE CASCADE",
            "ALTER TABLE projects_measure DROP CONSTRAINT measure_household_area",
        ),
        *(
            migrations.RunSQL(*area_key(f"projects_{table}"))
            for table in ("trainingdetail", "postdetail", "industrydetail")
        ),
    ]
