from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    label = "households"
    verbose_name = "贫困户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from households import findings, trail  # noqa: F401  (declare the rules, and which records have a history)
        from households.subjects import HouseholdKind

        register("household", HouseholdKind())
