"""What the safeguarding lead of the demo has on the table: a request for leave, and a report taken up."""

from accounts import organizations
from accounts.rules.grants import Field, Wanted
from accounts.rules.permissions import Actor
from accounts.rules.switches import ConcernContact
from events.rules.activities import Activity
from volunteers import access, cases, concerns
from volunteers.rules.concerns import Category, NewConcern

REPORT = NewConcern(
    "放学时他在校门口等到天黑，说家里这几天没有大人。门卫老师陪他等到七点。",
    Category.LIVING_ALONE,
    "豆豆",
    "门卫室",
)
STEP = "打电话给班主任，约好明天下午和村委会一起家访。"


async def write(team: dict[str, Actor], activity: Activity) -> None:
    """Let the organiser ask for leave, and the lead take up what the school's gate reported."""
    lead = team["safeguarding"]
    await organizations.name_concern_contact(lead, ConcernContact(lead.name, "028 0000 0002"))
    wanted = Wanted((Field.GIVEN_NAME, Field.ALLERGY_TEXT), "给过敏的孩子备餐", 7)
    await access.ask(team["organizer"], activity.id, wanted)
    await concerns.report(REPORT, slug=activity.slug)
    [report] = await cases.listed(lead)
    await cases.add_step(lead, report.id, STEP)
