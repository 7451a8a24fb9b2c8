"""办理: what waits for me, rounds, a list on one page, one case, public notices."""
