"""Keyset paging: every row once, in order, forwards and back, whatever is NULL or descending."""

from datetime import date

import pytest
from django.core.exceptions import BadRequest

from core.regions.models import Region
from core.web.paging import COUNT_CAP, Page, page_of

pytestmark = pytest.mark.django_db

DAYS = {3: date(2018, 1, 1), 5: date(2018, 1, 1), 8: date(2017, 5, 1)}


@pytest.fixture
def regions():
    """Eleven codes 1..11 with levels 1, 2, 1, 2 …; three are retired."""
    Region.objects.bulk_create(
        Region(code=code, level=1 + code % 2, name=f"村{code}", official_name=f"村{code}", retired_on=DAYS.get(code))
        for code in range(1, 12)
    )
    return Region.objects.all()


def walk(regions, columns, per_page=3):
    """All pages forwards, then all pages back from the last: lists of codes."""
    forwards, pages, cursor = [], [], ""
    while True:
        page = page_of(regions, columns, cursor, per_page=per_page)
        forwards.append([row.code for row in page.rows])
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    back = [forwards[-1]]
    while page.previous:
        page = page_of(regions, columns, page.previous, per_page=per_page)
        back.append([row.code for row in page.rows])
    return forwards, back, pages


@pytest.mark.parametrize(
    ("columns", "order"),
    [
        (("code",), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (("-code",), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (("level", "-code"), [10, 8, 6, 4, 2, 11, 9, 7, 5, 3, 1]),
        (("-level", "code"), [1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10]),
        (("retired_on", "code"), [8, 3, 5, 1, 2, 4, 6, 7, 9, 10, 11]),
        (("-retired_on", "-code"), [5, 3, 8, 11, 10, 9, 7, 6, 4, 2, 1]),
    ],
)
def test_every_row_once_both_ways(regions, columns, order):
    forwards, back, pages = walk(regions, columns)
    assert [code for page in forwards for code in page] == order
    assert back[::-1] == forwards
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert pages[1].first_index == 4


def test_ends_have_no_cursors(regions):
    page = page_of(regions, ("code",), per_page=11)
    assert (page.next, page.previous, page.count, page.count_text) == ("", "", 11, "共 11 条")


@pytest.mark.parametrize("cursor", ["rubbish", "eyJ4Ijox", "a:b:c"])
def test_a_foreign_cursor_is_refused(regions, cursor):
    with pytest.raises(BadRequest):
        page_of(regions, ("code",), cursor, per_page=2)


def test_a_cursor_of_another_order_shows_the_first_page(regions):
    other = page_of(regions, ("-code",), per_page=2).next
    assert [row.code for row in page_of(regions, ("code",), other, per_page=2).rows] == [1, 2]


def test_empty_table(regions):
    page = page_of(regions.filter(code=0), ("code",))
    assert (list(page.rows), page.next, page.previous, page.count) == ([], "", "", 0)


def test_the_count_stops():
    assert Page(rows=[], count=COUNT_CAP, next="", previous="", number=1).count_text == "10,000 条以上"
    assert Page(rows=[], count=COUNT_CAP - 1, next="", previous="", number=1).count_text == "共 10,000 条"
