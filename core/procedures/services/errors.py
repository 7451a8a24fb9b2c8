"""Why procedures refuse, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping


class ProcedureError(ValueError):
    """A request is refused as a whole; the message says why."""


class HiddenCaseError(LookupError):
    """A case, round or notice does not exist for this person."""


class StepRefusedError(ProcedureError):
    """A step is refused; ``reasons`` by case id. Nothing changed for any of them."""

    def __init__(self, reasons: Mapping[int, list[str]]) -> None:
        self.reasons = dict(reasons)
        super().__init__("；".join(reason for listed in self.reasons.values() for reason in listed))


class FormError(ProcedureError):
    """What was filled in is refused; ``fields`` by the field's code."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__("；".join(self.fields.values()))
