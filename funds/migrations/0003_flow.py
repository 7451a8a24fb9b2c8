"""What each kind of entry does to which balance, and the one view behind every sum (funds/sql.py, kept equal by a test)."""

from django.db import migrations

FACTORS = """
CREATE FUNCTION funds_factors(wanted text) RETURNS TABLE (d_received int, d_distributed int, d_allocated int, d_returned int, d_spent int, a_amount int, a_spent int, a_office int, a_held int, c_amount int, c_paid int, c_held int, t_received int, t_distributed int)
LANGUAGE sql IMMUTABLE AS $$
    SELECT d_received, d_distributed, d_allocated, d_returned, d_spent, a_amount, a_spent, a_office, a_held, c_amount, c_paid, c_held, t_received, t_distributed FROM (VALUES
        ('issue', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ('distribute', 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0),
        ('allocate', 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        ('reduce', 0, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0),
        ('pay', 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0),
        ('refund', 0, 0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, 0, 0),
        ('office', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0),
        ('office_pay', 0, 0, 0, 0, 1, 0, 1, -1, 0, 0, 1, 0, 0, 0),
        ('office_back', 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0),
        ('hold', 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0),
        ('release', 0, 0, 0, 0, 1, 0, 1, 0, -1, 0, 1, -1, 0, 0),
        ('return', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1),
        ('carry', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ('contract', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    ) AS f (kind, d_received, d_distributed, d_allocated, d_returned, d_spent, a_amount, a_spent, a_office, a_held, c_amount, c_paid, c_held, t_received, t_distributed) WHERE kind = wanted
$$
"""
REFUSE = """
CREATE FUNCTION funds_refuse(what text, id bigint, bucket text, balance numeric, asked numeric) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: % is %, asked %, short by %', what, id, bucket, balance, asked, asked - balance
        USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_enough',
              DETAIL = json_build_object('what', what, 'id', id, 'bucket', bucket, 'balance', balance::text,
                                         'asked', asked::text)::text;
END
$$
"""
FLOW = """
CREATE VIEW funds_flow AS
SELECT e.id AS entry_id, e.day, e.kind, e.area, e.document_id, e.allocation_id, e.project_id, e.contract_id,
       e.payee_kind, e.household_id,
       e.amount * f.d_received AS d_received, e.amount * f.d_distributed AS d_distributed, e.amount * f.d_allocated AS d_allocated, e.amount * f.d_returned AS d_returned, e.amount * f.d_spent AS d_spent, e.amount * f.a_amount AS a_amount, e.amount * f.a_spent AS a_spent, e.amount * f.a_office AS a_office, e.amount * f.a_held AS a_held, e.amount * f.c_amount AS c_amount, e.amount * f.c_paid AS c_paid, e.amount * f.c_held AS c_held
FROM funds_fundentry e CROSS JOIN LATERAL funds_factors(e.kind) f
UNION ALL
SELECT e.id, e.day, e.kind, e.area, e.to_document_id, NULL, NULL, NULL, '', NULL,
       e.amount * f.t_received, e.amount * f.t_distributed, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM funds_fundentry e CROSS JOIN LATERAL funds_factors(e.kind) f
WHERE e.to_document_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_ledger")]

    operations = [
        migrations.RunSQL(FACTORS, "DROP FUNCTION funds_factors(text)"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION funds_refuse(text, bigint, text, numeric, numeric)"),
        migrations.RunSQL(FLOW, "DROP VIEW funds_flow"),
    ]
