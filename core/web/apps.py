from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "core.web"
    label = "web"
    verbose_name = "页面基础"
    default_auto_field = "django.db.models.BigAutoField"
