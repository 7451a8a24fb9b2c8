"""Pages of verdicts: the start page, regions, a household's tab, standards, changes."""
