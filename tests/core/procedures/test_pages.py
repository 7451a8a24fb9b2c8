"""The pages: a list on one page, a step for many at once, papers, public lists, objections; and what they refuse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AccessEvent
from core.evidence.models import Attachment
from core.procedures.models import Case, Entry, Notice, Objection
from households.models import Household
from tests import factories
from tests.cast import JIACUNGUAN, Cast, signed_in
from tests.core.procedures.scene import loaded, opened, paper, photos, snapshot, until

JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def ids(households: dict[int, Household]) -> list[int]:
    loaded()
    return [households[JIACUNGUAN].pk, factories.household(JIACUNGUAN, head="第二户").pk]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day of the scene is today."""
    day = date(2018, 10, 8)
    monkeypatch.setattr(timezone, "localdate", lambda *args: day)
    return day


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_round_is_opened_from_its_list(cast: Cast, ids: list[int]) -> None:
    client = signed_in(cast.village_clerk)
    page = reverse("procedure-rounds", args=["trial"])
    assert "本年度还没有批次" in text(client.get(page))
    answer = client.post(page, {"area": str(JIACUNGUAN)})
    assert answer.status_code == 302
    assert "贾村观" in text(client.get(answer["Location"]))


def test_a_round_elsewhere_is_refused_in_words(cast: Cast, ids: list[int]) -> None:
    answer = signed_in(cast.village_clerk).post(reverse("procedure-rounds", args=["trial"]), {"area": "511921119201"})
    assert answer.status_code == 422
    assert "不在您的辖区" in text(answer)


def test_the_list_says_what_each_case_lacks_and_takes_a_step_for_all(cast: Cast, ids: list[int], today: date) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    client = signed_in(cast.village_clerk)
    page = reverse("procedure-round", args=[around.pk])
    assert "缺“评议会议记录”" in text(client.get(f"{page}?state=listed"))
    step = reverse("procedure-step", args=[around.pk])
    form = client.get(step, {"step": "appraise", "case": cases})
    key = re.search(r'name="key" value="([0-9a-f]+)"', form.content.decode())
    assert key is not None
    body = {"step": "appraise", "case": cases, "key": key[1], "on": "2018-10-08", "f_votes": "31", "reason": ""}

    before = snapshot()
    refused = client.post(step, body)
    assert refused.status_code == 422
    assert "2 件中有 0 件可以办理" in text(refused)
    assert snapshot() == before

    paper("round", around.pk, "P01")
    done = client.post(step, body)
    assert done["Location"] == f"{page}?state=appraised"
    assert client.post(step, body).status_code == 302  # the same form again
    assert Entry.objects.filter(case__in=cases, step="appraise").count() == 2
    assert "户主认可" in text(client.get(f"{page}?state=appraised"))


def test_wrong_fields_are_named(cast: Cast, ids: list[int], today: date) -> None:
    around, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    paper("round", around.pk, "P01")
    body = {"step": "appraise", "case": cases[0], "key": "k", "on": "2018-10-09", "f_votes": "", "reason": ""}
    answer = signed_in(cast.village_clerk).post(reverse("procedure-step", args=[around.pk]), body)
    assert answer.status_code == 422
    body["f_votes"] = "1"
    answer = signed_in(cast.village_clerk).post(reverse("procedure-step", args=[around.pk]), body)
    assert "办理日期不能晚于今天" in text(answer)


def test_a_case_of_another_round_is_none_of_this_list(cast: Cast, ids: list[int]) -> None:
    first, _ = opened(cast.village_clerk, JIACUNGUAN, ids[:1])
    _, others = opened(cast.village_clerk, JIACUNGUAN, ids[1:])
    step = reverse("procedure-step", args=[first.pk])
    assert signed_in(cast.village_clerk).get(step, {"step": "appraise", "case": others}).status_code == 404


def test_a_case_tells_its_way(cast: Cast, ids: list[int], today: date) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    told = text(signed_in(cast.township_clerk).get(reverse("procedure-case", args=[cases[0]])))
    assert "现在：公示中" in told
    assert "同意票数 30票" in told
    assert "期限未满，2018-10-15 起才能办理" in told
    assert "村级信息员" in told


def test_a_poster_prints_four_columns_and_nothing_personal(cast: Cast, households: dict[int, Household]) -> None:
    loaded()
    row = factories.household(JIACUNGUAN, head="张贴户", phone="13800138000", bank_account="6222020000000000001")
    until("posted", cast, JIACUNGUAN, [row.pk])
    notice = Notice.all_rows.get()
    page = signed_in(cast.village_clerk).get(reverse("procedure-poster", args=[notice.pk])).content.decode()
    sheet = page[page.index("print-sheet") :]
    assert re.findall(r"<th>([^<]*)</th>", sheet) == ["序号", "村民小组", "户主姓名", "家庭人口数"]
    assert "张贴户" in sheet
    number = row.code
    assert number not in sheet
    assert not re.search(r"\d{11}", re.sub(r'"[^"]*"', "", sheet))


def test_an_objection_is_recorded_and_answered_in_the_browser(cast: Cast, ids: list[int], today: date) -> None:
    around, cases = until("posted", cast, JIACUNGUAN, ids)
    client = signed_in(cast.village_clerk)
    add = reverse("procedure-objection", args=[around.pk])
    assert client.post(add, {"raised_on": "2018-10-08", "content": ""}).status_code == 422
    client.post(add, {"raised_on": "2018-10-08", "content": "家有轿车", "case": cases[0]})
    found = Objection.all_rows.get()
    assert (found.case_id, found.raised_by) == (cases[0], "")

    answer = reverse("procedure-answer", args=[found.pk])
    client.post(answer, {"answered_on": "2018-10-08", "upheld": "0", "answer": "属其兄所有"})
    assert Objection.all_rows.get().upheld is False
    again = client.post(answer, {"answered_on": "2018-10-08", "upheld": "1", "answer": "改口"})
    assert again.status_code == 422
    assert Objection.all_rows.get().answer == "属其兄所有"


def upload(client: Client, ids: list[int], content: bytes = JPEG, name: str = "照片.jpg", **more: Any) -> Any:
    body = {"kind": "A03", "file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("evidence-list", args=["household", ids[0]]), body)


def test_evidence_is_added_read_and_withdrawn_with_a_trail(cast: Cast, ids: list[int]) -> None:
    client = signed_in(cast.village_clerk)
    assert upload(client, ids, note="正门").status_code == 302
    assert upload(client, ids).status_code == 302  # the same picture again
    row = Attachment.all_rows.get()
    assert (row.subject_id, row.area, row.media_type, row.size) == (ids[0], JIACUNGUAN, "image/jpeg", len(JPEG))

    answer = client.get(reverse("evidence-file", args=[row.pk]))
    assert answer.getvalue() == JPEG
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AccessEvent.objects.filter(action="core.evidence.read", actor_id=cast.village_clerk.pk).count() == 1

    withdraw = reverse("evidence-withdraw", args=[row.pk])
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    client.post(withdraw, {"reason": "拍错了"})
    assert Attachment.all_rows.get().withdrawn_reason == "拍错了"
    assert "已作废" in text(client.get(reverse("evidence-list", args=["household", ids[0]])))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("病毒.jpg", b"MZ\x90\x00 a program", "不是图片（JPG、PNG、WEBP）或 PDF"),
        ("网页.png", b"<html><script>", "不是图片（JPG、PNG、WEBP）或 PDF"),
        ("照片.pdf", JPEG, "与扩展名不符"),
    ],
)
def test_what_is_no_picture_is_refused(cast: Cast, ids: list[int], name: str, content: bytes, words: str) -> None:
    answer = upload(signed_in(cast.village_clerk), ids, content, name)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Attachment.all_rows.exists()


def test_the_home_page_counts_what_waits_for_whom(cast: Cast, ids: list[int], today: date) -> None:
    _, cases = until("posted", cast, JIACUNGUAN, ids)
    photos(cases[0])
    page = reverse("procedure-home")
    assert "现在没有等您办理的事项" in text(signed_in(cast.village_clerk).get(page))
    assert re.search(
        r"试办程序 公示中 乡镇审核、退回、不予通过 2 件 0 件", text(signed_in(cast.township_clerk).get(page))
    )


def test_a_late_case_stands_in_the_list_of_its_county(
    cast: Cast, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    until("posted", cast, JIACUNGUAN, ids)
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2018, 11, 6))
    told = text(signed_in(cast.county_officer).get(reverse("procedure-home")))
    assert "杨柏镇 2 件" in told
    assert "2018-11-05" in told
    assert "试办程序" not in text(signed_in(cast.stranger).get(reverse("procedure-home"))).split("程序 适用于本地区")[0]


@pytest.mark.parametrize("count", [2, 40])
def test_the_list_costs_the_same_for_two_and_forty(
    cast: Cast, households: dict[int, Household], django_assert_max_num_queries: Any, count: int
) -> None:
    loaded()
    ids = [factories.household(JIACUNGUAN, head=f"户{number}").pk for number in range(count)]
    around, _ = until("posted", cast, JIACUNGUAN, ids)
    client = signed_in(cast.township_clerk)
    page = reverse("procedure-round", args=[around.pk])
    client.get(page)
    with django_assert_max_num_queries(34):
        assert client.get(page).status_code == 200


def test_days_are_counted_by_the_chinese_calendar(db: None) -> None:
    from core.procedures.calendar import after, is_workday
    from core.procedures.models import CalendarDay

    # 2018: 1–7 October free, 29 and 30 September worked instead of two of them.
    assert [is_workday(date(2018, 9, day)) for day in (28, 29, 30)] == [True, True, True]
    assert not any(is_workday(date(2018, 10, day)) for day in range(1, 8))
    assert after(date(2018, 9, 28), 3, "workday") == date(2018, 10, 8)
    assert after(date(2018, 10, 1), 7, "day", first_day=True) == date(2018, 10, 7)
    assert after(date(2018, 10, 1), 7, "day") == date(2018, 10, 8)
    CalendarDay.objects.create(day=date(2018, 10, 8), is_workday=False, note="本地放假")
    assert after(date(2018, 9, 28), 3, "workday") == date(2018, 10, 9)
    # Beyond the arrangements that are known: Monday to Friday.
    assert is_workday(date(2099, 6, 5))
    assert after(date(2099, 6, 5), 1, "workday") == date(2099, 6, 8)
    assert timedelta(0) == after(date(2018, 10, 9), 0, "workday") - date(2018, 10, 9)


def test_running_cases_keep_the_rules_they_began_with(cast: Cast, ids: list[int]) -> None:
    from core.procedures.models import Policy
    from tests.core.procedures.scene import definition

    _, cases = opened(cast.village_clerk, JIACUNGUAN, ids)
    loaded()
    assert Policy.objects.count() == 1  # the same again changes nothing
    loaded(definition(title="新程序"))
    assert [(row.title, row.retired_at is None) for row in Policy.objects.order_by("version")] == [
        ("试办程序", False),
        ("新程序", True),
    ]
    assert Case.all_rows.get(pk=cases[0]).round.policy.title == "试办程序"


def test_months_end_on_the_day_of_the_same_number(db: None) -> None:
    from core.procedures.calendar import after

    assert after(date(2018, 10, 13), 6, "month") == date(2019, 4, 13)
    # no 31 February: the month's last day (民法典 202 条)
    assert after(date(2018, 8, 31), 6, "month") == date(2019, 2, 28)
    assert after(date(2018, 12, 31), 2, "month") == date(2019, 2, 28)
    assert after(date(2018, 10, 13), 1, "month", first_day=True) == date(2018, 11, 12)


@pytest.mark.django_db(transaction=True)  # the reason of a transaction is told once, at its beginning
def test_the_trail_lists_steps_by_their_words(cast: Cast, ids: list[int]) -> None:
    until("appraised", cast, JIACUNGUAN, ids[:1])
    page = signed_in(cast.county_officer).get(reverse("record-changes"), {"kind": "case"})
    (change,) = (row for row, _, _ in page.context["rows"])
    assert change.reason == "民主评议"
    assert ("状态", "已列入", "已评议") in [(item.label, item.before, item.after) for item in change.differences]
