"""Transactions, and the way a row leaves the database: as a frozen Struct."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from piccolo.engine import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from kit.crypto import Secret

T = TypeVar("T", bound=msgspec.Struct)
Row = TypeVar("Row")

ACQUIRE_SECONDS = 15


class _Transaction(PostgresTransaction):
    """Piccolo's transaction, mended: the connection goes home even if COMMIT itself fails (T13)."""

    async def get_connection(self) -> Any:
        if self.engine.pool:
            return await self.engine.pool.acquire(timeout=ACQUIRE_SECONDS)
        return await self.engine.get_new_connection()

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._parent is not None:
            return exception is None
        try:
            if exception is not None:
                await self.rollback()  # type: ignore[no-untyped-call]
            elif not self._rolled_back and not self._committed:
                await self.commit()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return exception is None

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class Engine(PostgresEngine):
    """Piccolo's engine with the mended transaction."""

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        return _Transaction(engine=self, allow_nested=allow_nested)


@asynccontextmanager
async def pool(most: int, **settings: Any) -> AsyncGenerator[None]:
    """Keep up to `most` connections open; without a pool each statement outside a transaction opens its own."""
    engine = cast("PostgresEngine", engine_finder())
    await engine.start_connection_pool(min_size=1, max_size=most, **settings)
    try:
        yield
    finally:
        await engine.close_connection_pool()


@asynccontextmanager
async def transaction() -> AsyncGenerator[None]:
    """All or nothing, also when nested: an inner block that fails undoes its own part only."""
    engine = cast("PostgresEngine", engine_finder())
    nested = engine.transaction_exists()
    async with engine.transaction() as current:
        savepoint = await current.savepoint() if nested else None
        try:
            yield
        except BaseException:
            if savepoint:
                await savepoint.rollback_to()  # type: ignore[no-untyped-call]
            raise


def batches(rows: Sequence[Row], size: int = 500) -> Iterator[Sequence[Row]]:
    """Cut `rows` for one INSERT each: PostgreSQL takes at most 32,767 parameters in a statement."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def by_id(numbers: Mapping[UUID, int]) -> QueryString:
    """Return what an UPDATE writes where each row gets the number of its id: one statement for all."""
    return QueryString(
        "({}::int[])[array_position({}::uuid[], id)]", list(numbers.values()), list(numbers)
    )


def literal(text: str) -> str:
    """Keep LIKE from reading wildcards in what was typed (T20)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def fact(struct: type[T], row: Mapping[str, Any]) -> T:
    """Return one selected row as a `struct`; columns the Struct does not name are left out."""
    return msgspec.convert(row, struct, dec_hook=_secret)


def facts(struct: type[T], rows: Iterable[Mapping[str, Any]]) -> list[T]:
    """Return selected rows as a list of `struct`, converted in one go."""
    return msgspec.convert(list(rows), list[struct], dec_hook=_secret)  # type: ignore[valid-type]


def _secret(wanted: type, value: Any) -> Secret:
    """Wrap the bytes of an encrypted column, so that nothing prints them by accident."""
    if wanted is Secret and isinstance(value, bytes):
        return Secret(value)
    raise NotImplementedError
