from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "core.changes"
    label = "changes"
    verbose_name = "变更待办"
    default_auto_field = "django.db.models.BigAutoField"
