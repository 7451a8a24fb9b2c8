"""The freshness of verdicts: measured by the worker, checked at night, shown on one page."""
