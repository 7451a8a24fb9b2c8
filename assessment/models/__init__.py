from assessment.models.change import VerdictChange
from assessment.models.standard import Criterion, PovertyLine, Standard

__all__ = ["Criterion", "PovertyLine", "Standard", "VerdictChange"]
