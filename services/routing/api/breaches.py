"""夜检: what does not hold for which case, for the office head."""

from fastapi import APIRouter

from services.routing.domain.roles import R
from services.routing.store import breaches as store
from shared.http import Access, Answer, Cursor, Limit, Reader

router = APIRouter(prefix="/v1")

ACCESS = {("GET", "/v1/breaches"): Access({R.OFFICE_HEAD})}


@router.get("/breaches")
async def breaches(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(store.list_breaches, cursor, limit, actor=read.actor)
