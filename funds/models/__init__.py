from funds.models.contributions import (
    Contribution,
    ContributionHousehold,
    ContributionUse,
    HelperKind,
    SupportUnit,
)

__all__ = ["Contribution", "ContributionHousehold", "ContributionUse", "HelperKind", "SupportUnit"]
