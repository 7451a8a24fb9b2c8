from django.db import migrations


class Migration(migrations.Migration):
    """Room on the page for rewritten verdicts and for the check time that every pass updates."""

    dependencies = [("villages", "0001_initial")]

    operations = [
        migrations.RunSQL("ALTER TABLE villages_regionverdict SET (fillfactor = 50)", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE villages_villagecheck SET (fillfactor = 50)", migrations.RunSQL.noop),
    ]
