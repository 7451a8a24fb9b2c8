"""Reading accounts: the names behind plain ids, whom a manager of users may see, and what they may give."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from core.accounts.models import Post, User
from core.accounts.rights import GRANTS, LEVELS, Action, Role, may, may_grant
from core.regions.codes import area_range, level_of


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Name by user id; unknown ids are left out."""
    wanted = {pk for pk in ids if pk}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def users_within(post: Post | None) -> QuerySet[User]:
    """The accounts that have, or had, a post that the holder of ``post`` could give; nobody's own account."""
    if post is None or not may(post, Action.USER_MANAGE):
        return User.objects.none()
    low, high = area_range(post.area)
    theirs = Q(area__gte=low, area__lt=high, role__in=GRANTS.get(Role(post.role), frozenset()))
    if post.role != Role.ADMIN:
        theirs &= ~Q(area=post.area) | Q(role=Role.HELPER)
    users = User.objects.filter(pk__in=Post.objects.filter(theirs).values("user_id")).exclude(pk=post.user_id)
    return users.prefetch_related(Prefetch("posts", Post.objects.order_by("starts_on", "pk")))


def user_list(post: Post | None, *, words: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """``users_within`` filtered by part of the name, the account or the office, by role, and by being enabled."""
    users = users_within(post)
    if words:
        users = users.filter(Q(name__icontains=words) | Q(username__icontains=words) | Q(office__icontains=words))
    if role:
        users = users.filter(pk__in=Post.objects.filter(role=role).values("user_id"))
    return users if active is None else users.filter(is_active=active)


def user_detail(post: Post | None, user_id: int) -> User | None:
    """One account within the manager's reach, else None."""
    return users_within(post).filter(pk=user_id).first()


def is_managed(post: Post | None, user: User) -> bool:
    """Whether the manager may disable or reset the whole account: every post of it is theirs to give."""
    if user.is_superuser or user.is_staff or post is None or user.pk == post.user_id:
        return False
    return all(may_grant(post, Role(other.role), other.area) for other in user.posts.all())


def grantable_roles(post: Post | None) -> list[Role]:
    """The roles that the manager may give in some region of theirs, in the order of the roles."""
    if post is None:
        return []
    top = level_of(post.area)
    granted = GRANTS.get(Role(post.role), frozenset())
    return [role for role in Role if role in granted and max(LEVELS[role]) >= top]


def posts_of(user_id: int) -> list[Post]:
    """Every post a person has or had, newest first."""
    return list(Post.objects.filter(user_id=user_id).order_by("-starts_on", "-pk"))


def current_posts(user_id: int, day: date) -> list[Post]:
    """The posts whose term includes ``day``, oldest first: the first is the one after sign-in."""
    return list(Post.objects.filter(user_id=user_id).current(day).order_by("pk"))


def villages_with_team(low: int, high: int, day: date) -> list[int]:
    """The villages in [low, high) for which a resident team holds a post on ``day``."""
    posts = Post.objects.current(day).filter(role=Role.TEAM, area__gte=low, area__lt=high)
    return list(posts.values_list("area", flat=True).distinct())
