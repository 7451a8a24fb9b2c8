"""Measurements against TARGETS.md: product, peer and limit interleaved in one run, on generated data."""
