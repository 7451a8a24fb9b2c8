"""What the pages of standards and lines share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from assessment.services import OutsideScopeError, StepRefusedError
from assessment.standards.forms import StepForm
from assessment.standards.selectors import STEP_RIGHTS
from core.accounts.models import Post
from core.accounts.rights import Action
from core.web.requests import OfficeRequest
from core.web.views import ScopedView

DONE = {
    "submit": "已提交审核，请另一人审核。",
    "withdraw": "已撤回，可以继续修改。",
    "approve": "已审核通过，可以发布。",
    "refuse": "已退回修改。",
    "release": "已发布。有关的户、村和区域正在重新判定，完成前仍显示原标准的判定。",
    "retire": "已停用。有关的户、村和区域正在重新判定。",
    "discard": "已删除草稿。",
}


class StandardsView(ScopedView):
    """Base: knows the post."""

    abstract = True
    request: OfficeRequest

    @property
    def post_held(self) -> Post:
        """The active post; dispatch refuses without one."""
        assert self.request.post is not None  # noqa: S101
        return self.request.post


class StepView(StandardsView):
    """Base of the POST that takes a draft one step on; the right is the step's own."""

    abstract = True
    http_method_names = ("post",)
    required_action = Action.STANDARD_EDIT

    def action_of(self, request: HttpRequest) -> Action:
        return STEP_RIGHTS.get(self.kwargs.get("step", ""), Action.STANDARD_EDIT)

    def take(self, **kwargs: Any) -> None:
        """The service that takes the step."""
        raise NotImplementedError

    def addresses(self, pk: int) -> tuple[str, str]:
        """The page of the draft, and where to go once it is gone."""
        raise NotImplementedError

    def post(self, request: OfficeRequest, pk: int, step: str) -> HttpResponseBase:
        if step not in STEP_RIGHTS:
            raise Http404
        form = StepForm(request.POST)
        page, gone = self.addresses(pk)
        revision = form.cleaned_data["revision"] if form.is_valid() else -1
        try:
            self.take(
                actor=request.actor, scope=request.scope, pk=pk, step=step, revision=revision,
                reason=form.cleaned_data.get("reason", ""),
            )  # fmt: skip
        except OutsideScopeError:
            raise Http404 from None
        except StepRefusedError as refused:
            messages.error(request, f"没有办理：{refused}")
            return redirect(page)
        messages.success(request, DONE[step])
        return redirect(gone if step == "discard" else page)
