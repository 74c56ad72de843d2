"""What a test does when the machine lacks something it needs."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test, saying what is missing; where CI=true nothing may be missing, and the test fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}; with CI=true this is a failure", pytrace=False)
    pytest.skip(what)
