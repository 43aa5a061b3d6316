"""The fonts that letters are printed in, installed like the servers: from the distribution's packages."""

from functools import partial
from pathlib import Path

from deploy.servers.packages import require
from deploy.servers.process import ServerFailed
from services.routing.documents.fonts import PACKAGES, Fonts, installed
from shared.rules import Refused


def require_fonts() -> None:
    """Install what is missing.  Raises `ServerFailed` with what a person can type.

    An office that has its own fonts for every face needs none of these.
    """
    try:
        Fonts(installed())
    except Refused:
        for file, package in PACKAGES.items():
            require(partial(_find, file), package)


def offer_fonts() -> None:
    """As `require_fonts`; without them letters are still made as DOCX, and a PDF says what it needs."""
    try:
        require_fonts()
    except ServerFailed as error:
        print(f"letters as PDF need Chinese fonts: {error}", flush=True)


def _find(file: str) -> Path | None:
    return installed().get(file.lower())
