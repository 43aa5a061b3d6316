"""The commands that the pages show are run as they stand, and answer what the pages say.

A block of ``sh`` is run; the block of ``json`` below it is what its last command answers, with … for
what differs from time to time.
"""

import asyncio
import json
import os
import re
from itertools import pairwise

from deploy.cli.connect import PROJECT

BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = "--8<--"


def blocks_of(page, section=""):
    """The page's blocks in order; of one section, if it is named."""
    text = (PROJECT / page).read_text()
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return BLOCK.findall(text)


async def outputs_of(blocks, system, fleet, tmp_path):
    """What each block of ``sh`` prints, all of them typed into one shell."""
    commands = [code for kind, code in blocks if kind == "sh"]
    env = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    shell = await asyncio.create_subprocess_exec(
        "bash", "-eu", stdin=-1, stdout=-1, stderr=-2, cwd=PROJECT,
        env=env | system.site.operator | fleet.addresses,
    )  # fmt: skip
    async with asyncio.timeout(120):
        printed, _ = await shell.communicate(f"\necho '{CUT}'\n".join(commands).encode())
    assert shell.returncode == 0, printed.decode()[-2000:]
    return printed.decode().split(f"{CUT}\n")


def is_as_told(answer, told):
    """Whether an answer has all that is told of it."""
    if isinstance(told, dict):
        return isinstance(answer, dict) and all(
            name in answer and is_as_told(answer[name], value) for name, value in told.items()
        )
    if isinstance(told, list):
        return len(answer) == len(told) and all(map(is_as_told, answer, told))
    return told in ("…", answer)


async def as_the_page_says(page, section, system, fleet, tmp_path):
    blocks = blocks_of(page, section)
    printed = iter(await outputs_of(blocks, system, fleet, tmp_path))
    outputs = [next(printed) if kind == "sh" else "" for kind, _ in blocks]
    compared = 0
    for (output, (kind, _)), (_, (below, told)) in pairwise(zip(outputs, blocks, strict=True)):
        if (kind, below) == ("sh", "json"):
            answer = json.loads(output.strip().splitlines()[-1])
            assert is_as_told(answer, json.loads(told)), (answer, told)
            compared += 1
    assert compared == sum(kind == "json" for kind, _ in blocks)
    return outputs


async def test_the_page_takes_a_case_from_its_arrival_to_its_close(system, tmp_path):
    async with system.fleet() as fleet:
        outputs = await as_the_page_says("docs/whole-way.md", "", system, fleet, tmp_path)
    assert "close 办结" in outputs[-1]  # the timeline
    assert "BROKEN" not in outputs[-1]
    for paper in ("letter.pdf", "archive.pdf"):
        assert (tmp_path / paper).read_bytes().startswith(b"%PDF")
    refused = [
        json.loads(told)["rule"] for _, told in blocks_of("docs/whole-way.md") if '"rule"' in told
    ]
    assert refused == ["no_instruction", "stale_version"]


async def test_the_readme_s_first_case_comes_in_and_is_claimed(system, tmp_path):
    async with system.fleet() as fleet:
        await as_the_page_says("README.md", "Your first case", system, fleet, tmp_path)
