"""The full drills run when they are asked for (`make drills`); `make test` has reduced ones in tests/safety."""

import pytest

from tests.safety.conftest import crowd, gathered  # noqa: F401 -- the fixtures


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return None if any("drills" in str(given) for given in config.invocation_params.args) else True
