"""Composite keys: the details of the other sectors follow their measure too."""

from django.db import migrations

from projects.models.sectors.base import area_key

TABLES = (
    "assetincomedetail",
    "billdetail",
    "destitutedetail",
    "dibaodetail",
    "disabilitydetail",
    "disasterdetail",
    "dropoutdetail",
    "ecologydetail",
    "farmsubsidydetail",
    "lowrentdetail",
    "newhomedetail",
    "relocationdetail",
    "repairdetail",
    "schoolaiddetail",
    "screeningdetail",
    "socialdetail",
    "workdetail",
    "yuludetail",
)


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_sectors")]

    operations = [migrations.RunSQL(*area_key(f"projects_{table}")) for table in TABLES]
