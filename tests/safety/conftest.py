"""One crowd before one site for all these tests; what a test does is undone behind it.

Nothing of ours is imported before the run has its database: `tests/conftest.py` names it first.
"""

import pytest


@pytest.fixture(scope="package")
async def gathered(schema):
    from piccolo_conf import DB
    from tests.safety.walking import Crowd
    from web.app import create_app

    async with DB.transaction() as transaction:
        yield await Crowd.gathered(create_app())
        await transaction.rollback()


@pytest.fixture
async def crowd(gathered):
    from tests.safety import visiting

    async with visiting.undone():
        yield gathered
