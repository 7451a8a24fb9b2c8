from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "core.findings"
    label = "findings"
    verbose_name = "疑点"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from core.findings import trail  # noqa: F401  (declares which records have a history)
        from core.findings.subjects import ProblemKind

        register("problem", ProblemKind())
