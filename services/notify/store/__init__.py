"""Every SQL statement of notify, one file per noun."""

from services.notify.store.contacts import load_cases

__all__ = ["load_cases"]
