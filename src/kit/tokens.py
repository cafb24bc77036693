"""Secrets that travel in addresses, cookies and forms: made, hashed, signed, compared."""

import hashlib
import hmac
import secrets


def new() -> str:
    """Return 256 fresh random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def digest(kind: str, token: str) -> bytes:
    """Return what is stored instead of `token`; each kind hashes apart, so none opens another's door."""
    return hashlib.sha256(f"{kind}:{token}".encode()).digest()


def signature(key: bytes, *parts: str) -> str:
    """Return HMAC-SHA256 over `parts` in hex (RFC 2104); parts cannot run into each other."""
    message = b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
