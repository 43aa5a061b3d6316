"""The command line tells where services answer, and ends in peace when nobody reads on."""

import os
import subprocess
import sys

from deploy.cli.connect import PROJECT, SERVICES, url_setting


def addresses(stdout, **told):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)} | told
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", "addresses"],
        env=env, stdout=stdout, stderr=-1, text=True, timeout=60, check=False,
    )  # fmt: skip


ALL = {url_setting(name): f"http://127.0.0.1:80{n}" for n, name in enumerate(SERVICES)}


def test_addresses_are_lines_for_a_shell():
    told = addresses(subprocess.PIPE, **ALL)
    assert told.stdout.splitlines()[:2] == [
        "INTAKE=http://127.0.0.1:800", "ROUTING=http://127.0.0.1:801",
    ]  # fmt: skip
    assert (told.returncode, len(told.stdout.splitlines())) == (0, len(SERVICES))


def test_who_stops_reading_is_no_server_that_is_gone():
    reads, writes = os.pipe()
    os.close(reads)
    told = addresses(writes, **ALL)
    os.close(writes)
    assert (told.returncode, told.stderr) == (0, "")
