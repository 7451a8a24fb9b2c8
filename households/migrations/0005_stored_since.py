"""Rows know since when they are stored; those older than the column stay NULL: the default comes after it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0004_skill_training"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdyear",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="householdyear",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="member",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="member",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="memberyear",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="memberyear",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="household",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="householdevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="householdyear",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="householdyearevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="member",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="memberevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="memberyear",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="memberyearevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AlterField(
            model_name="household",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="householdevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="householdyear",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="householdyearevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="memberevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="memberyear",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="memberyearevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AddIndex(
            model_name="householdevent",
            index=models.Index(fields=["area"], name="household_event_area"),
        ),
        migrations.AddIndex(
            model_name="householdyearevent",
            index=models.Index(fields=["area"], name="householdyear_event_area"),
        ),
        migrations.AddIndex(
            model_name="memberevent",
            index=models.Index(fields=["area"], name="member_event_area"),
        ),
        migrations.AddIndex(
            model_name="memberyearevent",
            index=models.Index(fields=["area"], name="memberyear_event_area"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_householdevent" ("address", "area", "bank_account_sealed", "bank_name", "closed_on", "closed_reason", "closed_year", "code", "created_at", "first_identified_on", "first_identified_precision", "group_name", "head_name", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_sealed", "updated_at", "updated_by", "version") SELECT old_values."address", old_values."area", old_values."bank_account_sealed", old_values."bank_name", old_values."closed_on", old_values."closed_reason", old_values."closed_year", old_values."code", old_values."created_at", old_values."first_identified_on", old_values."first_identified_precision", old_values."group_name", old_values."head_name", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone_sealed", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="fdbe393c8c8c3780f3664ecb0e185dc597956163",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d279e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="households_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_householdevent" ("address", "area", "bank_account_sealed", "bank_name", "closed_on", "closed_reason", "closed_year", "code", "created_at", "first_identified_on", "first_identified_precision", "group_name", "head_name", "id", "inserted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_sealed", "updated_at", "updated_by", "version") SELECT old_values."address", old_values."area", old_values."bank_account_sealed", old_values."bank_name", old_values."closed_on", old_values."closed_reason", old_values."closed_year", old_values."code", old_values."created_at", old_values."first_identified_on", old_values."first_identified_precision", old_values."group_name", old_values."head_name", old_values."id", old_values."inserted_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone_sealed", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e6e0c0a8534a08530e2c4df48c034f382055bd31",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4f9c4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="households_household",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_householdyearevent" ("access_road_type", "area", "asset_dividend", "batch", "business_cost", "business_income", "cause_main", "causes_other", "danger_level", "destitute_allowance", "eco_compensation", "exit_year", "family_planning_grant", "farmland_mu", "forest_return_mu", "has_income_path", "has_power", "has_production_power", "has_tv", "house_built_year", "house_structure", "household_attr", "household_id", "housing_m2", "id", "identify_standard", "in_cooperative", "inserted_at", "irrigated_mu", "is_dangerous_house", "is_martyr_family", "is_one_child", "is_relocation", "is_two_daughter", "km_to_main_road", "led_by_enterprise", "led_by_entrepreneur", "main_fuel", "members_end", "members_start", "no_worry_clothing", "no_worry_food", "orchard_mu", "pasture_mu", "pension_income", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_exit_year", "poverty_status", "property_income", "relapse_cause", "relapse_year", "relocation_difficulties", "relocation_mode", "relocation_will", "remark", "renovated_year", "resettle_site", "row", "safe_water_solved", "sanitary_toilet", "source", "subsistence_allowance", "toilet_usable", "transfer_other", "updated_at", "updated_by", "version", "wage_income", "water_mu", "woodland_mu", "year") SELECT old_values."access_road_type", old_values."area", old_values."asset_dividend", old_values."batch", old_values."business_cost", old_values."business_income", old_values."cause_main", old_values."causes_other", old_values."danger_level", old_values."destitute_allowance", old_values."eco_compensation", old_values."exit_year", old_values."family_planning_grant", old_values."farmland_mu", old_values."forest_return_mu", old_values."has_income_path", old_values."has_power", old_values."has_production_power", old_values."has_tv", old_values."house_built_year", old_values."house_structure", old_values."household_attr", old_values."household_id", old_values."housing_m2", old_values."id", old_values."identify_standard", old_values."in_cooperative", old_values."inserted_at", old_values."irrigated_mu", old_values."is_dangerous_house", old_values."is_martyr_family", old_values."is_one_child", old_values."is_relocation", old_values."is_two_daughter", old_values."km_to_main_road", old_values."led_by_enterprise", old_values."led_by_entrepreneur", old_values."main_fuel", old_values."members_end", old_values."members_start", old_values."no_worry_clothing", old_values."no_worry_food", old_values."orchard_mu", old_values."pasture_mu", old_values."pension_income", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."planned_exit_year", old_values."poverty_status", old_values."property_income", old_values."relapse_cause", old_values."relapse_year", old_values."relocation_difficulties", old_values."relocation_mode", old_values."relocation_will", old_values."remark", old_values."renovated_year", old_values."resettle_site", old_values."row", old_values."safe_water_solved", old_values."sanitary_toilet", old_values."source", old_values."subsistence_allowance", old_values."toilet_usable", old_values."transfer_other", old_values."updated_at", old_values."updated_by", old_values."version", old_values."wage_income", old_values."water_mu", old_values."woodland_mu", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="602314100ec4f67b407fab8dbcf9d684111ac3f6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7ab0e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="households_householdyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="householdyear",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_householdyearevent" ("access_road_type", "area", "asset_dividend", "batch", "business_cost", "business_income", "cause_main", "causes_other", "danger_level", "destitute_allowance", "eco_compensation", "exit_year", "family_planning_grant", "farmland_mu", "forest_return_mu", "has_income_path", "has_power", "has_production_power", "has_tv", "house_built_year", "house_structure", "household_attr", "household_id", "housing_m2", "id", "identify_standard", "in_cooperative", "inserted_at", "irrigated_mu", "is_dangerous_house", "is_martyr_family", "is_one_child", "is_relocation", "is_two_daughter", "km_to_main_road", "led_by_enterprise", "led_by_entrepreneur", "main_fuel", "members_end", "members_start", "no_worry_clothing", "no_worry_food", "orchard_mu", "pasture_mu", "pension_income", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_exit_year", "poverty_status", "property_income", "relapse_cause", "relapse_year", "relocation_difficulties", "relocation_mode", "relocation_will", "remark", "renovated_year", "resettle_site", "row", "safe_water_solved", "sanitary_toilet", "source", "subsistence_allowance", "toilet_usable", "transfer_other", "updated_at", "updated_by", "version", "wage_income", "water_mu", "woodland_mu", "year") SELECT old_values."access_road_type", old_values."area", old_values."asset_dividend", old_values."batch", old_values."business_cost", old_values."business_income", old_values."cause_main", old_values."causes_other", old_values."danger_level", old_values."destitute_allowance", old_values."eco_compensation", old_values."exit_year", old_values."family_planning_grant", old_values."farmland_mu", old_values."forest_return_mu", old_values."has_income_path", old_values."has_power", old_values."has_production_power", old_values."has_tv", old_values."house_built_year", old_values."house_structure", old_values."household_attr", old_values."household_id", old_values."housing_m2", old_values."id", old_values."identify_standard", old_values."in_cooperative", old_values."inserted_at", old_values."irrigated_mu", old_values."is_dangerous_house", old_values."is_martyr_family", old_values."is_one_child", old_values."is_relocation", old_values."is_two_daughter", old_values."km_to_main_road", old_values."led_by_enterprise", old_values."led_by_entrepreneur", old_values."main_fuel", old_values."members_end", old_values."members_start", old_values."no_worry_clothing", old_values."no_worry_food", old_values."orchard_mu", old_values."pasture_mu", old_values."pension_income", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."planned_exit_year", old_values."poverty_status", old_values."property_income", old_values."relapse_cause", old_values."relapse_year", old_values."relocation_difficulties", old_values."relocation_mode", old_values."relocation_will", old_values."remark", old_values."renovated_year", old_values."resettle_site", old_values."row", old_values."safe_water_solved", old_values."sanitary_toilet", old_values."source", old_values."subsistence_allowance", old_values."toilet_usable", old_values."transfer_other", old_values."updated_at", old_values."updated_by", old_values."version", old_values."wage_income", old_values."water_mu", old_values."woodland_mu", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="151ff5b6659aef403c3b42e5dea545c6a6599b67",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d8cdd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="households_householdyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="member",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_memberevent" ("area", "birth_date", "code", "ethnicity", "household_id", "id", "id_index", "id_kind", "id_sealed", "inserted_at", "join_reason", "joined_on", "joined_year", "leave_reason", "left_on", "left_year", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_sealed", "sex", "updated_at", "updated_by", "version") SELECT old_values."area", old_values."birth_date", old_values."code", old_values."ethnicity", old_values."household_id", old_values."id", old_values."id_index", old_values."id_kind", old_values."id_sealed", old_values."inserted_at", old_values."join_reason", old_values."joined_on", old_values."joined_year", old_values."leave_reason", old_values."left_on", old_values."left_year", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone_sealed", old_values."sex", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3cc29c446fdf366c0e9040fc6f9271d41871c223",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_733b8",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="households_member",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="member",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_memberevent" ("area", "birth_date", "code", "ethnicity", "household_id", "id", "id_index", "id_kind", "id_sealed", "inserted_at", "join_reason", "joined_on", "joined_year", "leave_reason", "left_on", "left_year", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_sealed", "sex", "updated_at", "updated_by", "version") SELECT old_values."area", old_values."birth_date", old_values."code", old_values."ethnicity", old_values."household_id", old_values."id", old_values."id_index", old_values."id_kind", old_values."id_sealed", old_values."inserted_at", old_values."join_reason", old_values."joined_on", old_values."joined_year", old_values."leave_reason", old_values."left_on", old_values."left_year", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone_sealed", old_values."sex", old_values."updated_at", old_values."updated_by", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c836e78131d19ed23857eceb80ea0ca580d311a4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9dcdb",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="households_member",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="memberyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_memberyearevent" ("accident_insurance_subsidy", "area", "batch", "destitute", "dibao", "disability_cert_year", "disability_grade", "disability_kind", "dropout_reason", "education", "health", "household_id", "id", "ins_commercial_medical", "ins_employee_medical", "ins_employee_pension", "ins_resident_medical", "ins_resident_pension", "ins_serious_illness", "inserted_at", "is_relocated_person", "is_serving", "labour_skill", "medical_aid", "member_id", "migrant_area", "other_health_aid", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "political_status", "public_post", "public_post_months", "relation_to_head", "remark", "row", "school_status", "skill_trained", "source", "speaks_putonghua", "updated_at", "updated_by", "version", "work_employer", "work_months", "work_region", "year") SELECT old_values."accident_insurance_subsidy", old_values."area", old_values."batch", old_values."destitute", old_values."dibao", old_values."disability_cert_year", old_values."disability_grade", old_values."disability_kind", old_values."dropout_reason", old_values."education", old_values."health", old_values."household_id", old_values."id", old_values."ins_commercial_medical", old_values."ins_employee_medical", old_values."ins_employee_pension", old_values."ins_resident_medical", old_values."ins_resident_pension", old_values."ins_serious_illness", old_values."inserted_at", old_values."is_relocated_person", old_values."is_serving", old_values."labour_skill", old_values."medical_aid", old_values."member_id", old_values."migrant_area", old_values."other_health_aid", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."political_status", old_values."public_post", old_values."public_post_months", old_values."relation_to_head", old_values."remark", old_values."row", old_values."school_status", old_values."skill_trained", old_values."source", old_values."speaks_putonghua", old_values."updated_at", old_values."updated_by", old_values."version", old_values."work_employer", old_values."work_months", old_values."work_region", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="5ed87c0276a0c6b3060c8266a39b083fd49e020f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ebd8d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="households_memberyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="memberyear",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "households_memberyearevent" ("accident_insurance_subsidy", "area", "batch", "destitute", "dibao", "disability_cert_year", "disability_grade", "disability_kind", "dropout_reason", "education", "health", "household_id", "id", "ins_commercial_medical", "ins_employee_medical", "ins_employee_pension", "ins_resident_medical", "ins_resident_pension", "ins_serious_illness", "inserted_at", "is_relocated_person", "is_serving", "labour_skill", "medical_aid", "member_id", "migrant_area", "other_health_aid", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "political_status", "public_post", "public_post_months", "relation_to_head", "remark", "row", "school_status", "skill_trained", "source", "speaks_putonghua", "updated_at", "updated_by", "version", "work_employer", "work_months", "work_region", "year") SELECT old_values."accident_insurance_subsidy", old_values."area", old_values."batch", old_values."destitute", old_values."dibao", old_values."disability_cert_year", old_values."disability_grade", old_values."disability_kind", old_values."dropout_reason", old_values."education", old_values."health", old_values."household_id", old_values."id", old_values."ins_commercial_medical", old_values."ins_employee_medical", old_values."ins_employee_pension", old_values."ins_resident_medical", old_values."ins_resident_pension", old_values."ins_serious_illness", old_values."inserted_at", old_values."is_relocated_person", old_values."is_serving", old_values."labour_skill", old_values."medical_aid", old_values."member_id", old_values."migrant_area", old_values."other_health_aid", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."political_status", old_values."public_post", old_values."public_post_months", old_values."relation_to_head", old_values."remark", old_values."row", old_values."school_status", old_values."skill_trained", old_values."source", old_values."speaks_putonghua", old_values."updated_at", old_values."updated_by", old_values."version", old_values."work_employer", old_values."work_months", old_values."work_region", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="bc44daeef10bb266308e7595276932174d55a256",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7e22d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="households_memberyear",
                    when="AFTER",
                ),
            ),
        ),
    ]
