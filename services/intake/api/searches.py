"""按留言人查找: an author's cases, each search for a purpose and on record."""

from services.intake.domain.roles import DESK, R
from services.intake.domain.search import SearchAuthor
from services.intake.handlers import searching
from services.intake.store import searches
from shared.gate import Access, Endpoints
from shared.http import Answer, Call, Cursor, Limit, Reader

router = Endpoints()

ACCESS = {
    ("POST", "/v1/author-searches"): Access(DESK, "for a purpose; journalled"),
    ("GET", "/v1/author-searches"): Access({R.OFFICE_HEAD, R.ADMIN}),
}


@router.post("/author-searches", summary="按留言人查找: by phone or nickname, the newest first")
async def search_author(command: SearchAuthor, call: Call) -> Answer:
    return await call.run(searching.by_author, command, once=("items",))


@router.get("/author-searches", summary="who looked for an author's cases, and what for")
async def list_searches(read: Reader, cursor: Cursor = None, limit: Limit = 50) -> Answer:
    return await read.page(searches.list_searches, cursor, limit)
