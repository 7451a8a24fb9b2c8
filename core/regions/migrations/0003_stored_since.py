"""Rows know since when they are stored; those older than the column stay NULL: the default comes after it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("regions", "0002_county_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegionSpanEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "inserted_at",
                    models.DateTimeField(
                        db_default=core.audit.models.TransactionNow(),
                        editable=False,
                        null=True,
                        verbose_name="入库时间",
                    ),
                ),
                ("code", models.BigIntegerField(verbose_name="代码")),
                ("valid_from", models.DateField(null=True, verbose_name="启用")),
                ("valid_to", models.DateField(null=True, verbose_name="停用")),
                ("official_name", models.CharField(max_length=80, verbose_name="全称")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="regionspan",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AlterField(
            model_name="regionspan",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionspan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "regions_regionspanevent" ("code", "id", "inserted_at", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") SELECT old_values."code", old_values."id", old_values."inserted_at", old_values."official_name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="9e2030ffd25fdc961c713d61066e4699cf3fc393",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0ba26",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="regions_regionspan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionspan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "regions_regionspanevent" ("code", "id", "inserted_at", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") SELECT old_values."code", old_values."id", old_values."inserted_at", old_values."official_name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="39f565a23f9178a24476d440e2fdca74717e98e7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_116e6",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="regions_regionspan",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="regionspanevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="regionspanevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to="regions.regionspan"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionspanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'truncating % is not allowed', TG_TABLE_NAME;",
                    hash="ceb09f668ab0645895a297d294a495c49f00f6a6",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_25c60",
                    table="regions_regionspanevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionspanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0ee401f99e5889b41217fb47cbccf55a0cbb6a4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3101f",
                    table="regions_regionspanevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
