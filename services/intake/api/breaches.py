"""夜检: what does not hold for which reception, for the office head."""

from services.intake.api.office import office
from services.intake.domain.roles import R
from services.intake.store import breaches as store
from shared.gate import Access, Endpoints
from shared.http import Answer, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {("GET", "/v1/breaches"): Access({R.OFFICE_HEAD})}


@router.get("/breaches", summary="夜检: what stands, case by case")
async def breaches(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(
        store.list_breaches, cursor, limit, actor=read.actor, office=office(read)
    )
