"""Every SQL statement of routing."""
