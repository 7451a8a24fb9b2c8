"""A region's plan as data: loading, progress, norms per village, coverage of what every household should have."""
