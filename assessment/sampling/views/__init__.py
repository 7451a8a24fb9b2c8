"""Pages of the sampling kit."""
