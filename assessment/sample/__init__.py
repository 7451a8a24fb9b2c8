"""Synthetic registers in the formats of the import: no person, number or fact in them is real."""

from assessment.sample.generator import PROFILES, YEAR, Sample, UnknownProfileError, generate

__all__ = ["PROFILES", "YEAR", "Sample", "UnknownProfileError", "generate"]
