"""The gateway of demo and tests: a file with one JSON line per SMS.  It gives no receipts."""

import asyncio
import json
import os
from pathlib import Path

from services.notify.channels.sms import GatewayError
from services.notify.domain.deliveries import Result, Sms
from services.notify.domain.templates import SIGNATURE


class FileGateway:
    """Appends to one file, which several replicas may share.

    Parameters
    ----------
    path : made, with its folder, at the first SMS
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    async def send(self, sms: Sms) -> None:
        """Append one line and wait until the disk has it."""
        line = {
            "delivery_id": sms.delivery_id,
            "to": sms.to,
            "text": SIGNATURE + sms.text,
            "at": sms.at.isoformat(),
            "pieces": sms.pieces,
        }
        await asyncio.to_thread(self._append, json.dumps(line, ensure_ascii=False).encode() + b"\n")

    async def found(self, delivery_id: str) -> Result:
        """Accepted if the file has the SMS."""
        found = await asyncio.to_thread(self._has, delivery_id)
        return Result.ACCEPTED if found else Result.UNKNOWN

    def _append(self, line: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:
            raise GatewayError(permanent=False) from None
        # From here on the line may be in the file whatever is raised: the sweeper looks it up.
        try:
            written = os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if written < len(line):
            raise OSError("the disk took a part of the line only")

    def _has(self, delivery_id: str) -> bool:
        try:
            with self.path.open(encoding="utf-8", errors="replace") as lines:
                return any(_names(line, delivery_id) for line in lines)
        except FileNotFoundError:
            return False
        except OSError:
            raise GatewayError(permanent=False) from None


def _names(line: str, delivery_id: str) -> bool:
    if delivery_id not in line:
        return False
    try:
        return bool(json.loads(line)["delivery_id"] == delivery_id)
    except (ValueError, KeyError, TypeError):
        return False  # a torn line: the SMS did not get through whole
