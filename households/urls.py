"""Addresses of the register, included at ``households/``. Keys are 户编号, 人编号 and 12-digit codes."""

from django.urls import path

from core.web import converters  # noqa: F401  (registers the key forms)
from households.views import actions, card, edit, members, ordinary, register

urlpatterns = [
    path("", register.RegisterList.as_view(), name="household-list"),
    path("mine/", register.HelperList.as_view(), name="helper-households"),
    path("mine/todo/", register.HelperTodo.as_view(), name="helper-todo"),
    path("tree/", register.TreeSearch.as_view(), name="household-tree-search"),
    path("tree/<area:area>/", register.TreeChildren.as_view(), name="household-tree"),
    path("ordinary/", ordinary.OrdinaryList.as_view(), name="ordinary-list"),
    path("ordinary/new/", ordinary.OrdinaryNew.as_view(), name="ordinary-new"),
    path("new/", edit.HouseholdNew.as_view(), name="household-new"),
    path("papers/", card.HouseholdPapers.as_view(), name="household-papers"),
    path("pairings/new/", actions.PairingBatch.as_view(), name="pairing-batch"),
    path("year/", actions.YearOpen.as_view(), name="year-open"),
    path("members/<number:code>/edit/", members.MemberEdit.as_view(), name="member-edit"),
    path("members/<number:code>/remove/", members.MemberRemove.as_view(), name="member-remove"),
    path("members/<number:code>/reveal/<slug:field>/", actions.MemberReveal.as_view(), name="member-reveal"),
    path("pairings/<int:pk>/end/", actions.PairingEnd.as_view(), name="pairing-end"),
    path("<number:code>/", card.HouseholdCard.as_view(), name="household-card"),
    path("<number:code>/paper/", card.HouseholdPaper.as_view(), name="household-paper"),
    path("<number:code>/edit/", edit.HouseholdEdit.as_view(), name="household-edit"),
    path("<number:code>/members/new/", members.MemberAdd.as_view(), name="member-add"),
    path("<number:code>/head/", members.HeadChange.as_view(), name="head-change"),
    path("<number:code>/move/", actions.HouseholdMove.as_view(), name="household-move"),
    path("<number:code>/take-in/", ordinary.HouseholdTakeIn.as_view(), name="household-take-in"),
    path("<number:code>/close/", actions.HouseholdClose.as_view(), name="household-close"),
    path("<number:code>/pairings/new/", actions.PairingStart.as_view(), name="pairing-start"),
    path("<number:code>/reveal/<slug:field>/", actions.HouseholdReveal.as_view(), name="household-reveal"),
]
