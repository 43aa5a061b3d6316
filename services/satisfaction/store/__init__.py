"""Every SQL statement of satisfaction, one file per noun."""

from services.satisfaction.store.cases import load_cases

__all__ = ["load_cases"]
