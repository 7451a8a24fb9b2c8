"""Accounts and posts: a person holds roles in regions for terms."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.accounts.rights import LEVELS, Role
from core.audit.history import kept
from core.regions.codes import level_of


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


@kept(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; what they may see and do hangs on their posts alone."""

    username = models.CharField("账号", max_length=30, unique=True)
    name = models.CharField("姓名", max_length=30)
    office = models.CharField("单位", max_length=60, blank=True)
    job_title = models.CharField("职务", max_length=30, blank=True)
    phone = models.CharField("办公电话", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进后台", default=False)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("创建时间", db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, day: date) -> PostQuerySet:
        """Posts whose term includes ``day`` (both ends inclusive)."""
        return self.filter(Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day))


@kept()
class Post(models.Model):
    """A role in a region for a term. ``area`` 0 is the whole country; a helper's area is where the pairs are."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=12, choices=Role)
    area = models.BigIntegerField("区划")
    office = models.CharField("单位", max_length=60, blank=True)
    sector = models.CharField("行业", max_length=20, blank=True)
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        indexes = [models.Index(fields=["area"], name="post_area")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.area}"


@kept()
class ApiClient(models.Model):
    """What an OAuth2 client may read and write: the region it is bound to. A client-credentials token has no user.

    ``application`` is the OAuth2 application of the same row; an inactive client's tokens are refused at once.
    ``role`` is the post whose rights it writes with, ``sector`` that of a department; blank: it only reads.
    """

    application = models.OneToOneField("oauth2_provider.Application", on_delete=models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=60)
    area = models.BigIntegerField("区划")
    role = models.CharField("写入岗位", max_length=12, choices=Role, blank=True, default="", db_default="")
    sector = models.CharField("行业", max_length=20, blank=True, default="", db_default="")
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("创建时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "接口客户端"

    def __str__(self) -> str:
        return f"{self.name} {self.area}"

    def clean(self) -> None:
        """A role works at its own levels only, as a person's post does."""
        if self.role and level_of(self.area) not in LEVELS[Role(self.role)]:
            raise ValidationError({"role": f"{self.get_role_display()}不能设在这一级区划"})


class ApiAnswer(models.Model):
    """What a client's POST with this ``Idempotency-Key`` did, kept for three days: the same again is answered by it.

    Written in the transaction of the effect, so that either both are there or neither. ``body`` is sealed.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField("键", max_length=100)
    fingerprint = models.BinaryField("请求摘要")
    status = models.SmallIntegerField("状态码", null=True)
    headers = models.JSONField("响应头", default=dict)
    body = models.BinaryField("响应", null=True)
    at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "接口应答"
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="api_answer_key")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.key}"


class SignInCount(models.Model):
    """How many passwords were let through to a check since ``started_at`` for one key (core.accounts.lockout)."""

    key = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    tries = models.IntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "登录计数"
        indexes = [models.Index(fields=["started_at"], name="sign_in_count_started")]

    def __str__(self) -> str:
        return f"{self.key} {self.tries}"
