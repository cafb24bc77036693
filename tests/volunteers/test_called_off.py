import accounts.tables
from events import activities
from tests import make
from tests.volunteers import crowds
from volunteers import pairing, pairs
from volunteers.rules.pairs import PairStatus
from volunteers.tables import applications as rows
from web import wiring


async def test_an_activity_called_off_frees_its_pairs_and_tells_whoever_counted_on_it(db):
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    await rows.Application.update({rows.Application.email: "helper@example.org"}).where(
        rows.Application.activity == activity.id
    )
    current = await activities.find(actor, activity.id)

    await activities.cancel(actor, activity.id, current.version, "The school is closed")

    ended = await pairs.of(activity.id, (PairStatus.DROPPED,))
    mails = await accounts.tables.OutboxMail.select().where(
        accounts.tables.OutboxMail.recipient == "helper@example.org"
    )
    assert await pairs.of_activity(actor, activity.id) == []
    assert len(ended) == 2
    assert len(mails) == 2
    assert all(activity.title in mail["subject"] for mail in mails)
