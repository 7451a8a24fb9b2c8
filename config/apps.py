from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Brings the Celery application into every process, so that ``shared_task`` binds to it."""

    name = "config"
    verbose_name = "系统"

    def ready(self) -> None:
        from config import celery  # noqa: F401
        from config.verdict_words import Words
        from households import hooks

        hooks.connect(Words())
