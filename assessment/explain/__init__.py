"""Why a verdict is what it is, in the words of an office: ``household`` and ``region`` give what the pages show.

Nothing is judged here. Outcomes and values are the stored ones; which member or which fact is behind them is asked
with the engine's own expressions.
"""
