"""Run notify: ``python -m services.notify``."""

from services.notify.app import SERVICE
from shared.service import main

main(SERVICE)
