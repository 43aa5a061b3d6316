"""Units and posts as a whole, one unit with its heads, and the office's practice."""

from services.routing import handlers
from services.routing.domain.commands import Ident
from services.routing.domain.practice import PutPractice
from services.routing.domain.roles import OFFICE, R
from services.routing.store import organisation as store
from services.routing.store.practice import show_practice
from shared.gate import ANY_ROLE, Access, Endpoints
from shared.http import Answer, Call, Reader

router = Endpoints()

# fmt: off
ACCESS = {
    ("GET",  "/v1/organisation"):                          Access(OFFICE | {R.ADMIN}),
    ("GET",  "/v1/units/{unit_id}"):                       Access(ANY_ROLE),
    ("GET",  "/v1/practice"):                              Access(ANY_ROLE),
    ("POST", "/v1/practice"):                              Access({R.OFFICE_HEAD, R.ADMIN}),
}
# fmt: on


@router.get("/organisation")
async def organisation(read: Reader) -> Answer:
    return await read.one(store.show_organisation)


@router.get("/units/{unit_id}")
async def unit(unit_id: Ident, read: Reader) -> Answer:
    return await read.one(store.show_unit, unit_id, what="unit")


@router.get("/practice")
async def practice(read: Reader) -> Answer:
    return await read.one(show_practice)


@router.post("/practice")
async def put_practice(command: PutPractice, call: Call) -> Answer:
    return await call.run(handlers.put_practice, command)
