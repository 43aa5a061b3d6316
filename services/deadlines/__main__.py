"""Run deadlines 督办."""

from services.deadlines.app import SERVICE
from shared.service import main

main(SERVICE)
