"""One deputy with several authorities 授权: each of them counts."""

import json

import pytest

from tests.integration.routing.conftest import DATA, Routing

MARCH = {"from": "2022-03-01", "to": "2022-03-31"}
APRIL = {"from": "2022-04-01", "to": "2022-04-30"}


@pytest.mark.parametrize("second", [{"scope": "阅批"} | MARCH, {"scope": "批示"} | APRIL])
async def test_each_of_a_deputy_s_authorities_counts(bare: Routing, second: dict[str, str]) -> None:
    file = json.loads((DATA / "organisation.json").read_text())
    [post] = [p for p in file["posts"] if p["id"] == "ll-secretary"]
    name = {"name": "冯某408"}
    post["deputies"] = [name | {"scope": "批示"} | MARCH, name | second]
    await bare.do("admin", "/organisation", file)
    await bare.open()
    await bare.instruct("deputy", mode="deputy")  # 28 March
