"""Run routing: ``python -m services.routing``."""

from services.routing.app import SERVICE
from shared.service import main

main(SERVICE)
