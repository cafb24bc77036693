"""D3 in full: a hundred forms, each sent five times at once."""

from tests.safety.connections.conftest import owner, pool  # noqa: F401 -- the fixtures
from tests.safety.connections.test_d03_once import copies


async def test_d3_a_hundred_forms_count_a_hundred_times(owner):  # noqa: F811
    done, answers = await copies(owner, forms=100)

    assert {answer.status_code for answer in answers} == {303}
    assert done == 100
