from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    label = "funds"
    verbose_name = "资金与信贷"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.evidence.subjects import register
        from funds import trail as money  # noqa: F401  (declares its records)
        from funds.audits import trail as audits  # noqa: F401  (declares its records)
        from funds.audits.subjects import AuditKind
        from funds.contributions import trail  # noqa: F401  (declares its records)
        from funds.contributions.subjects import ContributionKind
        from funds.credit import doubts  # noqa: F401  (declares its rules of doubtful data)
        from funds.credit import trail as credit  # noqa: F401  (declares its records)
        from funds.credit.card import TAB as CREDIT_TAB
        from funds.money.panel import TEMPLATE, money_panel
        from funds.money.subjects import PaymentKind
        from funds.obligations import findings  # noqa: F401  (declares rules)
        from funds.obligations import trail as obligations  # noqa: F401  (declares its records)
        from funds.pools import trail as pools  # noqa: F401  (declares its records)
        from funds.trace import given, paid
        from funds.trace import ledgers as trace_ledgers
        from funds.trace.card import TAB
        from households.hooks import add_card_tab
        from projects.hooks import add_card_panel

        register("contribution", ContributionKind())
        register("audit", AuditKind())
        register("payment", PaymentKind())
        add_card_panel(TEMPLATE, money_panel)
        add_card_tab(CREDIT_TAB)
        given.register_streams()
        paid.register_streams()
        trace_ledgers.register_ledgers()
        add_card_tab(TAB)
