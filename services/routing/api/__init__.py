"""What people may ask of routing, one file per noun; each brings its endpoints and their rows."""

from fastapi import APIRouter

from services.routing.api import (
    cases,
    files,
    handling,
    letters,
    measures,
    organisation,
    proposals,
)

PARTS = (cases, files, handling, letters, measures, organisation, proposals)

router = APIRouter()
for part in PARTS:
    router.routes.extend(part.router.routes)

ACCESS = {endpoint: row for part in PARTS for endpoint, row in part.ACCESS.items()}
