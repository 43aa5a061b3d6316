"""What people may ask of routing, one file per noun; each brings its endpoints and their rows."""

from services.routing.api import (
    archives,
    assignments,
    breaches,
    cases,
    desks,
    drafts,
    files,
    further,
    handling,
    instructions,
    letters,
    measures,
    organisation,
    promises,
    proposals,
    replies,
)
from shared.gate import Endpoints

PARTS = (
    archives,
    breaches,
    cases,
    assignments,
    proposals,
    instructions,
    desks,
    letters,
    handling,
    measures,
    drafts,
    replies,
    further,
    promises,
    files,
    organisation,
)

router = Endpoints()
for part in PARTS:
    router.routes.extend(part.router.routes)

ACCESS = {endpoint: row for part in PARTS for endpoint, row in part.ACCESS.items()}
