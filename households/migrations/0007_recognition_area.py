"""A household's recognitions follow its moves and go with it, by a composite key as every copy of its area."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("households", "0006_remaining_fields"), ("villages", "0008_recognition")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE villages_recognition ADD CONSTRAINT recognition_household_area "
            "FOREIGN KEY (household_id, area) REFERENCES households_household (id, area) "
            "ON UPDATE CASCADE ON DELETE CASCADE",
            "ALTER TABLE villages_recognition DROP CONSTRAINT recognition_household_area",
        )
    ]
