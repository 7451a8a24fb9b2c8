"""Charts as inline SVG, drawn on the server: plain data in, safe markup out.

The content policy forbids ``style=``; geometry is attributes, colours are the classes of charts.css.
Every chart carries a title and a description for readers who do not see it. The hatch of "unknown"
is the pattern ``zm-hatch`` of base.html. Order everywhere: met, not met, unknown.
"""

from core.web.charts.bars import Share, outcome_bar, share_bars
from core.web.charts.histogram import Bin, histogram, line_bins
from core.web.charts.interval import interval_bar
from core.web.charts.tiles import Tile, village_tiles

__all__ = [
    "Bin",
    "Share",
    "Tile",
    "histogram",
    "interval_bar",
    "line_bins",
    "outcome_bar",
    "share_bars",
    "village_tiles",
]
