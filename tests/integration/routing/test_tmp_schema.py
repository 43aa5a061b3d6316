import os, subprocess, sys, json, httpx, uuid
from pathlib import Path
from deploy.cli.connect import PROJECT
DATA = PROJECT / "deploy/demo/data"

async def test_tmp(system):
    async with system.fleet(["routing"]) as fleet:
        site = system.site
        url = fleet.url("routing")
        async with httpx.AsyncClient() as http:
            r = await http.post(url + "/v1/organisation", content=(DATA / "organisation.json").read_bytes(), headers={"Authorization": "Bearer " + site.token("admin", "a"), "Idempotency-Key": "x", "Content-Type": "application/json"}, timeout=30)
            assert r.status_code == 200, r.text
        for role, more in [("clerk", {}), ("reviewer", {}), ("unit", {"unit": "ll-police"}), ("leader", {"post": "ll-secretary"}), ("county_leader", {"post": "141181-secretary"}), ("admin", {}), ("office_head", {})]:
            token = site.token(role, "郑某406", **more)
            done = subprocess.run([str(Path(sys.executable).parent / "schemathesis"), "run", f"{url}/openapi.json", "--url", url, "--header", f"Authorization: Bearer {token}", "--checks", "not_a_server_error", "--phases", "coverage,fuzzing", "--max-examples", "40", "--no-color", "--suppress-health-check", "all"], cwd=PROJECT, capture_output=True, text=True, env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.schema_hooks", "PYTHONPATH": "."})
            print(role, done.returncode, done.stdout[-300:])
            assert done.returncode == 0, done.stdout[-5000:]
