from households.models.household import Household, HouseholdYear
from households.models.member import Member, MemberYear
from households.models.pairing import Pairing
from households.models.verdict import HouseholdVerdict

__all__ = ["Household", "HouseholdVerdict", "HouseholdYear", "Member", "MemberYear", "Pairing"]
