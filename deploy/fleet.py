"""Services as real processes of this machine: for demo, development stack and tests."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from deploy.cli.connect import url_setting
from deploy.servers.process import ServerFailed, end, is_free, spawn, tail

PROJECT = Path(__file__).resolve().parents[1]

READY_S = 60
STOP_S = 20
PROBE_S = 0.05
KEEPER_S = 0.5


class Member:
    """One replica of one service.  It keeps its port and its log over restarts."""

    def __init__(self, name: str, number: int, env: Mapping[str, str], directory: Path) -> None:
        self.name = name
        self.number = number
        self.log = directory / f"{name}-{number}.log"
        self.wanted = False
        self._port_file = directory / f"{name}-{number}.port"
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def __str__(self) -> str:
        return f"{self.name}/{self.number}"

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    @property
    def url(self) -> str:
        """Where it answers.  Raises FileNotFoundError before it was ever up."""
        return f"http://127.0.0.1:{self._port_file.read_text()}"

    def launch(self) -> None:
        """Start it; to be called from the main thread."""
        self.wanted = True
        if self.pid is not None:
            return
        ours = {k: v for k, v in os.environ.items() if not k.startswith("HEARTBRIDGE_")}
        port = self._port_file.read_text() if self._port_file.exists() else "0"
        if not is_free(int(port)):
            self._port_file.unlink()  # somebody took it meanwhile
            port = "0"
        self._process = spawn(
            [sys.executable, "-m", f"services.{self.name}"],
            log=self.log,
            cwd=PROJECT,
            env={
                **ours,
                **self._env,
                "HEARTBRIDGE_HTTP_PORT": port,
                "HEARTBRIDGE_PORT_FILE": str(self._port_file),
            },
        )

    async def is_up(self, http: httpx.AsyncClient) -> bool:
        """Database and bus are reached.  Raises `ServerFailed` when it ended instead."""
        if self.pid is None:
            raise ServerFailed(f"{self} ended at once{tail(self.log)}")
        try:
            said = [await http.get(f"{self.url}/{path}") for path in ("readyz", "busz")]
        except (FileNotFoundError, httpx.TransportError):
            return False
        return all(answer.status_code == httpx.codes.OK for answer in said)

    def kill(self) -> None:
        """SIGKILL it.  It stays dead until it is launched again."""
        self.wanted = False
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def ask_to_end(self) -> None:
        """SIGTERM, without waiting."""
        self.wanted = False
        if self.pid is not None and self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """SIGTERM, and wait until it has ended."""
        self.wanted = False
        if self._process is not None:
            end(self._process, signal.SIGTERM, STOP_S)


class Fleet:
    """Services, each with so many replicas, as processes that never outlive us.

    Parameters
    ----------
    names : the services
    env : each service's ``HEARTBRIDGE_…`` variables, as `Site.environments` gives them
    directory : for logs and port files
    replicas : of each service
    """

    def __init__(
        self,
        names: Iterable[str],
        env: Mapping[str, Mapping[str, str]],
        directory: Path,
        replicas: int = 1,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.members = {
            (name, number): Member(name, number, env[name], directory)
            for name in names
            for number in range(replicas)
        }
        self._keeper: asyncio.Task[None] | None = None

    def __getitem__(self, which: str | tuple[str, int]) -> Member:
        """``fleet["routing"]`` is the first replica, ``fleet["routing", 1]`` the second."""
        return self.members[(which, 0) if isinstance(which, str) else which]

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def logs(self) -> list[Path]:
        """One file per replica."""
        return [member.log for member in self.members.values()]

    def obituaries(self) -> list[str]:
        """The last words of every replica that is wanted and not running."""
        return [
            f"{m} is not running{tail(m.log)}"
            for m in self.members.values()
            if m.wanted and m.pid is None
        ]

    def url(self, name: str, number: int = 0) -> str:
        """Where a replica answers."""
        return self[name, number].url

    @property
    def addresses(self) -> dict[str, str]:
        """Where the first replica of each answers, as the command line is told."""
        return {url_setting(name): m.url for (name, n), m in self.members.items() if n == 0}

    async def start(self) -> None:
        """Start all, and wait until they serve people and events."""
        for member in self.members.values():
            member.launch()
        await self.until_up()

    async def until_up(self, seconds: float = READY_S) -> None:
        """Wait until every replica that is wanted serves people and events."""
        limit = time.monotonic() + seconds
        waiting = [m for m in self.members.values() if m.wanted]
        async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
            while waiting:
                waiting = [m for m in waiting if not await self._comes_up(m, http)]
                if waiting and time.monotonic() > limit:
                    names = ", ".join(str(m) for m in waiting)
                    raise ServerFailed(f"not up in {seconds:g} s: {names}{tail(waiting[0].log)}")
                await asyncio.sleep(PROBE_S if waiting else 0)

    async def _comes_up(self, member: Member, http: httpx.AsyncClient) -> bool:
        try:
            return await member.is_up(http)
        except ServerFailed:
            if self._keeper is None:
                raise
            return False

    async def restart(self, name: str, number: int = 0) -> None:
        """Start a replica again, on the same port, and wait until it is up."""
        member = self[name, number]
        await asyncio.to_thread(member.stop)
        member.launch()
        await self.until_up()

    def keep(self) -> None:
        """From now on start again whatever ends by itself, as an orchestrator would."""
        self._keeper = self._keeper or asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            for member in self.members.values():
                if member.wanted and member.pid is None:
                    member.launch()
            await asyncio.sleep(KEEPER_S)

    async def stop(self) -> None:
        """End all in order."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        for member in self.members.values():
            member.ask_to_end()
        await asyncio.gather(*(asyncio.to_thread(m.stop) for m in self.members.values()))
