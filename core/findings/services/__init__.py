from core.findings.services.sweeping import sweep, sweep_pending

__all__ = ["sweep", "sweep_pending"]
