"""Databases older than the measures get what the seed now says of causes and of the kinds of measures."""

from __future__ import annotations

from typing import Any

from django.db import migrations

DEPARTMENTS = {
    "01": ["agri"],
    "02": ["labour"],
    "03": ["poverty"],
    "04": ["labour"],
    "05": ["housing"],
    "06": ["water"],
    "07": ["health"],
    "08": ["school"],
    "09": ["school"],
    "10": ["civil", "disabled"],
    "11": ["civil", "poverty"],
    "12": ["housing", "poverty"],
    "13": ["agri", "traffic", "water", "power", "telecom"],
    "14": ["traffic", "water", "power", "telecom", "culture"],
}
MEASURES = {
    "1": ["07", "11", "10"],
    "2": ["10", "11"],
    "3": ["08", "09", "11"],
    "4": ["15", "05"],
    "5": ["01", "02"],
    "6": ["06"],
    "7": ["02", "01"],
    "8": ["10", "04"],
    "9": ["01", "03"],
    "10": ["14", "13"],
    "11": ["02", "01"],
    "12": ["11", "10"],
    "13": ["11", "10"],
}


def fill(apps: Any, schema_editor: Any) -> None:
    item = apps.get_model("dictionaries", "CodeItem")
    for code_list, key, values in (("measure_kind", "departments", DEPARTMENTS), ("cause", "measures", MEASURES)):
        for row in item.objects.filter(code_list=code_list, code__in=list(values)):
            if key not in row.attributes:
                row.attributes = {**row.attributes, key: values[row.code]}
                row.save(update_fields=["attributes"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_measure_keys"), ("dictionaries", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
