"""D14: personal words show up only before those who may see them, and never in calendars, mails about children, logs."""

from msgspec import structs
from msgspec.structs import asdict

from accounts.tables import OutboxMail
from tests.safety import reading, visiting


async def test_d14_a_volunteer_reads_of_themselves_and_their_pod(crowd):
    key = crowd.home.links["volunteer"]
    async with visiting.visitor(crowd.app, None, key) as client:
        read = await visiting.crawl(client, f"/v/{key}")
    text = "\n".join(answer.text for answer in read.values())

    said = crowd.home.canaries
    names = [n for n in range(6) if f"{said.volunteer}{n}" in text]
    children = [n for n in range(6) if f"{said.codename}{n}" in text]
    assert names[0] == 0
    assert len(names) <= 2  # the pod is two pairs
    assert len(children) <= 2
    assert [word for word in (said.partner_row, said.adult, said.source) if word in text] == []
    assert said.phone not in text.replace(f"{said.phone}0", "")
    assert reading.found({"": text}, asdict(crowd.foreign.canaries)) == {}


async def test_d14_calendars_name_nobody_and_nothing_of_a_child(crowd):
    async with visiting.visitor(crowd.app) as client:
        feeds = {
            name: await client.get(crowd.home.links[name]) for name in ("own", "crew", "public")
        }

    assert {name: feed.status_code for name, feed in feeds.items()} == dict.fromkeys(feeds, 200)
    assert all(feed.text.count("BEGIN:VEVENT") for feed in feeds.values())
    read = {name: feed.text.replace("\r\n ", "") for name, feed in feeds.items()}
    assert reading.found(read, reading.words(crowd)) == {}


async def test_d14_mails_name_no_child_and_nobody_but_whom_they_go_to(crowd):
    said = crowd.home.canaries
    rows = await OutboxMail.select().where(OutboxMail.recipient.like(f"%{said.email}"))

    assert len(rows) > 0
    for row in rows:
        text = row["subject"] + row["body"]
        own = row["recipient"].removesuffix(said.email)
        assert [n for n in range(6) if f"{said.volunteer}{n}" in text] in ([], [int(own)])
        assert [
            word for word in (said.codename, said.phone, said.partner_row) if word in text
        ] == []


async def test_d14_the_log_names_nobody(crowd, capfd):
    for who, start in ((crowd.home.owner, "/"), (None, crowd.home.links["page"])):
        async with visiting.visitor(crowd.app, who) as client:
            await visiting.crawl(client, start)
    async with visiting.visitor(crowd.app, crowd.home.owner) as client:
        for way in crowd.ways:
            if way.method == "POST":
                async with visiting.undone():
                    where, said = crowd.form(way)
                    text = crowd.home.canaries.volunteer
                    await client.post(
                        where, data={n: [text, "\0"] for n in said}, params={"q": text}
                    )

    out, err = capfd.readouterr()
    assert {name: word for name, word in reading.words(crowd).items() if word in out + err} == {}
    key = crowd.home.links["volunteer"]
    assert [secret for secret in (key, crowd.home.activity.slug) if secret in out + err] == []


async def test_d14_a_name_added_to_an_entry_is_found(crowd, monkeypatch):
    """The control: somebody writes the volunteer's name into the title of a date."""
    from exports.rules import dated

    honest = dated.place

    def naming(activity, application, *rest, **more):
        entry = honest(activity, application, *rest, **more)
        return structs.replace(entry, title=f"{entry.title} {application.name}")

    monkeypatch.setattr(dated, "place", naming)

    async with visiting.visitor(crowd.app) as client:
        feed = await client.get(crowd.home.links["own"])

    assert "volunteer" in reading.found(
        {"own": feed.text.replace("\r\n ", "")}, reading.words(crowd)
    )
