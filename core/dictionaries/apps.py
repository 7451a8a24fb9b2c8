from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class DictionariesConfig(AppConfig):
    name = "core.dictionaries"
    label = "dictionaries"
    verbose_name = "代码表"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.dictionaries.models import CodeItem, CodeList

        # After a migration and not in one: a flushed test database gets its lists back the same way.
        post_migrate.connect(_fill, sender=self, dispatch_uid="dictionaries_fill")
        for model in (CodeList, CodeItem):
            post_save.connect(_forget, sender=model, dispatch_uid=f"{model.__name__}_saved")
            post_delete.connect(_forget, sender=model, dispatch_uid=f"{model.__name__}_deleted")


def _fill(**kwargs: Any) -> None:
    from core.dictionaries.models import CodeItem
    from core.dictionaries.services import load_dictionaries

    # A migration backwards to nothing removes the tables.
    if CodeItem._meta.db_table in _tables(kwargs["using"]):
        load_dictionaries()


def _tables(using: str) -> list[str]:
    from django.db import connections

    return connections[using].introspection.table_names()


def _forget(**kwargs: Any) -> None:
    from core.dictionaries.selectors import forget

    forget()
