"""Aid to pupils and students (L15), 雨露计划 (L14), children brought back to school (L32)."""

from __future__ import annotations

from core.audit.history import kept
from core.dictionaries.fields import coded, day, yes_no
from projects.models.sectors.base import SectorDetail, text


@kept()
class SchoolAidDetail(SectorDetail):
    """教育资助: one item of aid to one child; the measure's amount is the money."""

    school_stage = coded("学段")
    school = text("学校")
    grade = text("年级", 20)
    boards = yes_no("是否寄宿")
    education_aid = coded("资助项目")
    school_term = coded("学期")
    aid_payment = coded("发放方式")
    dropout_watched = yes_no("是否控辍保学对象")
    taught_at_home = yes_no("是否送教上门")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "教育资助明细"


@kept()
class YuluDetail(SectorDetail):
    """雨露计划: one term of one student; the measure's amount is the grant."""

    school = text("学校")
    yulu_level = coded("层次")
    major = text("专业", 40)
    grade = text("年级", 20)
    enrolled_on = day("入学日期")
    enrolment_checked = yes_no("学籍是否核验")
    school_term = coded("学期")
    account_holder = text("开户名", 30)
    paid_on = day("发放日期")
    yulu_state = coded("发放状态")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "雨露计划明细"


@kept()
class DropoutDetail(SectorDetail):
    """控辍保学: one child, the three who answer for it (乡、村、家长) and the school."""

    due_grade = text("应读年级", 20)
    dropout_state = coded("学籍状态")
    dropout_reason = coded("失学或辍学原因")
    school = text("学校")
    town_person = text("乡镇责任人", 30)
    village_person = text("村责任人", 30)
    school_person = text("学校责任人", 30)
    guardian = text("家长责任人", 30)
    efforts = text("劝返记录", 300)
    returned_on = day("复学日期")

    class Meta(SectorDetail.Meta):
        verbose_name = verbose_name_plural = "控辍保学明细"
