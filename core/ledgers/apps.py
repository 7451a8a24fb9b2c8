from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgersConfig(AppConfig):
    """Imports every app's ``ledgers`` module, where import kinds and ledgers are declared, and the kinds of jobs."""

    name = "core.ledgers"
    label = "ledgers"
    verbose_name = "台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.ledgers import batch_jobs, export_job, undo_jobs  # noqa: F401

        autodiscover_modules("ledgers")
