from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    label = "households"
    verbose_name = "贫困户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from core.findings.registry import register_helpers
        from households import findings, trail  # noqa: F401  (declare the rules, and which records have a history)
        from households.hooks import add_card_tab
        from households.selectors.register import helper_names
        from households.subjects import HouseholdKind
        from households.views.findings import TAB

        add_card_tab(TAB)
        register_helpers(helper_names)
        register("household", HouseholdKind())
