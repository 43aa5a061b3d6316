"""What operators and their tools ask of a running service."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared import asyncapi, metrics, migrations
from shared.db import BROKEN_STATEMENT, OUTAGE, Tx
from shared.inbox import parked
from shared.relay import backlog
from shared.stops import held

STALE_OUTBOX_S = 60
STALE_WAIT_S = 600

DEAD = "SELECT count(*) FROM dead_letter"

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> JSONResponse:
    """The process is alive."""
    return JSONResponse({"alive": True})


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """The database answers and its schema is the one this code knows.  The broker is not asked."""
    runtime = request.app.state.runtime
    try:
        async with runtime.transaction() as tx:
            missing = await migrations.missing(tx, runtime.service.name)
    except (*OUTAGE, BROKEN_STATEMENT):
        return JSONResponse({"ready": False, "rule": "database_unreachable"}, 503)
    if missing:
        return JSONResponse(
            {"ready": False, "rule": "schema_is_behind", "missing": sorted(missing)}, 503
        )
    return JSONResponse({"ready": True})


@router.get("/busz")
async def busz(request: Request) -> JSONResponse:
    """Consuming and publishing: for alarms.  503 when events do not flow."""
    runtime = request.app.state.runtime
    try:
        async with runtime.transaction() as tx:
            state = await bus_state(tx)
    except (*OUTAGE, BROKEN_STATEMENT):
        return JSONResponse({"flows": False, "rule": "database_unreachable"}, 503)
    state |= {"consuming": runtime.bus_connected, "relay_leads": runtime.relay.leads}
    waits = state["parked"].get("not_yet", {}).get("oldest_seconds", 0)
    flows = (
        runtime.bus_connected
        and state["outbox_oldest_seconds"] < STALE_OUTBOX_S
        and state["stopped_oldest_seconds"] < STALE_OUTBOX_S
        and waits < STALE_WAIT_S
    )
    return JSONResponse({"flows": flows, **state}, 200 if flows else 503)


async def bus_state(tx: Tx) -> dict[str, Any]:
    """Outbox, stopped, parked and dead rows of one schema; ages of the oldest in seconds."""
    rows, oldest = await backlog(tx)
    stopped, stands = await held(tx)
    kinds = {kind: {"rows": n, "oldest_seconds": age} for kind, n, age in await parked(tx)}
    dead = await tx.fetchval(DEAD)
    return {
        "outbox_rows": rows, "outbox_oldest_seconds": oldest,
        "stopped_rows": stopped, "stopped_oldest_seconds": stands,
        "parked": kinds, "dead_letters": dead,
    }  # fmt: skip


@router.get("/metrics")
async def prometheus(request: Request) -> PlainTextResponse:
    """Prometheus metrics; the gauges are read from the database at this moment."""
    runtime = request.app.state.runtime
    try:
        async with runtime.transaction() as tx:
            _show(runtime.service.name, await bus_state(tx))
    except (*OUTAGE, BROKEN_STATEMENT):
        runtime.log.warning("metrics_without_database")
    return PlainTextResponse(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _show(service: str, state: Mapping[str, Any]) -> None:
    metrics.OUTBOX_ROWS.labels(service).set(state["outbox_rows"])
    metrics.OUTBOX_OLDEST.labels(service).set(state["outbox_oldest_seconds"])
    metrics.STOPPED.labels(service).set(state["stopped_rows"])
    metrics.STOPPED_OLDEST.labels(service).set(state["stopped_oldest_seconds"])
    metrics.DEAD.labels(service).set(state["dead_letters"])
    for kind in ("early", "not_yet", "failed"):
        found = state["parked"].get(kind, {"rows": 0, "oldest_seconds": 0})
        metrics.PARKED.labels(service, kind).set(found["rows"])
        metrics.PARKED_OLDEST.labels(service, kind).set(found["oldest_seconds"])


@router.get("/asyncapi.json")
async def events(request: Request) -> JSONResponse:
    """The events this service says and hears, as AsyncAPI 3.0."""
    return JSONResponse(asyncapi.document(request.app.state.runtime.service))
