"""Rows know since when they are stored; those older than the column stay NULL: the default comes after it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0005_scorecard_labels"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="criterion",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="criterion",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="povertyline",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="povertyline",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reductiontarget",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reductiontarget",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="regionplan",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="regionplan",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="standard",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="standard",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="criterion",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="criterionevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="povertyline",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="povertylineevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="reductiontarget",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="reductiontargetevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="regionplan",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="regionplanevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="standard",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="standardevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AlterField(
            model_name="criterion",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="criterionevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="povertyline",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="povertylineevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="reductiontarget",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="reductiontargetevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="regionplan",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="regionplanevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="standard",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="standardevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="criterion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_criterionevent" ("id", "indicator", "inserted_at", "kind", "label", "operator", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "standard_id", "threshold", "threshold_from") SELECT old_values."id", old_values."indicator", old_values."inserted_at", old_values."kind", old_values."label", old_values."operator", old_values."order", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."standard_id", old_values."threshold", old_values."threshold_from" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b4183e619b86f15a67f3d52dc27cb6b7aa4f2141",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_78690",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessment_criterion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="criterion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_criterionevent" ("id", "indicator", "inserted_at", "kind", "label", "operator", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "standard_id", "threshold", "threshold_from") SELECT old_values."id", old_values."indicator", old_values."inserted_at", old_values."kind", old_values."label", old_values."operator", old_values."order", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."standard_id", old_values."threshold", old_values."threshold_from" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e8bb18aa0ef975f773a566784642aad445333a1b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c03bd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessment_criterion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="povertyline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_povertylineevent" ("amount", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "region", "source", "year") SELECT old_values."amount", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."purpose", old_values."region", old_values."source", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="516f5181156ee0a3782f17aa4d18e68395204415",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3364e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessment_povertyline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="povertyline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_povertylineevent" ("amount", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "region", "source", "year") SELECT old_values."amount", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."purpose", old_values."region", old_values."source", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b3d479e12b2a34b1b0959ee9f773442ed1c4c78a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_46b7f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessment_povertyline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reductiontarget",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_reductiontargetevent" ("area", "batch", "counties", "households", "id", "inserted_at", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "set_from", "source", "updated_at", "updated_by", "version", "villages", "year") SELECT old_values."area", old_values."batch", old_values."counties", old_values."households", old_values."id", old_values."inserted_at", old_values."persons", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."row", old_values."set_from", old_values."source", old_values."updated_at", old_values."updated_by", old_values."version", old_values."villages", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="603be1f3e594b9191316c002568855869d042b4d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e83ac",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessment_reductiontarget",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reductiontarget",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_reductiontargetevent" ("area", "batch", "counties", "households", "id", "inserted_at", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "set_from", "source", "updated_at", "updated_by", "version", "villages", "year") SELECT old_values."area", old_values."batch", old_values."counties", old_values."households", old_values."id", old_values."inserted_at", old_values."persons", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."row", old_values."set_from", old_values."source", old_values."updated_at", old_values."updated_by", old_values."version", old_values."villages", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="244025e8314ce40907f1d9ebc7c9fa003b561562",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_655c9",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessment_reductiontarget",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionplan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_regionplanevent" ("area", "batch", "county_type", "document", "exit_year", "id", "inserted_at", "left_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "source", "updated_at", "updated_by", "version") SELECT old_values."area", old_values."batch", old_values."county_type", old_values."document", old_values."exit_year", old_values."id", old_values."inserted_at", old_values."left_year", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."row", old_values."source", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ce4528fbbb498f66de826cbfc95a2c4efa5b17d9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_26f6f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessment_regionplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regionplan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_regionplanevent" ("area", "batch", "county_type", "document", "exit_year", "id", "inserted_at", "left_year", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "source", "updated_at", "updated_by", "version") SELECT old_values."area", old_values."batch", old_values."county_type", old_values."document", old_values."exit_year", old_values."id", old_values."inserted_at", old_values."left_year", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."row", old_values."source", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="efa6ded242d9ecd50765abea165c52ff9e0613e5",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ee52e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessment_regionplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_standardevent" ("checker", "code", "created_at", "document", "first_year", "id", "inserted_at", "last_year", "level", "maker", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "released_at", "retired_at", "state", "version") SELECT old_values."checker", old_values."code", old_values."created_at", old_values."document", old_values."first_year", old_values."id", old_values."inserted_at", old_values."last_year", old_values."level", old_values."maker", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."region", old_values."released_at", old_values."retired_at", old_values."state", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f92eca64da74d1b4bc7fcbf1ed4decde66a7dbde",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_68de1",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessment_standard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standard",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessment_standardevent" ("checker", "code", "created_at", "document", "first_year", "id", "inserted_at", "last_year", "level", "maker", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "released_at", "retired_at", "state", "version") SELECT old_values."checker", old_values."code", old_values."created_at", old_values."document", old_values."first_year", old_values."id", old_values."inserted_at", old_values."last_year", old_values."level", old_values."maker", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."region", old_values."released_at", old_values."retired_at", old_values."state", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="6d48dc22bcdb8a033835337e1e140d01096f1583",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_76fa9",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessment_standard",
                    when="AFTER",
                ),
            ),
        ),
    ]
