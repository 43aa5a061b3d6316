"""One seed stands for everything random, Hypothesis included: ``--hypothesis-seed`` repeats a run."""

import random
import secrets

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if config.getoption("hypothesis_seed") is None:
        config.option.hypothesis_seed = str(secrets.randbelow(2**32))


def pytest_report_header(config):
    seed = config.getoption("hypothesis_seed")
    return f"seed: {seed} (repeat with --hypothesis-seed={seed})"


@pytest.fixture
def rng(request) -> random.Random:
    """Randomness that the run's seed repeats."""
    seed = request.config.getoption("hypothesis_seed")
    return random.Random(f"{seed} {request.node.nodeid}")
