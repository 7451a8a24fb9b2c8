from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "措施与项目"
    default_auto_field = "django.db.models.BigAutoField"
