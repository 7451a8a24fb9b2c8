"""What the yearly survey is told of a household's dividends; a suggestion beside the field, never written."""

from __future__ import annotations

from collections.abc import Mapping

from core.accounts.scope import Scope
from core.web.formats import yuan
from projects.assets.selectors import dividend


def dividend_hint(scope: Scope, household: int, year: int) -> Mapping[str, str]:
    """Registered in ``projects.apps``: the sum of the year's shares beside 资产收益扶贫分红收入."""
    total = dividend(scope, household, year)
    return {} if total is None else {"asset_dividend": f"资产台账登记本户 {year} 年分红 {yuan(total)} 元，供核对"}
