"""What may still be changed of a project, by its state."""

from __future__ import annotations

from typing import Final

from projects.models import Project

State = Project.State
# Decided by the county leading group: from here on the plan stands, and only what is done is written down.
BEFORE_LIBRARY: Final = frozenset(
    {
        State.DRAFT, State.PROPOSED, State.VILLAGE_NOTICE, State.TOWN_REVIEWED, State.TOWN_NOTICE,
        State.DEPT_APPRAISED, State.COUNTY_APPROVED,
    }
)  # fmt: skip
ENDED: Final = frozenset({State.STRUCK_OFF, State.REFUSED, State.WITHDRAWN})
# Households may still come in until the acceptance: who benefits is known when the thing stands.
BENEFICIARIES_OPEN: Final = BEFORE_LIBRARY | {
    State.IN_LIBRARY, State.PLANNED, State.FUNDED, State.TENDERING, State.CONTRACTED, State.BUILDING,
}  # fmt: skip
LATER_FIELDS: Final = frozenset({"contact", "village_contact", "note"})

# The bar of the card: a word and the states that it stands for.
STAGES: Final = (
    ("申报", (State.DRAFT, State.PROPOSED, State.VILLAGE_NOTICE)),
    ("审核", (State.TOWN_REVIEWED, State.TOWN_NOTICE, State.DEPT_APPRAISED, State.COUNTY_APPROVED)),
    ("入库", (State.IN_LIBRARY,)),
    ("计划", (State.PLANNED, State.FUNDED)),
    ("采购", (State.TENDERING, State.CONTRACTED)),
    ("建设", (State.BUILDING,)),
    ("验收", (State.ACCEPTED,)),
    ("决算", (State.SETTLED, State.ANNOUNCED)),
    ("资产", (State.ASSET_REGISTERED,)),
    ("销号", (State.STRUCK_OFF,)),
)


def stage_of(state: str) -> int:
    """The place of a state in the bar; -1 for those that left it."""
    return next((place for place, (_, states) in enumerate(STAGES) if state in states), -1)
