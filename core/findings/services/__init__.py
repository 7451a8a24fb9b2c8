from core.findings.services.exempting import (
    Confirmed,
    FindingRefusedError,
    exemption_decide,
    exemption_propose,
    exemption_withdraw,
    may_withdraw,
    why_not_decide,
)
from core.findings.services.ruling import setting_save, severity_save
from core.findings.services.sweeping import sweep, sweep_pending

__all__ = [
    "Confirmed",
    "FindingRefusedError",
    "exemption_decide",
    "exemption_propose",
    "exemption_withdraw",
    "may_withdraw",
    "setting_save",
    "severity_save",
    "sweep",
    "sweep_pending",
    "why_not_decide",
]
