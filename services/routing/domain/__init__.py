"""The rules of routing: two lives, the case's and the assignment's, and what each step asks for."""

from services.routing.domain.assignments import ASSIGNMENTS, AssignmentState
from services.routing.domain.cases import WORKFLOW, CaseState
from services.routing.domain.roles import R

__all__ = ["ASSIGNMENTS", "WORKFLOW", "AssignmentState", "CaseState", "R"]
