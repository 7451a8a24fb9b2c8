"""The rules of doubtful data about measures and projects (DOMAIN 7.4, ANCHORS 1.11); importing registers them."""

from projects.findings import doubled, matching, strangers, villages  # noqa: F401
