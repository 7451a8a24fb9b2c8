from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Brings the Celery application into every process, so that ``shared_task`` binds to it, and connects the hooks
    through which lower apps reach higher ones."""

    name = "config"
    verbose_name = "系统"

    def ready(self) -> None:
        from assessment.effect import effect_of
        from config import celery  # noqa: F401
        from config.verdict_words import Words
        from core.ledgers.hooks import connect_effect
        from households import hooks

        hooks.connect(Words())
        connect_effect(effect_of)
