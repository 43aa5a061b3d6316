"""夜检: what does not hold for which case, for the office head."""

from services.routing.domain.roles import R
from services.routing.store import breaches as store
from shared.gate import Access, Endpoints
from shared.http import Answer, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {("GET", "/v1/breaches"): Access({R.OFFICE_HEAD})}


@router.get("/breaches")
async def breaches(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(store.list_breaches, cursor, limit, actor=read.actor)
