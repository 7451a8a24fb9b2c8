"""Rows know since when they are stored; those older than the column stay NULL: the default comes after it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("villages", "0005_further_criteria"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="countyyear",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="countyyear",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="villageyear",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="villageyear",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="countyyear",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="countyyearevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="villageyear",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AddField(
            model_name="villageyearevent",
            name="inserted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="入库时间"),
        ),
        migrations.AlterField(
            model_name="countyyear",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="countyyearevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="villageyear",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AlterField(
            model_name="villageyearevent",
            name="inserted_at",
            field=models.DateTimeField(
                db_default=core.audit.models.TransactionNow(), editable=False, null=True, verbose_name="入库时间"
            ),
        ),
        migrations.AddIndex(
            model_name="countyyearevent",
            index=models.Index(fields=["area"], name="countyyear_event_area"),
        ),
        migrations.AddIndex(
            model_name="villageyearevent",
            index=models.Index(fields=["area"], name="villageyear_event_area"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countyyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "villages_countyyearevent" ("approving_households", "area", "batch", "id", "inserted_at", "omitted", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "rural_income_per_head", "sampled_exited", "sampled_unregistered", "source", "surveyed_households", "updated_at", "updated_by", "version", "wrong_exits", "year") SELECT old_values."approving_households", old_values."area", old_values."batch", old_values."id", old_values."inserted_at", old_values."omitted", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."row", old_values."rural_income_per_head", old_values."sampled_exited", old_values."sampled_unregistered", old_values."source", old_values."surveyed_households", old_values."updated_at", old_values."updated_by", old_values."version", old_values."wrong_exits", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e8fc2318ecb18bca2b01a375d064df3d41696e3c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_295dd",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="villages_countyyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countyyear",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "villages_countyyearevent" ("approving_households", "area", "batch", "id", "inserted_at", "omitted", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row", "rural_income_per_head", "sampled_exited", "sampled_unregistered", "source", "surveyed_households", "updated_at", "updated_by", "version", "wrong_exits", "year") SELECT old_values."approving_households", old_values."area", old_values."batch", old_values."id", old_values."inserted_at", old_values."omitted", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."row", old_values."rural_income_per_head", old_values."sampled_exited", old_values."sampled_unregistered", old_values."source", old_values."surveyed_households", old_values."updated_at", old_values."updated_by", old_values."version", old_values."wrong_exits", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="d9d275a6fb46b2f1475656fcb534578a0ab7e48f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_870c2",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="villages_countyyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "villages_villageyearevent" ("area", "batch", "below_well_off_households", "broadband", "broadband_households", "bus", "clinics", "collective_income", "college_officials", "coops", "culture_rooms", "dangerous_households", "delist_year", "destitute_households", "destitute_persons", "dev_direction", "dibao_households", "dibao_persons", "difficult_water_households", "disabled", "doctors", "elevation", "farm_inn_income", "farm_inns", "farmland_mu", "forest_return_mu", "group_count", "groups_with_power", "hard_road", "has_industry", "households", "id", "income_per_head", "info_officer", "inserted_at", "insured_medical", "insured_pension", "irrigated_mu", "is_delisted", "is_poor", "labour", "latitude", "leader", "longitude", "main_industry", "migrants", "minority_population", "mutual_fund", "office_phone", "orchard_mu", "other_lacking_four_households", "party_members", "pasture_mu", "paved_to_town", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "power", "public_toilets", "remark", "row", "rural_population", "schools", "source", "terrain", "tourism_households", "tourism_workers", "tv", "tv_households", "unpaved_km", "unpowered_households", "unreached_groups", "unsafe_water_households", "updated_at", "updated_by", "version", "village_attr", "waste_points", "water_mu", "woodland_mu", "year") SELECT old_values."area", old_values."batch", old_values."below_well_off_households", old_values."broadband", old_values."broadband_households", old_values."bus", old_values."clinics", old_values."collective_income", old_values."college_officials", old_values."coops", old_values."culture_rooms", old_values."dangerous_households", old_values."delist_year", old_values."destitute_households", old_values."destitute_persons", old_values."dev_direction", old_values."dibao_households", old_values."dibao_persons", old_values."difficult_water_households", old_values."disabled", old_values."doctors", old_values."elevation", old_values."farm_inn_income", old_values."farm_inns", old_values."farmland_mu", old_values."forest_return_mu", old_values."group_count", old_values."groups_with_power", old_values."hard_road", old_values."has_industry", old_values."households", old_values."id", old_values."income_per_head", old_values."info_officer", old_values."inserted_at", old_values."insured_medical", old_values."insured_pension", old_values."irrigated_mu", old_values."is_delisted", old_values."is_poor", old_values."labour", old_values."latitude", old_values."leader", old_values."longitude", old_values."main_industry", old_values."migrants", old_values."minority_population", old_values."mutual_fund", old_values."office_phone", old_values."orchard_mu", old_values."other_lacking_four_households", old_values."party_members", old_values."pasture_mu", old_values."paved_to_town", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."population", old_values."power", old_values."public_toilets", old_values."remark", old_values."row", old_values."rural_population", old_values."schools", old_values."source", old_values."terrain", old_values."tourism_households", old_values."tourism_workers", old_values."tv", old_values."tv_households", old_values."unpaved_km", old_values."unpowered_households", old_values."unreached_groups", old_values."unsafe_water_households", old_values."updated_at", old_values."updated_by", old_values."version", old_values."village_attr", old_values."waste_points", old_values."water_mu", old_values."woodland_mu", old_values."year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."area" IS DISTINCT FROM (new_values."area") OR old_values."batch" IS DISTINCT FROM (new_values."batch") OR old_values."below_well_off_households" IS DISTINCT FROM (new_values."below_well_off_households") OR old_values."broadband" IS DISTINCT FROM (new_values."broadband") OR old_values."broadband_households" IS DISTINCT FROM (new_values."broadband_households") OR old_values."bus" IS DISTINCT FROM (new_values."bus") OR old_values."clinics" IS DISTINCT FROM (new_values."clinics") OR old_values."collective_income" IS DISTINCT FROM (new_values."collective_income") OR old_values."college_officials" IS DISTINCT FROM (new_values."college_officials") OR old_values."coops" IS DISTINCT FROM (new_values."coops") OR old_values."culture_rooms" IS DISTINCT FROM (new_values."culture_rooms") OR old_values."dangerous_households" IS DISTINCT FROM (new_values."dangerous_households") OR old_values."delist_year" IS DISTINCT FROM (new_values."delist_year") OR old_values."destitute_households" IS DISTINCT FROM (new_values."destitute_households") OR old_values."destitute_persons" IS DISTINCT FROM (new_values."destitute_persons") OR old_values."dev_direction" IS DISTINCT FROM (new_values."dev_direction") OR old_values."dibao_households" IS DISTINCT FROM (new_values."dibao_households") OR old_values."dibao_persons" IS DISTINCT FROM (new_values."dibao_persons") OR old_values."difficult_water_households" IS DISTINCT FROM (new_values."difficult_water_households") OR old_values."disabled" IS DISTINCT FROM (new_values."disabled") OR old_values."doctors" IS DISTINCT FROM (new_values."doctors") OR old_values."elevation" IS DISTINCT FROM (new_values."elevation") OR old_values."farm_inn_income" IS DISTINCT FROM (new_values."farm_inn_income") OR old_values."farm_inns" IS DISTINCT FROM (new_values."farm_inns") OR old_values."farmland_mu" IS DISTINCT FROM (new_values."farmland_mu") OR old_values."forest_return_mu" IS DISTINCT FROM (new_values."forest_return_mu") OR old_values."group_count" IS DISTINCT FROM (new_values."group_count") OR old_values."groups_with_power" IS DISTINCT FROM (new_values."groups_with_power") OR old_values."hard_road" IS DISTINCT FROM (new_values."hard_road") OR old_values."has_industry" IS DISTINCT FROM (new_values."has_industry") OR old_values."households" IS DISTINCT FROM (new_values."households") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."income_per_head" IS DISTINCT FROM (new_values."income_per_head") OR old_values."info_officer" IS DISTINCT FROM (new_values."info_officer") OR old_values."inserted_at" IS DISTINCT FROM (new_values."inserted_at") OR old_values."insured_medical" IS DISTINCT FROM (new_values."insured_medical") OR old_values."insured_pension" IS DISTINCT FROM (new_values."insured_pension") OR old_values."irrigated_mu" IS DISTINCT FROM (new_values."irrigated_mu") OR old_values."is_delisted" IS DISTINCT FROM (new_values."is_delisted") OR old_values."is_poor" IS DISTINCT FROM (new_values."is_poor") OR old_values."labour" IS DISTINCT FROM (new_values."labour") OR old_values."latitude" IS DISTINCT FROM (new_values."latitude") OR old_values."leader" IS DISTINCT FROM (new_values."leader") OR old_values."longitude" IS DISTINCT FROM (new_values."longitude") OR old_values."main_industry" IS DISTINCT FROM (new_values."main_industry") OR old_values."migrants" IS DISTINCT FROM (new_values."migrants") OR old_values."minority_population" IS DISTINCT FROM (new_values."minority_population") OR old_values."mutual_fund" IS DISTINCT FROM (new_values."mutual_fund") OR old_values."office_phone" IS DISTINCT FROM (new_values."office_phone") OR old_values."orchard_mu" IS DISTINCT FROM (new_values."orchard_mu") OR old_values."other_lacking_four_households" IS DISTINCT FROM (new_values."other_lacking_four_households") OR old_values."party_members" IS DISTINCT FROM (new_values."party_members") OR old_values."pasture_mu" IS DISTINCT FROM (new_values."pasture_mu") OR old_values."paved_to_town" IS DISTINCT FROM (new_values."paved_to_town") OR old_values."population" IS DISTINCT FROM (new_values."population") OR old_values."power" IS DISTINCT FROM (new_values."power") OR old_values."public_toilets" IS DISTINCT FROM (new_values."public_toilets") OR old_values."remark" IS DISTINCT FROM (new_values."remark") OR old_values."row" IS DISTINCT FROM (new_values."row") OR old_values."rural_population" IS DISTINCT FROM (new_values."rural_population") OR old_values."schools" IS DISTINCT FROM (new_values."schools") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."terrain" IS DISTINCT FROM (new_values."terrain") OR old_values."tourism_households" IS DISTINCT FROM (new_values."tourism_households") OR old_values."tourism_workers" IS DISTINCT FROM (new_values."tourism_workers") OR old_values."tv" IS DISTINCT FROM (new_values."tv") OR old_values."tv_households" IS DISTINCT FROM (new_values."tv_households") OR old_values."unpaved_km" IS DISTINCT FROM (new_values."unpaved_km") OR old_values."unpowered_households" IS DISTINCT FROM (new_values."unpowered_households") OR old_values."unreached_groups" IS DISTINCT FROM (new_values."unreached_groups") OR old_values."unsafe_water_households" IS DISTINCT FROM (new_values."unsafe_water_households") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."updated_by" IS DISTINCT FROM (new_values."updated_by") OR old_values."version" IS DISTINCT FROM (new_values."version") OR old_values."village_attr" IS DISTINCT FROM (new_values."village_attr") OR old_values."waste_points" IS DISTINCT FROM (new_values."waste_points") OR old_values."water_mu" IS DISTINCT FROM (new_values."water_mu") OR old_values."woodland_mu" IS DISTINCT FROM (new_values."woodland_mu") OR old_values."year" IS DISTINCT FROM (new_values."year")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="1cc00945ad24688519b683a13dee3417bbb37660",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7e580",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="villages_villageyear",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="villageyear",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "villages_villageyearevent" ("area", "batch", "below_well_off_households", "broadband", "broadband_households", "bus", "clinics", "collective_income", "college_officials", "coops", "culture_rooms", "dangerous_households", "delist_year", "destitute_households", "destitute_persons", "dev_direction", "dibao_households", "dibao_persons", "difficult_water_households", "disabled", "doctors", "elevation", "farm_inn_income", "farm_inns", "farmland_mu", "forest_return_mu", "group_count", "groups_with_power", "hard_road", "has_industry", "households", "id", "income_per_head", "info_officer", "inserted_at", "insured_medical", "insured_pension", "irrigated_mu", "is_delisted", "is_poor", "labour", "latitude", "leader", "longitude", "main_industry", "migrants", "minority_population", "mutual_fund", "office_phone", "orchard_mu", "other_lacking_four_households", "party_members", "pasture_mu", "paved_to_town", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "power", "public_toilets", "remark", "row", "rural_population", "schools", "source", "terrain", "tourism_households", "tourism_workers", "tv", "tv_households", "unpaved_km", "unpowered_households", "unreached_groups", "unsafe_water_households", "updated_at", "updated_by", "version", "village_attr", "waste_points", "water_mu", "woodland_mu", "year") SELECT old_values."area", old_values."batch", old_values."below_well_off_households", old_values."broadband", old_values."broadband_households", old_values."bus", old_values."clinics", old_values."collective_income", old_values."college_officials", old_values."coops", old_values."culture_rooms", old_values."dangerous_households", old_values."delist_year", old_values."destitute_households", old_values."destitute_persons", old_values."dev_direction", old_values."dibao_households", old_values."dibao_persons", old_values."difficult_water_households", old_values."disabled", old_values."doctors", old_values."elevation", old_values."farm_inn_income", old_values."farm_inns", old_values."farmland_mu", old_values."forest_return_mu", old_values."group_count", old_values."groups_with_power", old_values."hard_road", old_values."has_industry", old_values."households", old_values."id", old_values."income_per_head", old_values."info_officer", old_values."inserted_at", old_values."insured_medical", old_values."insured_pension", old_values."irrigated_mu", old_values."is_delisted", old_values."is_poor", old_values."labour", old_values."latitude", old_values."leader", old_values."longitude", old_values."main_industry", old_values."migrants", old_values."minority_population", old_values."mutual_fund", old_values."office_phone", old_values."orchard_mu", old_values."other_lacking_four_households", old_values."party_members", old_values."pasture_mu", old_values."paved_to_town", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."population", old_values."power", old_values."public_toilets", old_values."remark", old_values."row", old_values."rural_population", old_values."schools", old_values."source", old_values."terrain", old_values."tourism_households", old_values."tourism_workers", old_values."tv", old_values."tv_households", old_values."unpaved_km", old_values."unpowered_households", old_values."unreached_groups", old_values."unsafe_water_households", old_values."updated_at", old_values."updated_by", old_values."version", old_values."village_attr", old_values."waste_points", old_values."water_mu", old_values."woodland_mu", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="7660fb23528b7fc61687f02aebffbbd440eb0baf",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_491a5",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="villages_villageyear",
                    when="AFTER",
                ),
            ),
        ),
    ]
