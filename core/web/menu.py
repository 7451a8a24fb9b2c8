"""The menu: declared here once, shown by right. An entry appears only once its address exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.accounts.models import Post
from core.accounts.rights import Action, Role, may


@dataclass(frozen=True)
class Entry:
    """One line of the menu. ``url_name`` is the page it opens; ``under`` are further address prefixes it is lit for.

    Entries of one ``group`` stand together under its word, at the place of the first; ``entries`` are then they.
    """

    label: str
    url_name: str
    action: Action
    icon: str = "list"
    under: tuple[str, ...] = ()
    url: str = ""
    active: bool = False
    count: int | None = None
    group: str = ""
    entries: tuple[Entry, ...] = ()


HELP, FUNDS, EXITS, FILES, OFFICE = "帮扶项目", "资金", "退出办理", "导入导出", "管理"

MENU: tuple[Entry, ...] = (
    Entry("首页", "home", Action.OVERVIEW, "home"),
    Entry("对象台账", "household-list", Action.HOUSEHOLD_VIEW, "list", ("/households/",)),
    Entry(
        "帮扶措施", "pathway-start", Action.REGION_VIEW, "list", ("/measures/", "/pathways/", "/disasters/"), group=HELP
    ),
    Entry("区域评估", "region-overview", Action.REGION_VIEW, "calendar", ("/regions/", "/villages/")),
    Entry("项目库", "project-list", Action.PROJECT_VIEW, "file", ("/projects/",), group=HELP),
    Entry("项目效益", "benefit-list", Action.PROJECT_VIEW, "tick", ("/benefits/",), group=HELP),
    Entry("扶贫资产", "asset-list", Action.PROJECT_VIEW, "file", ("/assets/",), group=HELP),
    Entry("资金文件", "fund-documents", Action.FUND_VIEW, "file", ("/funds/",), group=FUNDS),
    Entry("用款申请", "fund-orders", Action.FUND_VIEW, "fill-in", ("/funds/orders/",), group=FUNDS),
    Entry("支出进度", "fund-progress", Action.FUND_VIEW, "calendar", ("/funds/progress/",), group=FUNDS),
    Entry("捐赠投入", "contribution-list", Action.FUND_VIEW, "file", ("/contributions/",), group=FUNDS),
    Entry("小额信贷", "loan-list", Action.CREDIT_VIEW, "file", ("/credit/",), group=FUNDS),
    Entry("到户资金", "money-reach", Action.FUND_VIEW, "list", ("/funds/reach/",), group=FUNDS),
    Entry("资金责任", "obligation-list", Action.FUND_VIEW, "tick", ("/obligations/",), group=FUNDS),
    Entry("基金", "pool-list", Action.FUND_VIEW, "file", ("/pools/",), group=FUNDS),
    Entry("资金审计", "audit-list", Action.FUND_VIEW, "tick", ("/audits/",), group=FUNDS),
    Entry("问题整改", "problem-list", Action.PROBLEM_VIEW, "doubt", ("/problems/",), group=FUNDS),
    Entry("办理事项", "procedure-home", Action.PROCEDURE_VIEW, "fill-in", ("/procedures/", "/evidence/"), group=EXITS),
    Entry("减贫目标", "target-start", Action.REGION_VIEW, "tick", ("/targets/", "/scorecards/", "/surveys/")),
    Entry("规划进度", "plan-start", Action.REGION_VIEW, "calendar", ("/plans/", "/coverage/"), group=HELP),
    Entry("退出管理", "household-exits", Action.REGION_VIEW, "tick", ("/exits/", "/region-exits/"), group=EXITS),
    Entry("人工认定", "recognition-list", Action.REGION_VIEW, "edit", ("/recognitions/",), group=EXITS),
    Entry("防返贫监测", "monitor-clues", Action.MONITOR_VIEW, "fill-in", ("/monitoring/",), group=EXITS),
    Entry("疑点清单", "finding-list", Action.FINDING_VIEW, "doubt", ("/findings/",)),
    Entry("导入", "import-list", Action.IMPORT, "upload", ("/imports/",), group=FILES),
    Entry("台账导出", "export-list", Action.EXPORT, "download", ("/exports/",), group=FILES),
    Entry("退出标准", "standard-list", Action.STANDARD_VIEW, "file", ("/standards/",), group=EXITS),
    Entry("用户", "users:list", Action.USER_MANAGE, "person", ("/users/",), group=OFFICE),
    Entry("计算状况", "freshness", Action.FRESHNESS_VIEW, "clock", group=OFFICE),
    Entry("日志", "trail-list", Action.TRAIL_VIEW, "clock", ("/trail/",), group=OFFICE),
    Entry("区划", "regions:home", Action.REGION_VIEW, "list", ("/places/",), group=OFFICE),
)

HELPER_MENU: tuple[Entry, ...] = (
    Entry("我的户", "helper-households", Action.HOUSEHOLD_VIEW, "home", ("/households/",)),
    Entry("待补录", "helper-todo", Action.HOUSEHOLD_VIEW, "fill-in"),
    Entry("疑点", "finding-list", Action.FINDING_VIEW, "doubt", ("/findings/",)),
    Entry("监测", "monitor-clues", Action.MONITOR_VIEW, "clock", ("/monitoring/",)),
    Entry("措施", "measure-list", Action.HOUSEHOLD_VIEW, "list", ("/measures/",)),
    Entry("我的", "my-account", Action.OVERVIEW, "person"),
)

_BY_PAGE = {entry.url_name: entry for entry in MENU}
PHONE_MENU: tuple[Entry, ...] = (
    *(_BY_PAGE[name] for name in ("home", "household-list", "procedure-home")),
    Entry("我的", "my-account", Action.OVERVIEW, "person"),
)

COUNTERS: tuple[Entry, ...] = (
    Entry("待办", "todo-list", Action.OVERVIEW),
    Entry("任务", "job-list", Action.JOB_VIEW),
)

# None: not counted yet, so the entry stands without a number.
Counter = Callable[[HttpRequest], int | None]
_counts: dict[str, Counter] = {}


def count_with(url_name: str, counter: Counter) -> None:
    """An app tells how to count what stands behind ``url_name`` (called from its ``AppConfig.ready``)."""
    _counts[url_name] = counter


def resolved(entries: tuple[Entry, ...], post: Post | None) -> list[Entry]:
    """The entries whose page exists and whose action the post may do, with their addresses."""
    found = []
    for entry in entries:
        if not may(post, entry.action):
            continue
        try:
            found.append(replace(entry, url=reverse(entry.url_name)))
        except NoReverseMatch:
            continue
    return found


def lit(entries: list[Entry], path: str) -> list[Entry]:
    """The same entries with the one active whose address or prefix fits ``path`` best."""
    best, best_length = None, 0
    for index, entry in enumerate(entries):
        for prefix in (entry.url, *entry.under):
            fits = path == prefix or (prefix != "/" and path.startswith(prefix))
            if fits and len(prefix) > best_length:
                best, best_length = index, len(prefix)
    return [replace(entry, active=index == best) for index, entry in enumerate(entries)]


def menu_of(post: Post | None, path: str) -> list[Entry]:
    helper = post is not None and post.role == Role.HELPER
    return grouped(lit(resolved(HELPER_MENU if helper else MENU, post), path))


def grouped(entries: list[Entry]) -> list[Entry]:
    """Entries of a group become one that opens them; a group of one is that entry."""
    found: list[Entry] = []
    for entry in entries:
        members = tuple(other for other in entries if other.group == entry.group)
        if not entry.group or len(members) == 1:
            found.append(entry)
        elif entry == members[0]:
            lighted = any(member.active for member in members)
            found.append(Entry(entry.group, "", entry.action, active=lighted, entries=members))
    return found


def phone_menu_of(post: Post | None, path: str) -> list[Entry]:
    helper = post is not None and post.role == Role.HELPER
    return lit(resolved(HELPER_MENU if helper else PHONE_MENU, post), path)


def counters_of(request: HttpRequest, post: Post | None) -> list[Entry]:
    """待办 and 任务 with their numbers, where an app has told how to count them."""
    return [
        replace(entry, count=_counts[entry.url_name](request) if entry.url_name in _counts else None)
        for entry in resolved(COUNTERS, post)
    ]
