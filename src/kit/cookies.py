"""Cookies that scripts cannot read and other sites cannot send (RFC 6265bis)."""

from litestar.datastructures import Cookie

from kit.settings import settings


def cookie_name(what: str) -> str:
    """Return the cookie's name; the `__Host-` prefix needs https (T33)."""
    return f"__Host-{what}" if settings().is_secure else what


def set_cookie(name: str, value: str, max_age: int) -> str:
    """Return a `Set-Cookie` value, for middleware that writes headers itself."""
    secure = "; Secure" if settings().is_secure else ""
    return f"{cookie_name(name)}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"


def cookie(name: str, value: str, max_age: int) -> Cookie:
    """Return the same cookie for a page's answer; a `max_age` of 0 takes it away."""
    return Cookie(
        key=cookie_name(name),
        value=value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=settings().is_secure,
    )
