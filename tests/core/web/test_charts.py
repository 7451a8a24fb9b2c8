"""Charts: geometry by hand, safe markup, words for readers who do not see them."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from core.web.charts import Bin, Share, Tile, histogram, interval_bar, line_bins, outcome_bar, share_bars, village_tiles

NAME = "<script>alert(1)</script>"


def rects(drawing, class_):
    return [node.attrib for node in ET.fromstring(drawing).iter("rect") if node.get("class") == class_]  # noqa: S314


def test_outcome_bar_shares_its_width_and_keeps_small_counts_visible():
    drawing = outcome_bar(750, 249, 1, width=100)
    assert [float(rects(drawing, c)[0]["width"]) for c in ("c-met", "c-not", "c-unk")] == [73.6, 24.9, 1.5]
    assert rects(drawing, "c-unk")[0]["fill"] == "url(#zm-hatch)"
    assert 'aria-label="达标 750 户，未达标 249 户，未知 1 户"' in drawing


def test_outcome_bar_of_nothing_draws_no_outcome():
    drawing = outcome_bar(0, 0, 0)
    assert not any(rects(drawing, c) for c in ("c-met", "c-not", "c-unk"))


def test_tiles_have_a_cross_a_hatch_and_a_frame():
    drawing = village_tiles([Tile("甲村", True, pending=True), Tile("乙村", False), Tile("丙村", None)])
    root = ET.fromstring(drawing)  # noqa: S314
    assert len(list(root.iter("line"))) == 2
    assert len(rects(drawing, "c-pending")) == 1
    assert rects(drawing, "c-not")[0]["x"] == "12"
    assert root.get("aria-label") == "达标 1 村，未达标 1 村，未知 1 村，1 村计算中"


def test_names_are_escaped():
    for drawing in (village_tiles([Tile(NAME, True, href='"><script>')]), share_bars([Share(NAME, 1, 0, 0)])):
        assert "<script" not in drawing
        ET.fromstring(drawing)  # noqa: S314


def test_bins_are_anchored_at_the_line_and_never_negative():
    assert line_bins(Decimal(2995), below=7, above=1) == [Decimal(n) for n in (495, 995, 1495, 1995, 2495, 2995, 3495)]


def test_histogram_colours_by_the_line_and_does_not_draw_an_empty_bin():
    line = Decimal(2995)
    bins = [Bin(None, line - 500, 10), Bin(line - 500, line, 0), Bin(line, line + 500, 40), Bin(line + 500, None, 20)]
    drawing = histogram(bins, line)
    assert [float(r["height"]) for r in rects(drawing, "c-not")] == [46.5, 0]
    assert [float(r["height"]) for r in rects(drawing, "c-met")] == [186, 93]
    assert "退出线 2,995 元以下 10 户，共 70 户" in drawing


def test_interval_is_solid_to_low_and_hatched_to_high():
    drawing = interval_bar(Decimal("1.84"), Decimal("3.94"), Decimal(3), width=556)
    # 556 − 2 × 28 = 500 pixels for 0–5 %
    assert float(rects(drawing, "c-not")[0]["width"]) == 184
    assert float(rects(drawing, "c-unk")[0]["width"]) == 210
    assert "标准 &lt; 3%" in drawing


def test_known_rate_has_no_hatch():
    assert not rects(interval_bar(Decimal(2), Decimal(2), Decimal(3)), "c-unk")


@pytest.mark.parametrize(("low", "high"), [("1.86", "2.40"), ("0.10", "0.20"), ("2.90", "3.10"), ("3.20", "3.30")])
def test_the_two_ends_of_an_interval_do_not_write_over_each_other(low, high):
    drawing = interval_bar(Decimal(low), Decimal(high), Decimal(3), width=900)
    edges = []
    for word in ("低值", "高值"):
        x, anchor = re.search(rf'<text x="([\d.-]+)"[^>]*text-anchor="(\w+)"[^>]*>{word}', drawing).groups()
        before = {"start": 0, "middle": 46, "end": 92}[anchor]
        edges.append((float(x) - before, float(x) - before + 92))
    assert edges[0][1] <= edges[1][0]
