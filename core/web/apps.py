from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "core.web"
    label = "web"
    verbose_name = "页面基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.web.menu import count_with
        from core.web.pages.jobs import open_jobs

        count_with("job-list", open_jobs)
