"""Money: documents, allocations, contracts, orders, entries with their balances, rules; contributions."""

from funds.models.audits import Audit
from funds.models.claims import CreditRule, SubsidyClaim, SubsidyLine
from funds.models.contributions import (
    Contribution,
    ContributionHousehold,
    ContributionUse,
    HelperKind,
    SupportUnit,
)
from funds.models.credit import CreditLine, CreditRating, Loan, LoanChange, LoanEntry
from funds.models.documents import DocumentBalance, FundDocument
from funds.models.ledger import FundEntry
from funds.models.money import Allocation, AllocationBalance, Contract, ContractBalance
from funds.models.obligations import FiscalYear, ObligationRule
from funds.models.orders import Invoice, OrderLine, PaymentOrder
from funds.models.pools import FundPool, PoolEntry
from funds.models.rules import FundRule

__all__ = [
    "Allocation",
    "AllocationBalance",
    "Audit",
    "Contract",
    "ContractBalance",
    "Contribution",
    "ContributionHousehold",
    "ContributionUse",
    "CreditLine",
    "CreditRating",
    "CreditRule",
    "DocumentBalance",
    "FiscalYear",
    "FundDocument",
    "FundEntry",
    "FundPool",
    "FundRule",
    "HelperKind",
    "Invoice",
    "Loan",
    "LoanChange",
    "LoanEntry",
    "ObligationRule",
    "OrderLine",
    "PaymentOrder",
    "PoolEntry",
    "SubsidyClaim",
    "SubsidyLine",
    "SupportUnit",
]
