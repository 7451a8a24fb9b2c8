"""The rules of doubtful data about households and members (DOMAIN 7.4); importing registers them."""

from households.findings import family, household, income, member, work  # noqa: F401
