"""Every controller of the site, in the order of the menu."""

from litestar import Controller

CONTROLLERS: list[type[Controller]] = []
