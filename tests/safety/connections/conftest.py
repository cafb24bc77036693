"""Drills of what several connections do to each other: nothing here is rolled back behind a test."""

import pytest

POOL = 4


@pytest.fixture
async def pool(schema):
    """A small pool of real connections, shut again behind the test."""
    from piccolo_conf import DB

    await DB.start_connection_pool(min_size=1, max_size=POOL)
    yield DB
    await DB.close_connection_pool()


@pytest.fixture
async def owner(pool):
    """An owner whose association goes away with the test, whatever was written into it."""
    from tests import make

    actor = await make.actor()
    yield actor
    await _forget(actor.organization_id)


async def _forget(organization_id) -> None:
    """Delete an association with all that hangs on it: children's tables first, by foreign keys."""
    from accounts.tables import Account, Organization

    tables = await Account.raw(
        "SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent, a.attname AS field "
        "FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f'"
    )

    async def delete(table: str, where: str) -> None:
        for row in tables:
            if row["parent"] == table and row["child"] != table:
                await delete(
                    row["child"], f'"{row["field"]}" IN (SELECT id FROM {table} WHERE {where})'
                )
        await Account.raw(f"DELETE FROM {table} WHERE {where}")

    accounts = await Account.raw(
        "SELECT account FROM membership WHERE organization = {}", organization_id
    )
    await delete(Organization._meta.tablename, f"id = '{organization_id}'")
    for row in accounts:
        await delete(Account._meta.tablename, f"id = '{row['account']}'")
