"""The rows of a workbook of projects for the tests of undoing."""

from __future__ import annotations

from typing import Any

from tests.cast import JIACUNGUAN

PROJECTS: dict[str, list[dict[str, Any]]] = {
    "项目": [
        {
            "项目编码": "TJ-01",
            "所属区划代码": str(JIACUNGUAN),
            "项目名称": "蓄水池",
            "项目类别": "村基础设施",
            "计划总投资(元)": "50000.00",
        }
    ],
    "数量": [
        {"项目编码": "TJ-01", "行政村代码": str(JIACUNGUAN), "建设任务": "蓄水池", "单位": "口", "计划数量": 3},
    ],
    "资金": [{"项目编码": "TJ-01", "资金级次": "中央", "计划金额(元)": "50000.00"}],
    "绩效": [{"项目编码": "TJ-01", "指标类": "产出", "指标名称": "新建蓄水池", "目标值": "3"}],
}
