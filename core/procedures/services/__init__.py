"""Writing procedures: policies, rounds and cases, steps, objections."""

from core.procedures.services.errors import FormError as FormError
from core.procedures.services.errors import HiddenCaseError as HiddenCaseError
from core.procedures.services.errors import ProcedureError as ProcedureError
from core.procedures.services.errors import StepRefusedError as StepRefusedError
from core.procedures.services.objections import objection_answer as objection_answer
from core.procedures.services.objections import objection_record as objection_record
from core.procedures.services.opening import cases_open as cases_open
from core.procedures.services.opening import round_open as round_open
from core.procedures.services.policies import procedures_load as procedures_load
from core.procedures.services.policies import procedures_prepare as procedures_prepare
from core.procedures.services.stepping import Taken as Taken
from core.procedures.services.stepping import take_step as take_step
