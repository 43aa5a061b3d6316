"""What each command may hold is as it is written down."""

import services.intake.domain
from tests.limits import lines, written


def test_the_limits_of_each_command_are_as_written() -> None:
    domain = services.intake.domain
    assert written(domain).read_text().splitlines() == lines(domain), "python -m tests.limits"
