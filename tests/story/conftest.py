"""The stories' assertions tell what they compared."""

import pytest

pytest.register_assert_rewrite("tests.story.stories")
