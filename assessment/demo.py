"""The demo: one township of 通江县 and two of 保康县 in 2018, with accounts for every role. Invented persons only.

Loaded through the same code as an office's own workbooks, into an empty database, once. The passwords are made on
this machine and kept beside its keys (VAR/keys/demo.json), so that every start can print them.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from assessment.benefit import demo as benefit
from assessment.claims import Worker
from assessment.exits import household_demo
from assessment.exits.household_candidates import readiness
from assessment.exits.regions import demo as region_exits
from assessment.monitoring import demo as monitoring
from assessment.recognition import demo as recognition
from assessment.sample import generate
from assessment.sampling import demo as sampling
from assessment.standards import demo as standards
from assessment.targets import demo as targets
from core.accounts.api_clients import api_client_create
from core.accounts.models import Post, User
from core.accounts.rights import Role
from core.accounts.scope import SYSTEM_SCOPE
from core.audit.trail import SYSTEM, Actor, recorded
from core.ledgers.imports import apply, staged
from core.ledgers.kinds import kinds
from core.ledgers.services import NewBatch, upload_of
from funds.audits import demo as audits
from funds.contributions import demo as contributions
from funds.credit import demo as credit
from funds.money import demo as money
from households.models import Household, HouseholdVerdict, Pairing
from households.selectors.register import subjects
from projects.disasters import demo as disasters
from projects.gaps.services import line_set
from projects.library import demo as library
from projects.measures import demo as measures
from projects.plans import demo as plans

YEAR = 2018
SEED = 2018
TONGJIANG, BAOKANG, BAZHONG = 511921000000, 420626000000, 511900000000
YANGBAI, JIAGUAN = 511921119000, 511921119200
CLIENT_ID = "zhaimao-demo"
# Every how many-th household has no helper, so that the list of what is missing is not empty.
UNPAIRED_EVERY = 17
PAIRS_A_HELPER = 15
CADRE_HOUSEHOLDS = 12
# The county's subsistence line, yuan a head and year.
SUBSISTENCE = Decimal(3360)


@dataclass(frozen=True)
class Account:
    """A demo account: who, in which role, where, of which office."""

    username: str
    name: str
    role: Role
    area: int
    office: str
    sector: str = ""


ACCOUNTS = (
    Account("county", "何静", Role.COUNTY, TONGJIANG, "通江县扶贫办"),
    Account("town", "周敏", Role.TOWNSHIP, YANGBAI, "杨柏镇扶贫办"),
    Account("village", "罗平", Role.VILLAGE, JIAGUAN, "贾村观村委会"),
    Account("cadre", "陈立新", Role.HELPER, YANGBAI, "通江县农业局"),
    Account("finance", "罗清", Role.FINANCE, TONGJIANG, "通江县财政局"),
    Account("auditor", "吴清", Role.AUDITOR, TONGJIANG, "通江县审计局"),
    Account("admin", "系统管理员", Role.ADMIN, TONGJIANG, "通江县信息中心"),
    Account("baokang", "杜鹃", Role.COUNTY, BAOKANG, "保康县扶贫办"),
    Account("county2", "唐伟", Role.COUNTY, TONGJIANG, "通江县扶贫办"),
    Account("inspector", "沈岚", Role.INSPECTOR, TONGJIANG, "第三方评估组"),
    Account("weiji", "蒲秀兰", Role.DEPARTMENT, TONGJIANG, "通江县卫计局", "health"),
    # A second person above the county, who may review what it drafts.
    Account("bazhong", "谢明远", Role.CITY, BAZHONG, "巴中市扶贫办"),
    Account("xiangyang", "方正平", Role.CITY, targets.XIANGYANG, "襄阳市扶贫办"),
)
DEPARTMENTS = ("县农业局", "县教育局", "县卫计局", "县住建局", "县水务局", "县民政局", "县人社局", "县交通局")


def is_loaded() -> bool:
    """Whether the database is in use: it has accounts, or households that an unfinished load has not left."""
    foreign = not secrets_file().exists() and Household.objects.within(SYSTEM_SCOPE).exists()
    return foreign or User.objects.exists()


def load(say: Callable[[str], None]) -> None:
    """Workbooks through the import, verdicts, then accounts and pairings at once: after a crash all is done again."""
    passwords()
    say("生成演示资料（虚构人员）…")
    with tempfile.TemporaryDirectory() as folder:
        sample = generate("demo", seed=SEED, year=YEAR)
        for path in sample.write(Path(folder)):
            say(f"导入 {path.name}…")
            _import(path.stem if path.stem in ("villages", "counties") else "households", path)
    monitoring.fill(JIAGUAN, YEAR, _loader())
    measures.load(YEAR, _loader())
    disasters.load(YANGBAI, YEAR, _loader())
    say("计算判定…")
    Worker().work(seconds=600.0)
    say("建立账号和结对…")
    with recorded(_loader(), reason="演示资料"):
        _accounts()
        _pairings()
    say("办理退出…")
    _exits()
    say("填入目标、任务书…")
    line_set(actor=_actor("county"), scope=SYSTEM_SCOPE, region=TONGJIANG, year=YEAR, line=SUBSISTENCE)
    targets.load_city(_actor("xiangyang"))
    targets.load_town(YANGBAI, YEAR, _actor("town"), _actor("county"), TONGJIANG)
    say("抽样调查…")
    sampling.load(TONGJIANG, YEAR, _actor("county"), _actor("county2"), _actor("inspector"))
    say("提出人工认定…")
    recognition.load(YANGBAI, YEAR, _actor("town"), _actor("county"))
    say("起草一份标准并试算…")
    standards.load(YANGBAI, TONGJIANG, YEAR, _actor("county"))
    say("发起村退出、县退出…")
    region_exits.load(_loader(), YANGBAI, YEAR, (TONGJIANG, BAOKANG))
    say("项目库…")
    library.load(_loader(), YANGBAI, YEAR, region_exits.picture)
    plans.load(_loader(), YANGBAI, YEAR, region_exits.picture)
    benefit.load(YEAR, _loader())
    say("资金文件、合同、支付…")
    money.load(YANGBAI, TONGJIANG, YEAR)
    say("捐赠投入…")
    contributions.load(_loader(), YANGBAI, YEAR)
    contributions.load_city(_loader(), YEAR)
    audits.load(_loader(), _actor("auditor"), TONGJIANG, YANGBAI, YEAR, region_exits.picture)
    credit.load(_loader(), YANGBAI, YEAR, _actor("town"), _actor("finance"))
    say("监测线索和监测对象…")
    monitoring.load(JIAGUAN, YEAR)
    # Projects and their beneficiaries are facts of an indicator: nothing is pending when the first page opens.
    Worker().work(seconds=600.0)


def _actor(username: str) -> Actor:
    """What an account of the demo would do itself."""
    user = User.objects.get(username=username)
    return Actor(user.pk, user.name, Post.objects.get(user=user).pk, door="command")


def _import(kind: str, path: Path) -> None:
    with staged(kinds()[kind], path, year=YEAR, scope=SYSTEM_SCOPE, actor=SYSTEM.at_door("command")) as held:
        found = apply(held, NewBatch(kinds()[kind], YEAR, upload_of(path), _loader(), None))
    if found.counts.refused:
        problem = found.problems[0]
        raise RuntimeError(f"演示资料 {path.name} {problem.sheet}!{problem.cell}：{problem.reason}")


def _loader() -> Actor:
    return SYSTEM.at_door("command")


def secrets_file() -> Path:
    return Path(settings.VAR) / "keys" / "demo.json"


def passwords() -> dict[str, str]:
    """Password by account, and the client's secret under its id; made at first use, mode 600."""
    path = secrets_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {account.username: f"zm-{secrets.token_hex(4)}" for account in ACCOUNTS}
        made[CLIENT_ID] = secrets.token_urlsafe(24)
        path.touch(mode=0o600)
        path.write_text(json.dumps(made))
    found: dict[str, str] = json.loads(path.read_text())
    return found


def _accounts() -> None:
    known = passwords()
    for account in ACCOUNTS:
        user = User.objects.create_user(
            account.username,
            known[account.username],
            name=account.name,
            office=account.office,
            is_staff=account.role == Role.ADMIN,
            is_superuser=account.role == Role.ADMIN,
            password_changed_at=timezone.now(),
        )
        _post(user, account.role, account.area, account.office, account.sector)
    api_client_create(
        actor=_loader(),
        name="演示客户端",
        area=TONGJIANG,
        client_id=CLIENT_ID,
        client_secret=known[CLIENT_ID],
        role=Role.COUNTY,
    )


def _post(user: User, role: Role, area: int, office: str, sector: str = "") -> None:
    Post.objects.create(user=user, role=role, area=area, office=office, sector=sector, starts_on=date(YEAR, 1, 1))


def _pairings() -> None:
    """The cadre's own households, then a helper for every fifteen of the township's others."""
    cadre = User.objects.get(username="cadre")
    rows = subjects(SYSTEM_SCOPE, YEAR, YANGBAI)
    households = list(rows.order_by("area", "code").values_list("id", "area"))
    own = _cadre_households(households)
    others = [item for place, item in enumerate(households) if item not in own and place % UNPAIRED_EVERY]
    helpers = _helpers(-(-len(others) // PAIRS_A_HELPER))
    pairs = [(cadre, item) for item in own]
    pairs += [(helpers[place // PAIRS_A_HELPER], item) for place, item in enumerate(others)]
    Pairing.all_rows.bulk_create(
        Pairing(household_id=household, area=area, helper=helper, starts_on=date(YEAR, 1, 1))
        for helper, (household, area) in pairs
    )


def _cadre_households(households: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cadre's dozen: a village's not met ones, two of the township that nobody can judge, the rest met."""
    verdicts = HouseholdVerdict.objects.within(SYSTEM_SCOPE).filter(
        area__gte=YANGBAI, area__lt=YANGBAI + 1000, year=YEAR
    )
    outcomes: dict[int, bool | None] = dict(verdicts.values_list("household_id", "outcome"))
    here = [item for item in households if item[1] == JIAGUAN]
    own = [item for item in here if outcomes.get(item[0]) is False][:4]
    own += [item for item in households if outcomes.get(item[0], True) is None][:2]
    return own + [item for item in here if outcomes.get(item[0])][: CADRE_HOUSEHOLDS - len(own)]


def _exits() -> None:
    """One village's list hangs, with an objection; another's is struck off, and its verdicts are computed again."""
    town, county = (Post.objects.get(user__username=name) for name in ("town", "county"))
    hangs = household_demo.Village(JIAGUAN, YEAR, Post.objects.get(user__username="village"), town, county)
    household_demo.load_in_notice(hangs)
    others = [row for row in readiness(scope=SYSTEM_SCOPE, area=YANGBAI, year=YEAR) if row.code != JIAGUAN]
    area = max(others, key=lambda row: (row.met, row.code)).code
    clerk = User.objects.create_user("village2", None, name="赵文秀", office="村委会")
    _post(clerk, Role.VILLAGE, area, "村委会")
    ends = household_demo.Village(area, YEAR, Post.objects.get(user=clerk), town, county)
    household_demo.load_to_the_end(ends)
    Worker().work(seconds=600.0)


def _helpers(count: int) -> list[User]:
    """Helpers without a password: they cannot sign in until an office gives them one."""
    surnames, given = "王李张刘陈杨赵黄周吴徐孙", ("建军", "晓梅", "国强", "玉兰", "志刚", "秀英", "文涛", "海燕")
    helpers = []
    for number in range(count):
        office = DEPARTMENTS[number % len(DEPARTMENTS)]
        name = surnames[number % len(surnames)] + given[(number * 5 + number // len(surnames)) % len(given)]
        user = User.objects.create_user(f"helper{number + 1:03d}", None, name=name, office=office)
        _post(user, Role.HELPER, YANGBAI, office)
        helpers.append(user)
    return helpers


def announcement() -> list[str]:
    """The lines that every start prints: one an account, then the client."""
    known = passwords()
    titles = {account.username: f"{account.office} {Role(account.role).label}" for account in ACCOUNTS}
    lines = [f"账号 {name}  密码 {known[name]}  {title}" for name, title in titles.items()]
    return [*lines, f"client_id {CLIENT_ID}  client_secret {known[CLIENT_ID]}"]
