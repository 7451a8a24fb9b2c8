"""Signing in, and managing people: every change in one transaction with its trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.utils import timezone

from core.accounts import lockout
from core.accounts.models import Post, User
from core.accounts.passwords import generated_password
from core.accounts.rights import LEVELS, Role, may_grant
from core.accounts.selectors import is_managed
from core.audit.trail import Actor, look, recorded
from core.regions.codes import level_of
from core.regions.selectors import region_detail


class SignInRefusedError(Exception):
    """Account or password wrong, or too many tries; the message does not tell which accounts exist."""


class NotYoursError(Exception):
    """The account or post is outside what this manager may give or end."""


class AccountError(ValueError):
    """What was entered cannot be; the message says what to enter."""


@dataclass(frozen=True)
class NewAccount:
    """An account and the first password, which is shown once and stored nowhere."""

    user: User
    password: str


def sign_in(*, username: str, password: str, address: str, actor: Actor) -> User:
    """The account of a right password; every try leaves an event, and counts before its password is checked."""
    known = User.objects.filter(username=username).first()
    area = _area_of(known)
    if not lockout.reserve(username, address):
        _event(actor, known, "accounts.session.locked", area, username, address)
        raise SignInRefusedError("尝试次数过多，请 15 分钟后再试，或请管理员重置密码")
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        _event(actor, known, "accounts.session.refused", area, username, address)
        raise SignInRefusedError("账号或密码不正确")
    lockout.succeeded(username, address)
    _event(actor, user, "accounts.session.opened", area, username, address)
    return user


def _area_of(user: User | None) -> int:
    """Where the events of an account are seen: its newest post's region."""
    post = Post.objects.filter(user=user).order_by("-starts_on", "-pk").first() if user else None
    return post.area if post else 0


def _event(actor: Actor, user: User | None, action: str, area: int, username: str, address: str) -> None:
    name = user.name if user else "未登录"
    whose = Actor(user.pk if user else None, name, None, actor.door, actor.request_id)
    look(
        whose,
        action,
        subject_type="user",
        subject_id=str(user.pk) if user else "",
        area=area,
        # The typed name of an unknown account may be a password typed into the wrong field.
        detail={"address": address, "username": username if user else "（不存在的账号）"},
    )


def sign_out(*, user: User, actor: Actor) -> None:
    """Leave the event of a sign-out."""
    look(actor, "accounts.session.closed", subject_type="user", subject_id=str(user.pk), area=_area_of(user))


def password_change(*, actor: Actor, user: User, password: str) -> None:
    """Store a person's own new password (already validated); their other sessions end with it."""
    with recorded(actor, reason="修改密码"):
        _store_password(user, password, must_change=False)
        look(actor, "accounts.password.changed", subject_type="user", subject_id=str(user.pk), area=_area_of(user))


def _store_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def user_create(
    *,
    actor: Actor,
    manager: Post | None,
    username: str,
    name: str,
    role: Role,
    area: int,
    starts_on: date,
    ends_on: date | None = None,
    office: str = "",
    job_title: str = "",
    phone: str = "",
    sector: str = "",
) -> NewAccount:
    """A new account with its first post and a generated password that must be changed at the first sign-in."""
    _check_post(manager, role, area, starts_on, ends_on)
    password = generated_password()
    try:
        with recorded(actor, reason="新增用户"):
            user = User.objects.create_user(
                username,
                password,
                name=name,
                office=office,
                job_title=job_title,
                phone=phone,
                must_change_password=True,
            )
            Post.objects.create(
                user=user, role=role, area=area, office=office, sector=sector, starts_on=starts_on, ends_on=ends_on
            )
            _note(actor, "accounts.user.created", user, area, role=role)
    except IntegrityError as error:
        raise AccountError(f"账号 {username} 已被使用，请换一个") from error
    return NewAccount(user, password)


def user_edit(
    *, actor: Actor, manager: Post | None, user: User, name: str, office: str, job_title: str, phone: str
) -> None:
    """Correct the plain data of an account."""
    _demand_managed(manager, user)
    with recorded(actor, reason="修改用户资料"):
        user.name, user.office, user.job_title, user.phone = name, office, job_title, phone
        user.save(update_fields=["name", "office", "job_title", "phone"])
        _note(actor, "accounts.user.changed", user, _area_of(user))


def user_enable(*, actor: Actor, manager: Post | None, user: User, enabled: bool) -> None:
    """Enable or disable an account; a disabled one is signed out at its next request."""
    _demand_managed(manager, user)
    with recorded(actor, reason="启用账号" if enabled else "停用账号"):
        user.is_active = enabled
        user.save(update_fields=["is_active"])
        _note(actor, "accounts.user.enabled" if enabled else "accounts.user.disabled", user, _area_of(user))


def password_reset(*, actor: Actor, manager: Post | None, user: User) -> str:
    """A new generated password, to be changed at the next sign-in; ends every session and unlocks the account."""
    _demand_managed(manager, user)
    password = generated_password()
    with recorded(actor, reason="重置密码"):
        _store_password(user, password, must_change=True)
        lockout.unlock(user.username)
        _note(actor, "accounts.password.reset", user, _area_of(user))
    return password


def post_grant(
    *,
    actor: Actor,
    manager: Post | None,
    user: User,
    role: Role,
    area: int,
    starts_on: date,
    ends_on: date | None = None,
    office: str = "",
    sector: str = "",
) -> Post:
    """Give a further post to an account within the manager's reach."""
    _check_post(manager, role, area, starts_on, ends_on)
    if manager is not None and user.pk == manager.user_id:
        raise NotYoursError("不能给自己安排岗位")
    with recorded(actor, reason="安排岗位"):
        post = Post.objects.create(
            user=user,
            role=role,
            area=area,
            office=office or user.office,
            sector=sector,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        _note(actor, "accounts.post.granted", user, area, role=role, post=post.pk)
    return post


def post_appoint(
    *, actor: Actor, username: str, role: Role, area: int, starts_on: date, ends_on: date | None = None
) -> Post:
    """Give a post in the system's name: the only way to the first administrator. Same checks of region and term."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise AccountError(f"没有启用的账号 {username}")
    if level_of(area) not in LEVELS[role]:
        raise AccountError(f"{role.label}不在这一级的区划任职")
    _check_term(area, starts_on, ends_on)
    with recorded(actor, reason="安排岗位"):
        post = Post.objects.create(
            user=user, role=role, area=area, office=user.office, starts_on=starts_on, ends_on=ends_on
        )
        _note(actor, "accounts.post.granted", user, area, role=role, post=post.pk)
    return post


def post_end(*, actor: Actor, manager: Post | None, post: Post, ends_on: date) -> None:
    """End a term with ``ends_on`` as its last day; yesterday ends it at once."""
    if not may_grant(manager, Role(post.role), post.area) or (manager is not None and post.user_id == manager.user_id):
        raise NotYoursError("这个岗位不归您管理")
    if ends_on < timezone.localdate() - timedelta(days=1):
        raise AccountError("任期止不能早于昨天")
    with recorded(actor, reason="结束任期"):
        post.ends_on = ends_on
        post.save(update_fields=["ends_on"])
        _note(actor, "accounts.post.ended", post.user, post.area, role=post.role, post=post.pk, ends_on=str(ends_on))


def _check_post(manager: Post | None, role: Role, area: int, starts_on: date, ends_on: date | None) -> None:
    if not may_grant(manager, role, area):
        raise NotYoursError("您不能安排这个区划的这种岗位")
    _check_term(area, starts_on, ends_on)


def _check_term(area: int, starts_on: date, ends_on: date | None) -> None:
    region = region_detail(area)
    if area and (region is None or region.retired_on is not None):
        raise AccountError("没有这个区划，或它已停用")
    if ends_on is not None and ends_on < starts_on:
        raise AccountError("任期止不能早于任期起")


def _demand_managed(manager: Post | None, user: User) -> None:
    if not is_managed(manager, user):
        raise NotYoursError("这个账号不归您管理，或另有您管理范围以外的岗位")


def _note(actor: Actor, action: str, user: User, area: int, **detail: object) -> None:
    look(actor, action, subject_type="user", subject_id=str(user.pk), area=area, detail={"user": user.name, **detail})
