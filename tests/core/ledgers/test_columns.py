"""One declaration gives the reader its specification and the writers their columns."""

import json

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource, ledger_columns, sheet_spec
from core.ledgers.specs import SheetSpec


class VillageSheet(LedgerResource):
    sheet = "村"
    sheet_synonyms = ("行政村",)
    village = LedgerField("area", "行政村代码", cells.AreaCode(), required=True, instead=["name"], width=16)
    name = LedgerField("name", "行政村", cells.Text(), synonyms=["村名"], readonly=True)
    income = LedgerField(
        "income",
        "村集体经济收入",
        cells.Money(),
        units={"万元": cells.Wan()},
        unit="元",
        group="经济",
        total=True,
    )
    kind = LedgerField("kind", "村属性", cells.Code(choices=lambda: {"贫困村": "1", "非贫困村": "2"}))


def test_the_specification_survives_its_journey_as_json():
    spec = sheet_spec(VillageSheet)
    assert SheetSpec.from_json(json.loads(json.dumps(spec.as_json()))) == spec


def test_the_specification_has_the_writable_columns_with_their_lists():
    spec = sheet_spec(VillageSheet)
    assert (spec.name, spec.synonyms) == ("村", ("行政村",))
    assert [column.name for column in spec.columns] == ["village", "income", "kind"]
    assert spec.columns[0].required
    assert spec.columns[0].instead == ("name",)
    assert spec.columns[2].widget().clean("非贫困村") == "2"


def test_a_unit_in_the_heading_chooses_the_widget():
    income = sheet_spec(VillageSheet).columns[1]
    assert str(income.widget().clean("3.2")) == "3.20"
    assert str(income.widget("万元").clean("3.2")) == "32000.00"


def test_the_writers_columns():
    columns = ledger_columns(VillageSheet)
    assert [c.title for c in columns] == ["行政村代码", "行政村", "村集体经济收入(元)", "村属性"]
    assert columns[2].group == "经济"
    assert columns[2].total
    assert columns[3].choices() == ["贫困村", "非贫困村"]
    assert [c.name for c in ledger_columns(VillageSheet, ["kind", "village"])] == ["kind", "village"]


def test_django_import_export_sees_an_ordinary_resource():
    resource = VillageSheet()
    assert resource.get_import_fields()[0].column_name == "行政村代码"
    assert resource.get_export_headers() == ["行政村代码", "行政村", "村集体经济收入", "村属性"]
