"""D14, papers: names only where the list is theirs, nothing personal in what surrounds the pages."""

import io

import pypdf
import pytest

from accounts.rules.permissions import Role
from tests.safety import visiting
from tests.safety.reading import MAY_SEE, words
from tests.safety.reading import found as seen

NO_PHONES = {"phone", "email", "student_no", "motivation", "partner_row", "adult"}


@pytest.mark.parametrize("who", [role.value for role in Role])
async def test_d14_papers_say_only_what_the_role_may_read(crowd, who):
    texts, around = {}, {}
    async with visiting.visitor(crowd.app, crowd.home.people[who]) as client:
        for way in crowd.ways:
            if not way.path.endswith(".pdf"):
                continue
            answer = await client.get(visiting.address(way, crowd.home))
            if answer.status_code != 200:
                continue
            paper = pypdf.PdfReader(io.BytesIO(answer.content))
            texts[way.path] = "".join("".join(p.extract_text().split()) for p in paper.pages)
            around[way.path] = (
                f"{paper.metadata} {paper.xmp_metadata and paper.xmp_metadata.stream.get_data()} {answer.headers}"
            )

    assert len(texts) >= 2
    found = seen(texts, words(crowd))
    assert {name: at for name, at in found.items() if name not in MAY_SEE[who] - NO_PHONES} == {}
    assert seen(around, words(crowd)) == {}
    if who == "owner":
        assert {"volunteer", "codename"} <= found.keys()
