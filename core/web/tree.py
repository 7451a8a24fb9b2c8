"""The region tree at the left of pages: nodes for components/tree_rows.html, opened down to where the page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.accounts.models import Post
from core.regions.codes import Level, ancestors, area_range
from core.regions.models import Region
from core.regions.selectors import region_children, region_detail, year_end

Link = Callable[[int], str]


@dataclass
class Node:
    """One line of the tree. ``opens`` is the address of its children, empty for a leaf."""

    code: int
    name: str
    url: str
    level: int
    opens: str = ""
    on: bool = False
    open: bool = False
    count: int | None = None
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """How one page draws the tree: where a name leads, which region the page is of, and the year that counts."""

    link: Link
    year: int
    at: int = 0
    loader: str = "regions:tree"

    def node(self, region: Region) -> Node:
        query = urlencode({"at": self.at}) if self.at else ""
        opens = reverse(self.loader, args=[region.code]) if region.level < Level.VILLAGE else ""
        return Node(
            code=region.code,
            name=region.name,
            url=self.link(region.code),
            level=max(region.level - Level.COUNTY + 1, 1),
            opens=f"{opens}?{query}" if opens and query else opens,
            on=region.code == self.at,
        )

    def children(self, area: int) -> list[Node]:
        """The nodes below a region, closed."""
        return [self.node(region) for region in region_children(area, self._day())]

    def from_post(self, post: Post | None) -> list[Node]:
        """The whole visible tree of a post: its region (or the provinces), opened down to the page's own region."""
        if post is None:
            return []
        region = region_detail(post.area)
        roots = [self.node(region)] if region else self.children(post.area)
        way = set(ancestors(self.at)) | {post.area}
        for root in roots:
            self._open(root, way)
        return roots

    def _open(self, node: Node, way: set[int]) -> None:
        if not node.opens or node.code not in way:
            return
        node.open = True
        node.children = self.children(node.code)
        for child in node.children:
            self._open(child, way)

    def _day(self) -> date:
        return year_end(self.year)


def visible_range(post: Post | None) -> tuple[int, int]:
    """The range that a post's tree and search may show; nothing without a post."""
    return area_range(post.area) if post else (0, 0)
