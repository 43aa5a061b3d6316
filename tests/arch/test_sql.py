"""Business time is clock.now(); and the tables are what the migrations made."""

import re
from pathlib import Path

import pytest

from deploy.cli.connect import PROJECT, SERVICES

SQL_FILES = sorted(
    [*PROJECT.glob("services/*/store/*.py"), *PROJECT.glob("services/*/store.py"),
     *PROJECT.glob("services/*/schema.sql"), *PROJECT.glob("services/*/channels/*.py")]
)  # fmt: skip

REAL_TIME = re.compile(
    r"(?<![\w.])(now\(\)|current_timestamp|current_date|localtimestamp)", re.IGNORECASE
)
WALL_CLOCK = re.compile(r"clock_timestamp\(\)|statement_timestamp\(\)", re.IGNORECASE)


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda f: str(f.relative_to(PROJECT)))
def test_no_business_statement_reads_the_real_time(file: Path) -> None:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        business = line.replace("clock.now()", "")
        assert not REAL_TIME.search(business), f"{file.name}:{number}"


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda f: str(f.relative_to(PROJECT)))
def test_who_reads_the_wall_clock_says_why(file: Path) -> None:
    text = file.read_text()
    if WALL_CLOCK.search(text):
        assert "real time" in text.lower()


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_files(service: str) -> None:
    home = PROJECT / "services" / service
    for name in ("__main__.py", "app.py", "schema.sql"):
        assert (home / name).is_file(), name
    for name in ("api", "handlers", "domain", "store"):
        assert (home / name).is_dir() or (home / f"{name}.py").is_file(), name
    assert list((home / "migrations").glob("0001_*.sql"))
