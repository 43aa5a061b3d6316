"""What people and systems may ask of intake, one file per noun; each brings its endpoints and rows."""

from services.intake.api import (
    alarms,
    arrivals,
    breaches,
    cases,
    contacts,
    desk,
    groups,
    imports,
    searches,
    words,
)
from shared.gate import Endpoints

PARTS = (imports, arrivals, cases, searches, words, desk, contacts, alarms, groups, breaches)

router = Endpoints()
for part in PARTS:
    router.routes.extend(part.router.routes)

ACCESS = {endpoint: row for part in PARTS for endpoint, row in part.ACCESS.items()}
