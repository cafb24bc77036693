"""Columns of our own: what a table says of a value beyond its type."""

from piccolo.columns import Bytea


class Encrypted(Bytea):
    """A column that holds what `kit.crypto.seal` made; reading it into a fact gives a `Secret`."""
