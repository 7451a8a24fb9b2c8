from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "措施与项目"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from households.hooks import add_card_tab, add_field_hints
        from projects import (
            findings,  # noqa: F401  (declares its rules of doubtful data)
            trail,  # noqa: F401  (declares which records have a history)
        )
        from projects.assets.hints import dividend_hint
        from projects.library import conditions  # noqa: F401  (guards and effects of the project's procedure)
        from projects.library.subjects import ProjectKind
        from projects.measures.card import TAB
        from projects.measures.subjects import MeasureKind
        from projects.plans import ledgers as plan_ledgers  # noqa: F401  (declares its ledgers)
        from projects.plans import record_ledgers  # noqa: F401  (declares its ledger and import)
        from projects.plans import trail as plans  # noqa: F401  (declares its records)

        register("measure", MeasureKind())
        register("project", ProjectKind())
        add_card_tab(TAB)
        add_field_hints(dividend_hint)
