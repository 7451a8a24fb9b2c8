"""Base classes of the pages: signed in, in a post, with a right; everything outside the scope is 404."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import TemplateView

from core.accounts.rights import Action, may
from core.audit.trail import look
from core.web.requests import OfficeRequest


class ScopedView(View):
    """A view of an office: declares ``required_action`` (a subclass without one is refused when it is defined).

    ``dispatch`` sends strangers to the sign-in, and refuses (403) who has no post or not the right.
    Rows are read through selectors with ``self.request.scope``; what lies outside is ``Http404`` there.
    """

    required_action: ClassVar[Action]
    request: OfficeRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        action = getattr(cls, "required_action", None)
        if action is None and not cls.__dict__.get("abstract", False):
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__qualname__} declares no required_action")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self._to_login(request)
        if not may(self.request.post, self.action_of(request)):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        # personal data: no copies in shared machines' caches; one address gives whole pages and parts of them
        patch_cache_control(response, no_store=True, private=True)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def action_of(self, request: HttpRequest) -> Action:
        """The action of this request; override where GET and POST need different rights."""
        return self.required_action

    @staticmethod
    def _to_login(request: HttpRequest) -> HttpResponseBase:
        login = redirect_to_login(request.get_full_path())
        if not getattr(request, "htmx", False):
            return login
        # a part of a page must not be replaced by the sign-in form
        return HttpResponse(headers={"HX-Redirect": login.url})

    def page_or_fragment(
        self, template: str, context: dict[str, Any], *, fragment: str = "", status: int = 200
    ) -> TemplateResponse:
        """The whole page; for htmx the template ``fragment`` alone (the page includes the same file)."""
        part = bool(fragment) and bool(self.request.htmx) and not self.request.htmx.history_restore_request
        return TemplateResponse(self.request, fragment if part else template, context, status=status)


class ScopedPage(ScopedView, TemplateView):
    """A ``TemplateView`` of an office; ``fragment_name`` is its part for htmx."""

    abstract = True
    request: OfficeRequest
    fragment_name: ClassVar[str] = ""

    def get_template_names(self) -> list[str]:
        if self.fragment_name and self.request.htmx and not self.request.htmx.history_restore_request:
            return [self.fragment_name]
        return super().get_template_names()


class SetYear(View):
    """The year switch of the top bar: POST ``year`` and ``next``; a year that is not in use is refused (403)."""

    http_method_names = ["post"]
    request: OfficeRequest

    def post(self, request: OfficeRequest) -> HttpResponse:
        year = request.POST.get("year", "")
        if not year.isdigit() or int(year) not in request.years:
            raise PermissionDenied
        request.session["year"] = int(year)
        return redirect(back_to(request))


class SetPost(View):
    """The switch between a person's own posts of today: POST ``post`` and ``next``."""

    http_method_names = ["post"]
    request: OfficeRequest

    def post(self, request: OfficeRequest) -> HttpResponse:
        wanted = request.POST.get("post", "")
        if wanted not in {str(post.pk) for post in request.posts}:
            raise PermissionDenied
        request.session["post"] = int(wanted)
        chosen = next(post for post in request.posts if str(post.pk) == wanted)
        look(request.actor, "accounts.post.switched", subject_type="post", subject_id=wanted, area=chosen.area)
        return redirect("/")


def back_to(request: HttpRequest) -> str:
    """The ``next`` of a form when it stays on this site, else the start page."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
