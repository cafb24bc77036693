"""One crowd before one site for all these tests; what a test does is undone behind it."""

import pytest

from piccolo_conf import DB
from tests.safety import visiting
from tests.safety.walking import Crowd
from web.app import create_app


@pytest.fixture(scope="package")
async def gathered(schema):
    async with DB.transaction() as transaction:
        yield await Crowd.gathered(create_app())
        await transaction.rollback()


@pytest.fixture
async def crowd(gathered):
    async with visiting.undone():
        yield gathered
