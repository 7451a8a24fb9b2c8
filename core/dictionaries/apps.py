from django.apps import AppConfig


class DictionariesConfig(AppConfig):
    name = "core.dictionaries"
    label = "dictionaries"
    verbose_name = "代码表"
    default_auto_field = "django.db.models.BigAutoField"
