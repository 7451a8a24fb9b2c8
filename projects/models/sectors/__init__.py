"""Typed details of measures, one model a sector (DOMAIN 5.5; how to add one: docs/measures.md)."""

from projects.models.sectors.base import SectorDetail
from projects.models.sectors.industry import IndustryDetail
from projects.models.sectors.jobs import PostDetail, TrainingDetail

__all__ = ["IndustryDetail", "PostDetail", "SectorDetail", "TrainingDetail"]
