from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    label = "assessment"
    verbose_name = "退出评估"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessment import trail  # noqa: F401  (declares which records have a history)
        from assessment.benefit import ledgers as benefit  # noqa: F401  (declares its ledger)
        from assessment.benefit.link import benefit_panel
        from assessment.exits import household_effect, household_guards  # noqa: F401  (lend guards and the effect)
        from assessment.exits.household_candidates import CODE
        from assessment.exits.regions import conditions  # noqa: F401  (lends its guards and effects)
        from assessment.exits.regions.panel import register_panels
        from assessment.monitoring import doubts  # noqa: F401  (registers its rules)
        from assessment.monitoring import effects as monitoring  # noqa: F401  (lends guards and effects)
        from assessment.monitoring import ledgers as monitored  # noqa: F401  (declares its ledger)
        from assessment.sampling import ledgers as sampling  # noqa: F401  (declares its imports)
        from assessment.scorecards import ledgers as scorecards  # noqa: F401  (declares its ledger)
        from assessment.services import simulations  # noqa: F401  (registers its job)
        from assessment.targets import ledgers  # noqa: F401  (declares its ledger)
        from assessment.views.home import todo_count
        from assessment.views.household_exit_panel import HouseholdExitPanel
        from core.web import menu
        from core.web.pages.procedures import panels
        from projects.hooks import add_card_panel

        panels.register(CODE, HouseholdExitPanel())
        menu.count_with("todo-list", todo_count)
        register_panels()
        add_card_panel("assessment/benefit/_card.html", benefit_panel)
