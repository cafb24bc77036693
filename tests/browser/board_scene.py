"""An activity for the pairing board: `python -m tests.browser.board_scene`, in the site's environment.

Five volunteers and four children, of whom two have somebody; it prints where the board is.
"""

import asyncio
import sys

from tests.browser.scene import team
from tests.volunteers import crowds
from volunteers import pairing
from web import wiring


async def write() -> str:
    """Write the activity and return the address of its board."""
    owner = (await team())["organizer"]
    activity = await crowds.ready(owner, 5, 4)
    volunteers, children = await crowds.everybody(activity)
    for volunteer, child in zip(volunteers[:2], children[:2], strict=True):
        await pairing.place(owner, activity.id, volunteer, child)
    return f"/a/{activity.id}/pairs"


if __name__ == "__main__":
    wiring.connect()
    sys.stdout.write(asyncio.run(write()))
