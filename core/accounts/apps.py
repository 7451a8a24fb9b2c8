from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "core.accounts"
    label = "accounts"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.accounts import trail  # noqa: F401  (declares which records have a history)
