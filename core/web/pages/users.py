"""Managing people: list, create, posts with terms, disable, reset; each manager within their own reach only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.accounts import selectors, services
from core.accounts.models import Post, User
from core.accounts.rights import Action, Role, may_grant
from core.regions.selectors import name_of
from core.web.pages.forms import EndPostForm, NewUserForm, PersonForm, PostForm
from core.web.paging import page_of
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

REFUSED = (services.NotYoursError, services.AccountError)


class UserView(ScopedView):
    """Base: an account outside the manager's reach does not exist for them."""

    abstract = True
    required_action = Action.USER_MANAGE

    def user(self, pk: int) -> User:
        user = selectors.user_detail(self.request.post, pk)
        if user is None:
            raise Http404
        return user

    def back(self, user: User) -> HttpResponseBase:
        return redirect(reverse("users:page", args=[user.pk]))


class UserList(UserView):
    """Everybody within reach, by account."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        words = request.GET.get("q", "").strip()[:30]
        role = request.GET.get("role", "")
        state = request.GET.get("state", "")
        users = selectors.user_list(
            request.post,
            words=words,
            role=role if role in Role.values else "",
            active={"on": True, "off": False}.get(state),
        )
        page = page_of(users, ("username",), request.GET.get("cursor", ""))
        context = {
            "page": page,
            "rows": [(user, post_rows(list(user.posts.all()), request.post)) for user in page.rows],
            "words": words,
            "role": role,
            "state": state,
            "roles": selectors.grantable_roles(request.post),
        }
        return self.page_or_fragment("accounts/users.html", context)


class UserCreate(UserView):
    """A new account with its first post; the password appears once, on the answer of this POST."""

    def get(self, request: OfficeRequest) -> HttpResponseBase:
        form = NewUserForm(request.post, initial={"area": request.GET.get("area", "")[:12]})
        return self.page_or_fragment("accounts/user_form.html", {"form": form})

    def post(self, request: OfficeRequest) -> HttpResponseBase:
        form = NewUserForm(request.post, request.POST)
        if form.is_valid():
            try:
                made = services.user_create(actor=request.actor, manager=request.post, **form.cleaned_data)
            except services.NotYoursError as error:
                form.add_error("area", str(error))
            except services.AccountError as error:
                form.add_error("username" if "账号" in str(error) else "area", str(error))
            else:
                return self.page_or_fragment(
                    "accounts/new_password.html", {"person": made.user, "password": made.password}
                )
        return self.page_or_fragment("accounts/user_form.html", {"form": form}, status=422)


class UserPage(UserView):
    """One account: data, posts, and what may be done with it."""

    def get(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        user = self.user(pk)
        return self.page_or_fragment("accounts/user.html", self.context(user))

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        """The plain data."""
        user = self.user(pk)
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.page_or_fragment("accounts/user.html", self.context(user, form=form), status=422)
        try:
            services.user_edit(actor=request.actor, manager=request.post, user=user, **form.cleaned_data)
        except REFUSED as error:
            form.add_error(None, str(error))
            return self.page_or_fragment("accounts/user.html", self.context(user, form=form), status=422)
        messages.success(request, f"已保存{user.name}的资料。")
        return self.back(user)

    def context(self, user: User, **more: Any) -> dict[str, Any]:
        manager = self.request.post
        data = {"name": user.name, "office": user.office, "job_title": user.job_title, "phone": user.phone}
        return {
            "person": user,
            "people": [("用户", reverse("users:list"))],
            "managed": selectors.is_managed(manager, user),
            "rows": post_rows(selectors.posts_of(user.pk), manager),
            "form": PersonForm(initial=data),
            "post_form": PostForm(manager),
            "end_form": EndPostForm(),
            **more,
        }


class UserPost(UserPage):
    """Give a further post."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        user = self.user(pk)
        form = PostForm(request.post, request.POST)
        if form.is_valid():
            try:
                services.post_grant(actor=request.actor, manager=request.post, user=user, **form.cleaned_data)
            except REFUSED as error:
                form.add_error("area", str(error))
            else:
                messages.success(request, f"已为{user.name}安排岗位。")
                return self.back(user)
        return self.page_or_fragment("accounts/user.html", self.context(user, post_form=form), status=422)


class UserPostEnd(UserPage):
    """End a term."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int, post_id: int = 0) -> HttpResponseBase:
        user = self.user(pk)
        post = next((post for post in selectors.posts_of(user.pk) if post.pk == post_id), None)
        if post is None:
            raise Http404
        form = EndPostForm(request.POST)
        if form.is_valid():
            try:
                services.post_end(
                    actor=request.actor, manager=request.post, post=post, ends_on=form.cleaned_data["ends_on"]
                )
            except REFUSED as error:
                form.add_error("ends_on", str(error))
            else:
                messages.success(request, f"{user.name}的岗位任期已改为到 {post.ends_on} 止。")
                return self.back(user)
        return self.page_or_fragment("accounts/user.html", self.context(user, end_form=form), status=422)


class UserEnable(UserPage):
    """Disable or enable an account (``enabled`` 0 or 1)."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        user = self.user(pk)
        wanted = request.POST.get("enabled", "")
        if wanted not in ("0", "1"):
            return self.page_or_fragment("accounts/user.html", self.context(user), status=422)
        try:
            services.user_enable(actor=request.actor, manager=request.post, user=user, enabled=wanted == "1")
        except REFUSED as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"账号 {user.username} 已{'启用' if user.is_active else '停用'}。")
        return self.back(user)


class UserReset(UserPage):
    """A new generated password, shown once on the answer of this POST."""

    http_method_names = ["post"]

    def post(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        user = self.user(pk)
        try:
            password = services.password_reset(actor=request.actor, manager=request.post, user=user)
        except REFUSED as error:
            messages.error(request, str(error))
            return self.back(user)
        return self.page_or_fragment("accounts/new_password.html", {"person": user, "password": password})


def post_rows(posts: list[Post], manager: Post | None) -> list[dict[str, Any]]:
    """Posts with names; those outside the manager's reach say only that they exist."""
    names = name_of({post.area for post in posts})
    today = timezone.localdate()
    rows = []
    for post in posts:
        theirs = may_grant(manager, Role(post.role), post.area)
        rows.append(
            {
                "post": post,
                "role": Role(post.role).label if theirs else "本管理范围以外的岗位",
                "place": names.get(post.area, str(post.area)) if theirs else "",
                "theirs": theirs,
                "current": post.starts_on <= today and (post.ends_on is None or post.ends_on >= today),
            }
        )
    return rows
