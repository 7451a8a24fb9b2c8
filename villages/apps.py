from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    label = "villages"
    verbose_name = "村县"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from villages import findings, trail  # noqa: F401  (declare the rules, and which records have a history)
        from villages.subjects import CountyKind, VillageKind

        register("village", VillageKind())
        register("county", CountyKind())
