"""The sheet 捐赠, declared once for import and export."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from core.ledgers import cells
from core.ledgers.columns import LedgerField, LedgerResource
from core.ledgers.model_fields import model_field
from funds.models import Contribution, HelperKind

_field = partial(model_field, Contribution)
# Columns of the sheet that are columns of the table under the same name.
PLAIN: Final = (
    "donor", "donor_kind", "helper_kind", "form", "amount", "goods", "quantity", "unit", "received_on", "recipient",
    "purpose", "receipt_no", "note",
)  # fmt: skip


def _words(choices: Any) -> cells.Code:
    return cells.Code(choices={str(label): code for code, label in choices})


class ContributionSheet(LedgerResource):
    """One row a contribution of the year."""

    title = "捐赠投入"
    sheet = "捐赠"
    sheet_synonyms = ("捐赠台账", "社会帮扶")
    notes = (
        "登记号由系统编定：新登记留空，修改时保留导出表里的号码。",
        "资金只填金额；物资填名称、数量、计量单位和折价，还没有估价的折价留空。",
        "公示要有照片，在系统内登记；使用情况、受赠户也在系统内登记。",
    )

    number = LedgerField("number", "登记号", cells.Whole(high="999999999999999"), width=9)
    area = LedgerField("area", "受赠区划代码", cells.AreaCode(lengths="4,6,9,12"), required=True, width=16)
    donor = _field("donor", required=True, width=24)
    donor_kind = _field("donor_kind", widget=_words(Contribution.Donor.choices), required=True, width=14)
    helper_kind = _field("helper_kind", widget=_words(HelperKind.choices), required=True, width=16)
    form = _field("form", widget=_words(Contribution.Form.choices), required=True, width=8)
    amount = _field("amount", widget=cells.Money(), units={"万元": cells.Wan()}, unit="元", width=14)
    goods = _field("goods", width=14)
    quantity = _field("quantity", width=10)
    unit = _field("unit", width=8)
    received_on = _field("received_on", required=True, width=12)
    recipient = _field("recipient", required=True, width=16)
    for_households = _field("for_households", width=8, default=False)
    purpose = _field("purpose", required=True, width=22)
    receipt_no = _field("receipt_no", width=14)
    notice_due_on = _field("notice_due_on", width=12)
    note = _field("note", width=16)
