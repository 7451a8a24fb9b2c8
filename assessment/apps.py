from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"
    verbose_name = "退出评估"
    default_auto_field = "django.db.models.BigAutoField"
