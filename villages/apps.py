from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    label = "villages"
    verbose_name = "村县"
    default_auto_field = "django.db.models.BigAutoField"
