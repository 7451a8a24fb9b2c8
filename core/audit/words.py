"""What the actions of the trail are called on its page; a code without a word is shown as it is."""

from __future__ import annotations

DOORS: dict[str, str] = {"web": "网页", "api": "接口", "command": "命令", "task": "任务", "system": "系统"}

ACTIONS: dict[str, str] = {
    "accounts.session.opened": "登录",
    "accounts.session.refused": "登录失败",
    "accounts.session.locked": "登录被锁",
    "accounts.session.closed": "退出登录",
    "accounts.user.created": "新增用户",
    "accounts.user.changed": "修改用户资料",
    "accounts.user.enabled": "启用账号",
    "accounts.user.disabled": "停用账号",
    "accounts.post.granted": "安排岗位",
    "accounts.post.ended": "结束任期",
    "accounts.post.switched": "切换岗位",
    "accounts.password.changed": "修改密码",
    "accounts.password.reset": "重置密码",
    "assessment.standard.draft": "起草标准",
    "assessment.standard.edit": "修改标准草稿",
    "assessment.standard.submit": "提交标准审核",
    "assessment.standard.withdraw": "撤回标准",
    "assessment.standard.approve": "标准审核通过",
    "assessment.standard.refuse": "退回标准",
    "assessment.standard.release": "发布标准",
    "assessment.standard.retire": "停用标准",
    "assessment.standard.discard": "删除标准草稿",
    "assessment.line.draft": "起草标准线",
    "assessment.line.edit": "修改标准线草稿",
    "assessment.line.submit": "提交标准线审核",
    "assessment.line.withdraw": "撤回标准线",
    "assessment.line.approve": "标准线审核通过",
    "assessment.line.refuse": "退回标准线",
    "assessment.line.release": "发布标准线",
    "assessment.line.retire": "停用标准线",
    "assessment.line.discard": "删除标准线草稿",
    "assessment.simulation.exported": "导出标准试算",
    "assessment.candidates.exported": "导出退出名单",
    "assessment.flagged.exported": "导出已脱贫未达标名单",
    "assessment.blocking.exported": "导出未达标名单",
    "assessment.certificates.exported": "导出认定表",
    "assessment.scorecard.exported": "导出六个精准名单",
    "assessment.survey.exported": "导出调查表",
    "assessment.survey.printed": "打印调查表",
    "core.access.refused": "无权操作",
    "core.access.hidden": "辖区外或不存在",
    "core.evidence.read": "查看佐证材料",
    "core.trail.read": "查看日志",
    "core.trail.changes_read": "查看变更记录",
    "core.trail.exported": "导出变更记录",
    "households.person.revealed": "查看完整号码",
    "ledgers.batch.undone": "撤销导入批次",
    "ledgers.ledger.exported": "导出台账",
    "ledgers.ledger.exported_plain": "导出台账（含完整号码）",
}

# Keys of an event's detail, in the order in which the page shows them; others follow by their own name.
DETAILS: dict[str, str] = {
    "address": "来自",
    "username": "账号",
    "user": "用户",
    "role": "角色",
    "method": "方式",
    "code": "编号",
    "field": "字段",
    "rows": "行数",
    "file": "文件",
    "title": "名称",
    "reason": "理由",
    "year": "年度",
    "units": "样本数",
    "item": "项目",
    "attachment": "材料编号",
    "group": "种类",
    "kind": "种类",
    "name": "姓名",
    "plain": "完整号码",
}


def detail_text(detail: dict[str, object]) -> str:
    """``来自 10.0.0.1；账号 zhoumin``."""
    keys = [key for key in DETAILS if key in detail] + [key for key in detail if key not in DETAILS]
    return "；".join(f"{DETAILS.get(key, key)} {_said(detail[key])}" for key in keys if detail[key] != "")


def _said(value: object) -> object:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value
