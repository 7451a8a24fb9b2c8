"""The SQL of the money: what each kind of entry does to which balance, once, for triggers, reports and the proof.

Every balance is a sum over ``funds_flow``; the triggers keep the same sums in balance rows so that they can refuse.
Locks are taken in one order by every writer: documents by number, then the allocation, then the contract.
"""

from __future__ import annotations

from typing import Final

# kind: effect on the document, on the allocation, on the contract, on the other document.
BUCKETS: Final = {
    "document": ("received", "distributed", "allocated", "returned", "spent"),
    "allocation": ("amount", "spent", "office", "held"),
    "contract": ("amount", "paid", "held"),
}
COLUMNS: Final = (
    *(f"d_{name}" for name in BUCKETS["document"]),
    *(f"a_{name}" for name in BUCKETS["allocation"]),
    *(f"c_{name}" for name in BUCKETS["contract"]),
    "t_received",
    "t_distributed",
)
EFFECTS: Final[dict[str, dict[str, int]]] = {
    "issue": {"d_received": 1},
    "distribute": {"d_distributed": 1, "t_received": 1},
    "allocate": {"d_allocated": 1, "a_amount": 1},
    "reduce": {"d_allocated": -1, "a_amount": -1},
    "pay": {"d_spent": 1, "a_spent": 1, "c_paid": 1},
    "refund": {"d_spent": -1, "a_spent": -1, "c_paid": -1},
    "office": {"a_office": 1},
    "office_pay": {"d_spent": 1, "a_spent": 1, "a_office": -1, "c_paid": 1},
    "office_back": {"a_office": -1},
    "hold": {"a_held": 1, "c_held": 1},
    "release": {"d_spent": 1, "a_spent": 1, "a_held": -1, "c_paid": 1, "c_held": -1},
    "return": {"d_returned": 1, "t_distributed": -1},
    "carry": {},
    "contract": {"c_amount": 1},
}


def _rows() -> str:
    lines = (
        f"('{kind}', {', '.join(str(effect.get(column, 0)) for column in COLUMNS)})" for kind, effect in EFFECTS.items()
    )
    return ",\n        ".join(lines)


FACTORS: Final = f"""
CREATE FUNCTION funds_factors(wanted text) RETURNS TABLE ({", ".join(f"{name} int" for name in COLUMNS)})
LANGUAGE sql IMMUTABLE AS $$
    SELECT {", ".join(COLUMNS)} FROM (VALUES
        {_rows()}
    ) AS f (kind, {", ".join(COLUMNS)}) WHERE kind = wanted
$$
"""

REFUSE: Final = """
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

_OWN: Final = tuple(name for name in COLUMNS if not name.startswith("t_"))
# One row an entry and document: what moved, on which day. The other document of a distribution has its own row.
FLOW: Final = f"""
CREATE VIEW funds_flow AS
SELECT e.id AS entry_id, e.day, e.kind, e.area, e.document_id, e.allocation_id, e.project_id, e.contract_id,
       e.payee_kind, e.household_id,
       {", ".join(f"e.amount * f.{name} AS {name}" for name in _OWN)}
FROM funds_fundentry e CROSS JOIN LATERAL funds_factors(e.kind) f
UNION ALL
SELECT e.id, e.day, e.kind, e.area, e.to_document_id, NULL, NULL, NULL, '', NULL,
       e.amount * f.t_received, e.amount * f.t_distributed, {", ".join(["0"] * (len(_OWN) - 2))}
FROM funds_fundentry e CROSS JOIN LATERAL funds_factors(e.kind) f
WHERE e.to_document_id IS NOT NULL
"""

# Before the entry is written: whose it is, and whether a counter-entry undoes exactly what it names.
CHECKED: Final = """
    IF NEW.allocation_id IS NOT NULL THEN
        SELECT document_id, project_id, area INTO a FROM funds_allocation WHERE id = NEW.allocation_id;
        NEW.document_id := COALESCE(NEW.document_id, a.document_id);
        NEW.project_id := COALESCE(NEW.project_id, a.project_id);
        NEW.area := a.area;
        IF NEW.document_id <> a.document_id OR NEW.project_id <> a.project_id THEN
            RAISE EXCEPTION 'entry names another document or project than allocation %', NEW.allocation_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.contract_id IS NOT NULL THEN
        SELECT project_id, area INTO a FROM funds_contract WHERE id = NEW.contract_id;
        NEW.project_id := COALESCE(NEW.project_id, a.project_id);
        IF NEW.project_id <> a.project_id THEN
            RAISE EXCEPTION 'contract % is of another project', NEW.contract_id USING ERRCODE = 'check_violation';
        END IF;
        NEW.area := a.area;
    ELSIF NEW.allocation_id IS NULL THEN
        SELECT area INTO a FROM funds_funddocument WHERE id = NEW.document_id;
        NEW.area := a.area;
    END IF;
    IF NEW.to_document_id IS NOT NULL THEN
        SELECT id, parent_id INTO a FROM funds_funddocument
        WHERE id = CASE WHEN NEW.kind = 'return' THEN NEW.document_id ELSE NEW.to_document_id END;
        IF a.parent_id IS DISTINCT FROM
            (CASE WHEN NEW.kind = 'return' THEN NEW.to_document_id ELSE NEW.document_id END) THEN
            RAISE EXCEPTION 'document % was not distributed from %', NEW.to_document_id, NEW.document_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.cancels_id IS NOT NULL THEN
        SELECT * INTO w FROM funds_fundentry WHERE id = NEW.cancels_id;
        IF w.cancels_id IS NOT NULL OR (w.kind, w.amount, w.document_id, w.to_document_id, w.allocation_id,
            w.contract_id, w.payee_kind, w.household_id) IS DISTINCT FROM (NEW.kind, -NEW.amount, NEW.document_id,
            NEW.to_document_id, NEW.allocation_id, NEW.contract_id, NEW.payee_kind, NEW.household_id) THEN
            RAISE EXCEPTION 'a counter-entry undoes exactly the entry % it names', NEW.cancels_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
"""

# After it is written: lock in the one order, look, and only then write. Named refusals come before the checks.
BOOKED: Final = """
    SELECT * INTO f FROM funds_factors(NEW.kind);
    FOR b IN SELECT * FROM funds_documentbalance
             WHERE document_id IN (NEW.document_id, NEW.to_document_id) ORDER BY document_id FOR NO KEY UPDATE LOOP
        IF b.document_id = NEW.document_id THEN
            asked := NEW.amount * (f.d_distributed + f.d_allocated + f.d_returned - f.d_received);
        ELSE
            asked := NEW.amount * (f.t_distributed - f.t_received);
            IF b.distributed + NEW.amount * f.t_distributed < 0 THEN
                PERFORM funds_refuse('document', b.document_id, 'distributed', b.distributed,
                                     -NEW.amount * f.t_distributed);
            END IF;
        END IF;
        free := b.received - b.distributed - b.allocated - b.returned;
        IF asked > free THEN
            PERFORM funds_refuse('document', b.document_id, 'free', free, asked);
        END IF;
        free := b.received - b.distributed - b.returned - b.spent;
        IF NEW.kind = 'carry' AND NEW.amount > free THEN
            PERFORM funds_refuse('document', b.document_id, 'unspent', free, NEW.amount);
        END IF;
    END LOOP;
    IF NEW.allocation_id IS NOT NULL THEN
        SELECT * INTO b FROM funds_allocationbalance WHERE allocation_id = NEW.allocation_id FOR NO KEY UPDATE;
        IF b.spent + NEW.amount * f.a_spent < 0 THEN
            PERFORM funds_refuse('allocation', b.allocation_id, 'spent', b.spent, -NEW.amount * f.a_spent);
        ELSIF b.office + NEW.amount * f.a_office < 0 THEN
            PERFORM funds_refuse('allocation', b.allocation_id, 'office', b.office, -NEW.amount * f.a_office);
        ELSIF b.held + NEW.amount * f.a_held < 0 THEN
            PERFORM funds_refuse('allocation', b.allocation_id, 'held', b.held, -NEW.amount * f.a_held);
        END IF;
        free := b.amount - b.spent - b.office - b.held;
        asked := NEW.amount * (f.a_spent + f.a_office + f.a_held - f.a_amount);
        IF asked > free THEN
            PERFORM funds_refuse('allocation', b.allocation_id, 'free', free, asked);
        END IF;
    END IF;
    IF NEW.contract_id IS NOT NULL THEN
        SELECT * INTO b FROM funds_contractbalance WHERE contract_id = NEW.contract_id FOR NO KEY UPDATE;
        IF b.paid + NEW.amount * f.c_paid < 0 THEN
            PERFORM funds_refuse('contract', b.contract_id, 'paid', b.paid, -NEW.amount * f.c_paid);
        ELSIF b.held + NEW.amount * f.c_held < 0 THEN
            PERFORM funds_refuse('contract', b.contract_id, 'held', b.held, -NEW.amount * f.c_held);
        END IF;
        free := b.amount - b.paid - b.held;
        asked := NEW.amount * (f.c_paid + f.c_held - f.c_amount);
        IF asked > free THEN
            PERFORM funds_refuse('contract', b.contract_id, 'free', free, asked);
        END IF;
    END IF;
    UPDATE funds_documentbalance
    SET received = received + NEW.amount * f.d_received, distributed = distributed + NEW.amount * f.d_distributed,
        allocated = allocated + NEW.amount * f.d_allocated, returned = returned + NEW.amount * f.d_returned,
        spent = spent + NEW.amount * f.d_spent
    WHERE document_id = NEW.document_id;
    UPDATE funds_documentbalance
    SET received = received + NEW.amount * f.t_received, distributed = distributed + NEW.amount * f.t_distributed
    WHERE document_id = NEW.to_document_id;
    UPDATE funds_allocationbalance
    SET amount = amount + NEW.amount * f.a_amount, spent = spent + NEW.amount * f.a_spent,
        office = office + NEW.amount * f.a_office, held = held + NEW.amount * f.a_held
    WHERE allocation_id = NEW.allocation_id;
    UPDATE funds_contractbalance
    SET amount = amount + NEW.amount * f.c_amount, paid = paid + NEW.amount * f.c_paid,
        held = held + NEW.amount * f.c_held
    WHERE contract_id = NEW.contract_id;
    RETURN NULL;
"""

# A balance is written by the entries' trigger alone: at depth 1 somebody writes it by hand.
BY_ENTRY_ALONE: Final = """
    IF pg_trigger_depth() < 2 OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'balances follow from the entries and are not written by hand'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
