"""What the system does per second, each figure beside its baseline in the same run."""
