from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "core.procedures"
    label = "procedures"
    verbose_name = "办理程序"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from core.procedures import trail  # noqa: F401  (declares which records have a history)
        from core.procedures.own_subjects import BEARERS

        for code, kind in BEARERS.items():
            register(code, kind)
