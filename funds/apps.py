from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    label = "funds"
    verbose_name = "资金与信贷"
    default_auto_field = "django.db.models.BigAutoField"
