"""What to call the device somebody signed in with, so that they know it again."""

_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def name(user_agent: str) -> str:
    """Return browser and system, `Firefox · Windows`; "" where neither is known."""
    known = (
        next((n for mark, n in table if mark in user_agent), "") for table in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, known))
