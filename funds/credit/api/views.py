"""REST: ratings, credit lines, loans and their entries in the client's scope, read and written.

What is written goes through the forms' fields and the forms' services: POST with an ``Idempotency-Key``, PATCH with
``If-Match``. Entries are only added; the same key twice is one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rights import Action
from core.accounts.scope import Scope
from core.web.api import columns as c
from core.web.api.bodies import Reading
from core.web.api.errors import refused
from core.web.api.views import AREA, PAGING, CollectionView, Parameter, openapi, page_of
from core.web.api.writing import IDEMPOTENCY_KEY, IF_MATCH, Caller, Made, VersionedItem, WritingView, stale, tag_of
from funds.credit import selectors, services
from funds.credit.api import columns
from funds.credit.errors import CreditRefusedError, HiddenCreditError, StaleCreditError
from funds.credit.forms import EntryForm, LineForm, LoanForm, RatingForm
from funds.credit.services import Writer
from funds.models import CreditLine, CreditRating, Loan, LoanEntry

Save = Callable[..., Any]


@contextmanager
def told() -> Iterator[None]:
    """The services' refusals as problems."""
    try:
        yield
    except HiddenCreditError as error:
        raise Http404 from error
    except CreditRefusedError as error:
        raise refused(dict(error.fields)) from error
    except StaleCreditError as error:
        raise stale(error.version) from error


def fields_of(form: forms.Form) -> dict[str, forms.Field]:
    return {name: field for name, field in form.fields.items() if name != "version"}


def read(
    body: Mapping[str, Any], fields: Mapping[str, forms.Field], begin: Sequence[str], told_too: Sequence[c.Column]
) -> dict[str, Any]:
    """The values of the fields that were sent; Problem 400 naming everything that is wrong."""
    reading = Reading()
    reading.known(body, {*fields, *begin}, [column.name for column in told_too])
    reading.needed(body, begin)
    found = reading.fields(body, fields)
    reading.done()
    return found


class Kind:
    """What differs between ratings, lines and loans: model, columns, form and service."""

    def __init__(self, model: Any, told_columns: Sequence[c.Column], save: Save, name: str) -> None:
        self.model, self.columns, self.save, self.name = model, told_columns, save, name

    def fields(self, body: Mapping[str, Any]) -> dict[str, forms.Field]:
        if self.model is CreditRating:
            return fields_of(RatingForm())
        if self.model is CreditLine:
            return fields_of(LineForm())
        # whether the member is one of the household's is the service's to say: it looks inside the lock
        person = body.get("member")
        return fields_of(LoanForm(people=[(person, "")] if isinstance(person, str) else []))

    def answer(self, scope: Scope, pk: Any) -> dict[str, Any] | None:
        return next(iter(c.rows(selectors.by_id(self.model, scope, pk), self.columns)), None)


RATING = Kind(CreditRating, columns.RATINGS, services.rating_save, "credit-rating")
LINE = Kind(CreditLine, columns.LINES, services.line_save, "credit-line")
LOAN = Kind(Loan, columns.LOANS, services.loan_save, "loan")
RatingSerializer = c.serializer("CreditRating", columns.RATINGS)
LineSerializer = c.serializer("CreditLine", columns.LINES)
LoanSerializer = c.serializer("Loan", columns.LOANS)
EntrySerializer = c.serializer("LoanEntry", columns.ENTRIES)


class KindCollection(WritingView, CollectionView):
    """Rows of one kind by their number; POST makes one."""

    abstract = True
    http_method_names = ["get", "head", "options", "post"]
    kind: ClassVar[Kind]
    key: ClassVar[str] = "id"
    parameters: ClassVar[Sequence[Parameter]] = (AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[Any]:
        return selectors.for_api(self.kind.model, self.scope(request), asked.get("area", 0))

    def create(self, request: Request) -> Response:
        caller = self.caller(request, Action.CREDIT_EDIT)
        return self.once(request, caller, lambda body: self._made(caller, body))

    def _made(self, caller: Caller, body: Mapping[str, Any]) -> Made:
        values = read(body, self.kind.fields(body), ("household",), self.kind.columns)
        code = Reading().text(body, "household", 32)
        with told():
            row = self.kind.save(writer=Writer(caller.actor, caller.scope), household=code, values=values)
        answer = self.kind.answer(caller.scope, row.pk)
        address = reverse(f"api:{self.kind.name}-detail", args=[row.pk])
        return Made(answer or {}, address, headers={"ETag": tag_of(row.version)})


class KindItem(VersionedItem):
    """One row with its version; what is left out of a PATCH stays."""

    abstract = True
    edit = Action.CREDIT_EDIT
    kind: ClassVar[Kind]
    parameters: ClassVar[Sequence[Parameter]] = ()

    def answer(self, scope: Scope, key: Any) -> dict[str, Any] | None:
        return self.kind.answer(scope, key)

    def change(self, caller: Caller, key: Any, version: int, body: Mapping[str, Any]) -> None:
        stored = self.kind.answer(caller.scope, key)
        if stored is None:
            raise Http404
        values = read(body, self.kind.fields(body), (), self.kind.columns)
        with told():
            self.kind.save(
                writer=Writer(caller.actor, caller.scope),
                household=stored["household"],
                values=values,
                pk=key,
                version=version,
            )


class RatingCollection(KindCollection):
    kind: ClassVar[Kind] = RATING
    columns: ClassVar[Sequence[c.Column]] = RATING.columns

    @extend_schema(
        operation_id="credit_ratings_list", responses=page_of("CreditRating", RatingSerializer), summary="信用评级"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="credit_ratings_create", request=RatingSerializer, responses={201: RatingSerializer},
        parameters=[IDEMPOTENCY_KEY], summary="登记信用评级",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.create(request)


class RatingItem(KindItem):
    kind = RATING

    @extend_schema(operation_id="credit_ratings_retrieve", responses=RatingSerializer, summary="一次评级")
    def get(self, request: Request, pk: int) -> Response:
        return self.show(request, pk)

    @extend_schema(
        operation_id="credit_ratings_partial_update", request=RatingSerializer, responses=RatingSerializer,
        parameters=[IF_MATCH], summary="修改信用评级",
    )  # fmt: skip
    def patch(self, request: Request, pk: int) -> Response:
        return self.write(request, pk)


class LineCollection(KindCollection):
    kind: ClassVar[Kind] = LINE
    columns: ClassVar[Sequence[c.Column]] = LINE.columns

    @extend_schema(
        operation_id="credit_lines_list", responses=page_of("CreditLine", LineSerializer), summary="授信"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="credit_lines_create", request=LineSerializer, responses={201: LineSerializer},
        parameters=[IDEMPOTENCY_KEY], summary="登记授信",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.create(request)


class LineItem(KindItem):
    kind = LINE

    @extend_schema(operation_id="credit_lines_retrieve", responses=LineSerializer, summary="一笔授信")
    def get(self, request: Request, pk: int) -> Response:
        return self.show(request, pk)

    @extend_schema(
        operation_id="credit_lines_partial_update", request=LineSerializer, responses=LineSerializer,
        parameters=[IF_MATCH], summary="修改授信",
    )  # fmt: skip
    def patch(self, request: Request, pk: int) -> Response:
        return self.write(request, pk)


class LoanCollection(KindCollection):
    kind: ClassVar[Kind] = LOAN
    columns: ClassVar[Sequence[c.Column]] = LOAN.columns

    @extend_schema(operation_id="loans_list", responses=page_of("Loan", LoanSerializer), summary="小额信贷")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="loans_create", request=LoanSerializer, responses={201: LoanSerializer},
        parameters=[IDEMPOTENCY_KEY], summary="登记贷款合同",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.create(request)


class LoanItem(KindItem):
    kind = LOAN

    @extend_schema(operation_id="loans_retrieve", responses=LoanSerializer, summary="一笔贷款")
    def get(self, request: Request, pk: int) -> Response:
        return self.show(request, pk)

    @extend_schema(
        operation_id="loans_partial_update", request=LoanSerializer, responses=LoanSerializer,
        parameters=[IF_MATCH], summary="修改贷款合同",
    )  # fmt: skip
    def patch(self, request: Request, pk: int) -> Response:
        return self.write(request, pk)


class EntryCollection(WritingView, CollectionView):
    """Drawdowns, repayments and compensations by their number; POST appends one to ``loan``."""

    http_method_names = ["get", "head", "options", "post"]
    columns: ClassVar[Sequence[c.Column]] = columns.ENTRIES
    key: ClassVar[str] = "id"
    parameters: ClassVar[Sequence[Parameter]] = (AREA, *PAGING)

    def rows_for(self, request: Request, asked: dict[str, Any]) -> QuerySet[LoanEntry]:
        return selectors.for_api(LoanEntry, self.scope(request), asked.get("area", 0))

    @extend_schema(
        operation_id="loan_entries_list", responses=page_of("LoanEntry", EntrySerializer), summary="信贷流水"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="loan_entries_create", request=EntrySerializer, responses={201: EntrySerializer},
        parameters=[IDEMPOTENCY_KEY], summary="登记放款、还款或风险补偿",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        caller = self.caller(request, Action.CREDIT_EDIT)
        return self.once(request, caller, lambda body: self._made(caller, body))

    def _made(self, caller: Caller, body: Mapping[str, Any]) -> Made:
        values = read(body, fields_of(EntryForm()), ("loan",), columns.ENTRIES)
        reading = Reading()
        loan = reading.whole(body, "loan", 1, 10**18)
        reading.done()
        with told():
            row = services.entry_add(
                writer=Writer(caller.actor, caller.scope), loan=loan, values=values, source="api"
            )  # fmt: skip
        (answer,) = c.rows(selectors.by_id(LoanEntry, caller.scope, row.pk), columns.ENTRIES)
        return Made(answer, reverse("api:loan-detail", args=[loan]))


for view in (
    RatingCollection, RatingItem, LineCollection, LineItem, LoanCollection, LoanItem, EntryCollection,
):  # fmt: skip
    view.get = extend_schema(parameters=openapi(view))(view.get)  # type: ignore[method-assign]
