from django.db import migrations


class Migration(migrations.Migration):
    """The queue turns over quickly; vacuum it by count, not by share (PROTOTYPE 3)."""

    dependencies = [("changes", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE changes_change SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)",
            migrations.RunSQL.noop,
        )
    ]
