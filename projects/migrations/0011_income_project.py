"""Measures and projects decide a criterion: they mark what they touch; links know since when they are stored."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0010_allowance_line"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="projectbeneficiary",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="projectbeneficiary",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="projectbeneficiary",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="projectbeneficiaryevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AlterField(
            model_name="projectbeneficiary",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="projectbeneficiaryevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="measure_mark_ins",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, year::int FROM new_values) AS q(area, year); RETURN NULL;",
                    hash="b733739d7f48d09394f44ea7c8b4871c18eb1fcb",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_measure_mark_ins_93a0c",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="projects_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="measure_mark_upd",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, year::int FROM (SELECT * FROM old_values EXCEPT ALL SELECT * FROM new_values) AS gone UNION SELECT area, year::int FROM (SELECT * FROM new_values EXCEPT ALL SELECT * FROM old_values) AS come) AS q(area, year); RETURN NULL;",
                    hash="910c5bfdde8a4aad90decc2d3ca14d059d67d304",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_measure_mark_upd_1faa7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="projects_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="measure_mark_del",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, year::int FROM old_values) AS q(area, year); RETURN NULL;",
                    hash="fd247b9dd319b466c553214b052460a1e7149a60",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_measure_mark_del_f079f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="projects_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="measure_mark_trunc",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, year::int FROM projects_measure) AS q(area, year); RETURN NULL;",
                    hash="fb51ab064f7cad025bdeec1517ddbcfe62cc0435",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_measure_mark_trunc_227c5",
                    table="projects_measure",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="project_mark_ins",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b WHERE b.project_id = id)), year::int FROM new_values) AS q(area, year); RETURN NULL;",
                    hash="bbb3473acbf79025cf53534b686d7fd51c148442",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_project_mark_ins_c825f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="project_mark_upd",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b WHERE b.project_id = id)), year::int FROM (SELECT * FROM old_values EXCEPT ALL SELECT * FROM new_values) AS gone UNION SELECT unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b WHERE b.project_id = id)), year::int FROM (SELECT * FROM new_values EXCEPT ALL SELECT * FROM old_values) AS come) AS q(area, year); RETURN NULL;",
                    hash="8bcfb286a4675aee5317e4dadb2129ea82502aa5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_project_mark_upd_30238",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="project_mark_del",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b WHERE b.project_id = id)), year::int FROM old_values) AS q(area, year); RETURN NULL;",
                    hash="dd1424c1c65c5d1865ca0726ef7a36b3bd6f69ab",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_project_mark_del_29a40",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="project_mark_trunc",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT unnest(ARRAY(SELECT b.area FROM (SELECT project_id, area FROM projects_projectbeneficiary) AS b WHERE b.project_id = id)), year::int FROM projects_project) AS q(area, year); RETURN NULL;",
                    hash="6a73b07c08bfb78a33e9863234d923f38cd8dc4c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_project_mark_trunc_5ac77",
                    table="projects_project",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="beneficiary_mark_ins",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int FROM new_values) AS q(area, year); RETURN NULL;",
                    hash="c097c9c87ecd04d5d2098f6f454076296ab60f5c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_beneficiary_mark_ins_2132a",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="projects_projectbeneficiary",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="beneficiary_mark_upd",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int FROM (SELECT * FROM old_values EXCEPT ALL SELECT * FROM new_values) AS gone UNION SELECT area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int FROM (SELECT * FROM new_values EXCEPT ALL SELECT * FROM old_values) AS come) AS q(area, year); RETURN NULL;",
                    hash="95dd7483876c6aecb88aa59b25d8124f299e81ef",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_beneficiary_mark_upd_d420e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="projects_projectbeneficiary",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="beneficiary_mark_del",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int FROM old_values) AS q(area, year); RETURN NULL;",
                    hash="50ef1c0acccc99fe2054d6273b538438d579740d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_beneficiary_mark_del_27459",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="projects_projectbeneficiary",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="beneficiary_mark_trunc",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO changes_change (area, year, bulk) SELECT DISTINCT q.area, q.year, COALESCE(current_setting('zhaimao.bulk', true), '') = 'on' FROM (SELECT area, (SELECT p.year FROM projects_project p WHERE p.id = project_id)::int FROM projects_projectbeneficiary) AS q(area, year); RETURN NULL;",
                    hash="53988301670b15c66d23253febcf4a08f53494dc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_beneficiary_mark_trunc_2ddbd",
                    table="projects_projectbeneficiary",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "projects_projectbeneficiaryevent" ("area", "household_id", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") SELECT old_values."area", old_values."household_id", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."project_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3b472ddf74f2dce1f7cab2f021514dc4a028085d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7518b",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="projects_projectbeneficiary",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectbeneficiary",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "projects_projectbeneficiaryevent" ("area", "household_id", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") SELECT old_values."area", old_values."household_id", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."project_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ae024aec9322b65512706041aafcffbdf8cf319b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f2f57",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="projects_projectbeneficiary",
                    when="AFTER",
                ),
            ),
        ),
    ]
