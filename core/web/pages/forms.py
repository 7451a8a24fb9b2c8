"""Forms of signing in and of managing people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.accounts import lockout
from core.accounts.models import Post, User
from core.accounts.passwords import LONGEST
from core.accounts.rights import Role
from core.accounts.selectors import grantable_roles
from core.dictionaries.selectors import choices
from core.regions.codes import parse_area


def password_field(label: str, complete: str, **kwargs: Any) -> forms.CharField:
    """Blanks at the ends belong to a password; pasting is allowed."""
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, max_length=LONGEST, strip=False, widget=widget, **kwargs)


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A date as the browser's own field gives it."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = password_field("密码", "current-password")


class PasswordForm(forms.Form):
    """Old and new password. A wrong old one counts like a wrong sign-in: a left desk is no way to guess it."""

    old = password_field("现在的密码", "current-password")
    new = password_field("新密码", "new-password")
    again = password_field("再输一次新密码", "new-password")

    def __init__(self, user: User, address: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.address = user, address
        self.fields["new"].help_text = "；".join(password_validators_help_texts()[1:2] or ["至少 12 个字符"])

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not lockout.reserve(self.user.username, self.address):
            raise ValidationError("尝试次数过多，请 15 分钟后再试")
        if not self.user.check_password(old):
            raise ValidationError("现在的密码不正确")
        lockout.succeeded(self.user.username, self.address)
        return old

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "两次输入的新密码不一致")
        if cleaned.get("new") and cleaned.get("new") == cleaned.get("old"):
            self.add_error("new", "新密码不能与现在的相同")
        return cleaned


class PersonForm(forms.Form):
    """The plain data of an account."""

    name = forms.CharField(label="姓名", max_length=30)
    office = forms.CharField(label="单位", max_length=60, required=False)
    job_title = forms.CharField(label="职务", max_length=30, required=False)
    phone = forms.CharField(label="办公电话", max_length=20, required=False)


def _sectors() -> list[tuple[str, str]]:
    return [("", "不填"), *choices("sector")]


class PostForm(forms.Form):
    """A post: role, region, term. Only roles that the manager may give are offered."""

    role = forms.ChoiceField(label="角色")
    area = forms.CharField(label="区划代码", max_length=12, help_text="县 6 位、乡镇 9 位或村 12 位，可在“区划”里查")
    sector = forms.ChoiceField(
        label="行业", choices=_sectors, required=False, help_text="县级行业部门须填，决定由其认定哪些退出指标"
    )
    starts_on = day_field("任期起")
    ends_on = day_field("任期止", required=False)

    def __init__(self, manager: Post | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", "请选择"), *((role.value, role.label) for role in grantable_roles(manager))]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_area(self) -> int:
        try:
            return parse_area(self.cleaned_data["area"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("role") == Role.DEPARTMENT and not cleaned.get("sector"):
            self.add_error("sector", "请选择行业")
        elif cleaned.get("role") != Role.DEPARTMENT:
            cleaned["sector"] = ""
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "任期止不能早于任期起")
        return cleaned


class NewUserForm(PostForm, PersonForm):
    """A new account with its first post."""

    username = forms.CharField(label="账号", max_length=30, help_text="字母开头，字母、数字、点、横线，3 至 30 位")
    field_order = ("username", "name", "office", "job_title", "phone", "role", "area", "sector", "starts_on", "ends_on")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if not re.fullmatch(r"[a-z][a-z0-9._-]{2,29}", username):
            raise ValidationError("账号以小写字母开头，只用小写字母、数字、点和横线，3 至 30 位")
        return username


class EndPostForm(forms.Form):
    """The last day of a term."""

    ends_on = day_field("任期止")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = timezone.localdate() - timedelta(days=1)
