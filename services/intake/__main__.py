"""Runs intake: ``python -m services.intake``."""

from services.intake.app import SERVICE
from shared.service import main

main(SERVICE)
