"""The pages: what a form writes, what a refusal says and leaves, and the dialogue of the second writer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import AccessEvent
from core.changes.models import YearInUse
from households.models import Household, HouseholdVerdict, HouseholdYear, Member, MemberYear, Pairing
from households.services import household_update
from households.services.errors import Token
from tests.households.cast import (
    ACTOR,
    COUNTY,
    INCOME,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    YEAR,
    Cast,
    number,
    register,
)
from tests.households.test_household_services import everything
from tests.households.test_member_services import add

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def town(people: Cast) -> Client:
    """A browser of the township clerk."""
    client = Client()
    client.force_login(people.township)
    return client


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def filled(**changes) -> dict[str, str]:
    """What the form of the standard household sends."""
    data = {name: str(value) for name, value in INCOME.items()}
    data |= {"household_attr": "01", "poverty_status": "0", "cause_main": "1", "group_name": "3 组", "token": "1.1"}
    return {**data, **changes}


def edit(client, household, **changes):
    return client.post(reverse("household-edit", args=[household.code]), filled(**changes))


class TestRegister:
    url = "/households/"

    def test_the_list_shows_the_scope_and_no_more(self, town, household):
        register(OTHER_VILLAGE, name="张外镇", order=33)
        page = text(town.get(self.url))
        assert "李国富" in page
        assert "张外镇" not in page
        assert "得汉城村" not in page

    def test_the_tree_opens_down_to_the_chosen_village(self, town, household):
        page = text(town.get(f"{self.url}?area={VILLAGE}"))
        assert "贾村观村" in page
        assert "仙人嵌村" in page
        assert "…2000001" in page

    def test_an_area_outside_the_scope_does_not_exist(self, town, household):
        assert town.get(self.url).context["area"] == TOWN
        assert town.get(f"{self.url}?area={OTHER_VILLAGE}").status_code == 404
        assert town.get(f"{self.url}?area=nonsense").status_code == 404

    def test_a_fragment_is_the_table_alone(self, town, household):
        part = text(town.get(self.url, headers=HTMX))
        assert "<html" not in part
        assert "李国富" in part

    def test_filters_come_from_the_query_bar_and_nonsense_is_none(self, town, household):
        assert "李国富" in text(town.get(f"{self.url}?cause=1&status=in&outcome=nonsense"))
        page = text(town.get(f"{self.url}?cause=2"))
        assert "李国富" not in page
        assert "没有符合条件的户" in page

    def test_a_helper_gets_the_paired_households(self, people, household):
        Pairing.all_rows.create(household=household, area=VILLAGE, helper=people.helper, starts_on=date(2016, 3, 1))
        register(name="王邻居", order=35)
        page = text(browser(people.helper).get(self.url))
        assert "李国富" in page
        assert "王邻居" not in page

    def test_who_may_not_is_refused(self, people, household):
        assert browser(people.admin).get(self.url).status_code == 403
        assert Client().get(self.url).status_code == 302
        assert browser(people.township).post(self.url).status_code == 405

    def test_the_tree_loads_children_and_finds_by_name(self, town, household):
        assert "仙人嵌村" in text(town.get(reverse("household-tree", args=[TOWN])))
        assert town.get(reverse("household-tree", args=[OTHER_VILLAGE])).status_code == 404
        found = text(town.get(reverse("household-tree-search"), {"region": "仙人"}))
        assert "仙人嵌村" in found
        assert "贾村观村" not in found

    def test_the_page_costs_a_fixed_number_of_queries(self, town, household, django_assert_max_num_queries):
        for order in range(41, 61, 2):
            register(name=f"甲{'乙丙丁戊己庚辛壬癸子'[(order - 41) // 2]}", order=order)
        town.get(f"{self.url}?area={VILLAGE}")
        with django_assert_max_num_queries(30):
            town.get(f"{self.url}?area={VILLAGE}")


class TestCard:
    @pytest.mark.parametrize("tab", ["basic", "members", "income", "living", "verdict", "helpers", "history", "x"])
    def test_every_tab_opens(self, town, household, tab):
        HouseholdVerdict.all_rows.create(
            household=household,
            area=VILLAGE,
            year=YEAR,
            members=4,
            standard=1,
            income=Decimal(10333),
            line=Decimal(2995),
            outcome=False,
            outcomes=[False],
            values=[None],
            changed_at=datetime(2018, 11, 23, tzinfo=UTC),
        )
        response = town.get(reverse("household-card", args=[household.code]), {"tab": tab})
        assert response.status_code == 200
        assert "李国富户" in text(response)
        assert number("19670317", 31) not in text(response)

    def test_a_tab_alone_for_htmx(self, town, household):
        part = text(town.get(reverse("household-card", args=[household.code]), {"tab": "members"}, headers=HTMX))
        assert "<html" not in part
        assert "家庭成员" in part

    def test_income_is_added_up(self, town, household):
        page = text(town.get(reverse("household-card", args=[household.code]), {"tab": "income"}))
        assert "10,333.00" in page
        assert "2,513.00" in page

    def test_a_card_outside_the_scope_is_not_there(self, people, household):
        address = reverse("household-card", args=[household.code])
        assert browser(people.stranger).get(address).status_code == 404
        assert browser(people.helper).get(address).status_code == 404
        assert browser(people.admin).get(address).status_code == 403

    def test_who_may_only_look_is_offered_nothing_to_change(self, people, household):
        page = text(browser(people.auditor).get(reverse("household-card", args=[household.code]), {"tab": "members"}))
        assert "编辑" not in page
        assert "增加成员" not in page

    def test_the_paper_card(self, town, household):
        page = text(town.get(reverse("household-paper", args=[household.code])))
        assert "明白卡" in page
        assert "511921********" in page
        far = register(OTHER_VILLAGE, name="张外镇", order=35)
        papers = text(town.get(reverse("household-papers"), {"household": [household.code, far.code]}))
        assert "李国富" in papers
        assert "张外镇" not in papers


class TestEdit:
    def test_the_form_shows_what_is_stored(self, town, household):
        page = text(town.get(reverse("household-edit", args=[household.code])))
        assert 'value="6,400.00"' in page
        assert 'name="token" value="1.1"' in page

    def test_a_save_writes_and_goes_back_to_the_card(self, town, household):
        response = edit(town, household, wage_income="6,900.00", safe_water_solved="1", first_identified_on="2014-03")
        assert response.status_code == 302
        year = HouseholdYear.all_rows.get()
        assert (year.wage_income, year.safe_water_solved, year.has_power) == (Decimal("6900.00"), True, None)
        stored = Household.all_rows.get()
        assert (stored.first_identified_on, stored.first_identified_precision) == (date(2014, 3, 1), "month")
        assert stored.version == 2

    def test_incomplete_income_is_refused_at_the_blank_cell(self, town, household):
        before = everything()
        response = edit(town, household, property_income="")
        assert response.status_code == 422
        assert response.context["form"].errors == {"property_income": ["收入项不完整，没有的项请填 0"]}
        assert everything() == before

    def test_a_safe_grade_of_a_dangerous_house_is_refused(self, town, household):
        response = edit(town, household, is_dangerous_house="1", danger_level="B")
        assert response.context["form"].errors == {"danger_level": ["是否危房户填“是”，级别不能是 A级、B级"]}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"cause_main": ""}, "cause_main"),
            ({"household_attr": "99"}, "household_attr"),
            ({"wage_income": "abc"}, "wage_income"),
            ({"wage_income": "-1"}, "wage_income"),
            ({"phone": "12345"}, "phone"),
            ({"bank_account": "123"}, "bank_account"),
            ({"planned_exit_year": "18"}, "planned_exit_year"),
            ({"address": "😀"}, "address"),
            ({"first_identified_on": "2018-13"}, "first_identified_on"),
            ({"members_end": "100"}, "members_end"),
        ],
    )
    def test_wrong_cells_are_named(self, town, household, changes, field):
        response = edit(town, household, **changes)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}

    def test_a_refused_form_marks_only_what_was_changed(self, town, household):
        edit(town, household, first_identified_on="2014-03", planned_exit_year="2018")
        response = edit(
            town,
            household,
            first_identified_on="2014-03",
            planned_exit_year="2018",
            wage_income="",
            token="2.2",
        )
        assert response.context["form"].changed_data == ["wage_income"]

    def test_doubts_are_stored_and_said(self, town, household):
        response = town.post(
            reverse("household-edit", args=[household.code]),
            filled(poverty_status="1", phone="0827-7212345"),
            follow=True,
        )
        assert HouseholdYear.all_rows.get().poverty_status == "1"
        assert "脱贫年度：已脱贫户没有填脱贫年度" in text(response)
        assert "联系电话是固定电话" in text(response)

    def test_a_masked_phone_that_was_not_touched_stays(self, town, people, regions):
        household = register(values={"phone": "13800002746"})
        page = text(town.get(reverse("household-edit", args=[household.code])))
        assert "138****2746" in page
        assert "13800002746" not in page
        sealed = bytes(Household.all_rows.get().phone_sealed or b"")
        assert sealed
        edit(town, household, phone="138****2746", wage_income="1.00")
        assert bytes(Household.all_rows.get().phone_sealed or b"") == sealed
        edit(town, household, phone="", token="1.2")
        assert Household.all_rows.get().phone_sealed is None

    def test_saving_and_next_goes_to_the_next_household(self, town, household):
        after = register(name="张三", order=33)
        response = edit(town, household, then="next")
        assert response.headers["Location"] == reverse("household-edit", args=[after.code])

    def test_out_of_scope_denied_and_closed(self, people, household):
        address = reverse("household-edit", args=[household.code])
        before = everything()
        for user, status in ((people.stranger, 404), (people.helper, 403), (people.auditor, 403), (people.admin, 403)):
            assert browser(user).get(address).status_code == status
            assert browser(user).post(address, filled()).status_code == status
        assert browser(people.township).put(address).status_code == 405
        assert everything() == before


class TestConflict:
    def other_saves(self, household):
        household_update(
            actor=ACTOR,
            household=household,
            year=YEAR,
            token=Token(1, 1),
            values={"phone": "13912345512"},
            facts={"wage_income": Decimal("7200"), "orchard_mu": Decimal("3.5"), "main_fuel": "4"},
        )

    def test_the_dialogue_shows_who_and_what(self, town, household):
        self.other_saves(household)
        response = edit(town, household, wage_income="6900", orchard_mu="3", property_income="0")
        assert response.status_code == 409
        dialogue = response.context["dialogue"]
        assert [(r.label, r.base, r.theirs, r.mine) for r in dialogue.both] == [
            ("工资性收入（元）", "6,400.00", "7,200.00", "6,900.00"),
            ("林果面积（亩）", "未填", "3.50", "3.00"),
        ]
        merged = {r.label: r.verdict for r in dialogue.merged}
        assert merged == {
            "联系电话": "自动采用周敏的",
            "主要燃料类型": "自动采用周敏的",
            "财产性收入（元）": "自动采用我的",
        }
        assert "周敏" in text(response)
        assert "13912345512" not in text(response)
        assert HouseholdYear.all_rows.get().wage_income == Decimal("7200.00")

    def test_the_chosen_values_are_merged_and_nobody_loses(self, town, household):
        self.other_saves(household)
        mine = {"wage_income": "6900", "orchard_mu": "3", "property_income": "0"}
        dialogue = edit(town, household, **mine).context["dialogue"]
        data = dict(dialogue.sent) | {
            "token": str(dialogue.token),
            "opened": str(dialogue.opened),
            "choice_wage_income": "theirs",
            "choice_orchard_mu": "mine",
        }
        assert town.post(reverse("household-edit", args=[household.code]), data).status_code == 302
        year = HouseholdYear.all_rows.get()
        assert (year.wage_income, year.orchard_mu, year.property_income, year.main_fuel) == (
            Decimal("7200.00"),
            Decimal("3.00"),
            Decimal("0.00"),
            "4",
        )
        assert Household.all_rows.get().phone_sealed is not None

    def test_a_third_save_meanwhile_asks_again(self, town, household):
        self.other_saves(household)
        dialogue = edit(town, household, wage_income="6900").context["dialogue"]
        household_update(
            actor=ACTOR,
            household=household,
            year=YEAR,
            token=Token(2, 2),
            values={},
            facts={"wage_income": Decimal("8000")},
        )
        data = dict(dialogue.sent) | {
            "token": str(dialogue.token),
            "opened": str(dialogue.opened),
            "choice_wage_income": "mine",
        }
        response = town.post(reverse("household-edit", args=[household.code]), data)
        assert response.status_code == 409
        assert [(r.base, r.theirs, r.mine) for r in response.context["dialogue"].both] == [
            ("6,400.00", "8,000.00", "6,900.00")
        ]

    def test_a_member_has_the_same_dialogue(self, town, household):
        head = Member.all_rows.get()
        address = reverse("member-edit", args=[head.code])
        base = {"name": "李国富", "relation_to_head": "01", "education": "3", "health": "1", "token": "1.1"}
        assert town.post(address, {**base, "id_number": self._mask(), "ins_resident_medical": "1"}).status_code == 302
        response = town.post(address, {**base, "id_number": self._mask(), "ins_resident_medical": "0"})
        assert response.status_code == 409
        assert [(r.label, r.base, r.theirs, r.mine) for r in response.context["dialogue"].both] == [
            ("居民医保", "未填", "是", "否")
        ]

    def _mask(self):
        return "511921********" + number("19670317", 31)[-4:]


class TestNew:
    url = "/households/new/"

    def data(self, **changes):
        head = {"head-name": "赵新户", "head-id_number": number("19700101", 11), "head-health": "1"}
        return filled(area=str(VILLAGE), **head) | changes

    def test_a_household_is_registered(self, town):
        assert town.get(f"{self.url}?area={VILLAGE}").status_code == 200
        response = town.post(self.url, self.data())
        household = Household.all_rows.get()
        assert response.headers["Location"] == f"/households/{household.code}/?tab=members"
        assert (household.area, household.head_name) == (VILLAGE, "赵新户")
        assert MemberYear.all_rows.get().health == ["1"]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"head-id_number": "110105194912310021"}, "id_number"),
            ({"head-id_number": "110105491231002"}, "id_number"),
            ({"head-name": "张3"}, "name"),
            ({"head-health": ["1", "4"]}, "health"),
        ],
    )
    def test_the_head_is_checked(self, town, changes, field):
        response = town.post(self.url, self.data(**changes))
        assert response.status_code == 422
        assert set(response.context["form"].person.errors) == {field}
        assert not Household.all_rows.exists()

    def test_a_person_registered_already_is_refused(self, town, household):
        response = town.post(self.url, self.data(**{"head-id_number": number("19670317", 31)}))
        assert household.code in text(response)
        assert Household.all_rows.count() == 1

    def test_a_village_outside_is_not_offered(self, town):
        response = town.post(self.url, self.data(area=str(OTHER_VILLAGE)))
        assert response.status_code == 422
        assert not Household.all_rows.exists()

    def test_who_may_not_enter_is_refused(self, people):
        assert browser(people.auditor).get(self.url).status_code == 403
        assert browser(people.helper).post(self.url, self.data()).status_code == 403
        assert not Household.all_rows.exists()


class TestMembers:
    def data(self, **changes):
        base = {
            "join_reason": "2",
            "joined_on": "2018-03-01",
            "name": "李秀兰",
            "id_number": number("19690428", 42),
            "relation_to_head": "02",
            "ethnicity": "01",
        }
        return base | changes

    def test_a_member_is_added(self, town, household):
        assert town.get(reverse("member-add", args=[household.code])).status_code == 200
        response = town.post(reverse("member-add", args=[household.code]), self.data())
        assert response.status_code == 302
        assert Member.all_rows.get(name="李秀兰").joined_on == date(2018, 3, 1)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"relation_to_head": "01"}, "relation_to_head"),
            ({"relation_to_head": "03"}, "relation_to_head"),
            ({"joined_on": "2099-01-01"}, "joined_on"),
            ({"join_reason": ""}, "join_reason"),
            ({"id_number": number("19670317", 31)}, "id_number"),
            ({"work_months": "13"}, "work_months"),
            ({"health": ["1", "2"]}, "health"),
        ],
    )
    def test_a_wrong_member_is_refused(self, town, household, changes, field):
        before = everything()
        response = town.post(reverse("member-add", args=[household.code]), self.data(**changes))
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}
        assert everything() == before

    def test_a_member_leaves_by_the_form(self, town, household):
        member = add(household)
        address = reverse("member-remove", args=[member.code])
        assert town.get(address).status_code == 200
        assert town.post(address, {"leave_reason": "02", "left_on": "2018-09-01"}).status_code == 302
        assert Member.all_rows.get(pk=member.pk).left_year == 2018
        assert town.get(address).status_code == 404

    def test_the_head_leaves_only_with_a_successor(self, town, household):
        spouse = add(household)
        head = Member.all_rows.exclude(pk=spouse.pk).get()
        address = reverse("member-remove", args=[head.code])
        data = {"leave_reason": "01", "left_on": "2018-09-01"}
        assert town.post(address, data).status_code == 422
        assert town.post(address, {**data, f"relation_{spouse.pk}": "02"}).status_code == 422
        assert town.post(address, {**data, f"relation_{spouse.pk}": "01"}).status_code == 302
        assert Household.all_rows.get().head_name == "李秀兰"

    def test_the_head_changes(self, town, household):
        spouse = add(household)
        head = Member.all_rows.exclude(pk=spouse.pk).get()
        address = reverse("head-change", args=[household.code])
        assert town.get(address).status_code == 200
        data = {f"relation_{spouse.pk}": "01", f"relation_{head.pk}": "01", "reason": "户主外出务工"}
        assert town.post(address, data).status_code == 422
        assert town.post(address, {**data, f"relation_{head.pk}": "02"}).status_code == 302
        assert Household.all_rows.get().head_name == "李秀兰"


class TestActions:
    def test_a_household_moves_inside_the_scope(self, town, household):
        address = reverse("household-move", args=[household.code])
        assert town.get(address).status_code == 200
        assert town.post(address, {"area": str(OTHER_VILLAGE), "reason": "易地搬迁"}).status_code == 422
        assert town.post(address, {"area": str(NEXT_VILLAGE), "reason": "易地搬迁"}).status_code == 302
        assert Household.all_rows.get().area == NEXT_VILLAGE

    def test_a_household_is_closed(self, town, household):
        address = reverse("household-close", args=[household.code])
        assert town.post(address, {"reason": "1", "on": "2018-06-01", "note": "无"}).status_code == 422
        assert town.post(address, {"reason": "1", "on": "2018-06-01", "note": "村评议清退"}).status_code == 302
        assert Household.all_rows.get().closed_year == 2018
        assert "已于 2018-06-01 注销" in text(town.get(reverse("household-card", args=[household.code])))
        assert town.get(reverse("household-edit", args=[household.code])).status_code == 404

    def test_a_helper_is_paired_and_unpaired(self, people, town, household):
        address = reverse("pairing-start", args=[household.code])
        assert "陈立新" in text(town.get(address))
        assert town.post(address, {"helper": str(people.village.pk), "starts_on": "2018-01-01"}).status_code == 422
        assert town.post(address, {"helper": str(people.helper.pk), "starts_on": "2018-01-01"}).status_code == 302
        assert browser(people.helper).get(reverse("household-card", args=[household.code])).status_code == 200
        end = reverse("pairing-end", args=[Pairing.all_rows.get().pk])
        assert town.post(end, {"ends_on": "2017-01-01"}).status_code == 422
        assert town.post(end, {"ends_on": "2018-12-31"}).status_code == 302
        assert browser(people.helper).get(reverse("household-card", args=[household.code])).status_code == 404

    def test_a_number_is_revealed_with_a_reason(self, town, household):
        head = Member.all_rows.get()
        address = reverse("member-reveal", args=[head.code, "id_number"])
        assert number("19670317", 31) not in text(town.get(address))
        assert town.post(address, {"reason": "看"}).status_code == 422
        assert not AccessEvent.objects.filter(action="households.person.revealed").exists()
        assert number("19670317", 31) in text(town.post(address, {"reason": "办理医保核对"}))
        assert AccessEvent.objects.filter(action="households.person.revealed").count() == 1
        assert town.get(reverse("member-reveal", args=[head.code, "name"])).status_code == 404
        page = text(town.get(reverse("household-reveal", args=[household.code, "phone"])))
        assert "联系电话" in page
        assert (
            town.post(reverse("household-reveal", args=[household.code, "phone"]), {"reason": "电话回访"}).status_code
            == 422
        )

    def test_the_village_clerk_may_not_reveal_move_or_close(self, people, household):
        client = browser(people.village)
        for name in ("household-move", "household-close"):
            assert client.get(reverse(name, args=[household.code])).status_code == 403
        assert client.get(reverse("household-reveal", args=[household.code, "phone"])).status_code == 403

    def test_chosen_households_are_paired_at_once_or_not_at_all(self, people, town, household):
        other = register(name="张三", order=33)
        far = register(OTHER_VILLAGE, name="张外镇", order=35)
        codes = [household.code, other.code, far.code]
        page = text(town.get(reverse("pairing-batch"), {"household": codes}))
        assert "张三" in page
        assert "张外镇" not in page
        data = {"household": codes, "helper": str(people.helper.pk), "starts_on": "2018-01-01"}
        assert town.post(reverse("pairing-batch"), data).status_code == 302
        assert set(Pairing.all_rows.values_list("household_id", flat=True)) == {household.pk, other.pk}
        third = register(name="王五", order=37)
        again = town.post(reverse("pairing-batch"), {**data, "household": [third.code, other.code]})
        assert "没有一户被结对" in text(again)
        assert not Pairing.all_rows.filter(household=third).exists()

    def test_the_county_opens_a_year(self, people, household):
        client = browser(people.county)
        assert "2019" in text(client.get(reverse("year-open")))
        assert client.post(reverse("year-open"), {"year": "2019"}).status_code == 302
        assert HouseholdYear.all_rows.filter(year=2019, area__gte=COUNTY).count() == 1
        assert client.post(reverse("year-open"), {"year": "2030"}).status_code == 422
        assert browser(people.township).post(reverse("year-open"), {"year": "2019"}).status_code == 403

    def test_the_year_of_the_page_rules_the_card(self, people, household):
        YearInUse.objects.get_or_create(year=2019)
        client = browser(people.county)
        client.post(reverse("set-year"), {"year": "2018", "next": "/"})
        assert "没有 2018 年度资料" not in text(client.get(reverse("household-card", args=[household.code])))
        client.post(reverse("set-year"), {"year": "2019", "next": "/"})
        assert "没有 2019 年度资料" in text(client.get(reverse("household-card", args=[household.code])))
