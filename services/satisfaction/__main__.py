"""Run satisfaction: ``python -m services.satisfaction``."""

from services.satisfaction.app import SERVICE
from shared.service import main

main(SERVICE)
