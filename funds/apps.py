from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    label = "funds"
    verbose_name = "资金与信贷"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from funds.contributions import trail  # noqa: F401  (declares its records)
        from funds.contributions.subjects import ContributionKind

        register("contribution", ContributionKind())
