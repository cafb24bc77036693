"""Rows about the call for volunteers and those who answered it."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from accounts.tables import Account, Organization
from events.tables import Activity
from kit.columns import Encrypted
from volunteers.rules.applications import ApplicationStatus, Gender, Mode
from volunteers.rules.eligibility import EligibilityKind
from volunteers.rules.questions import QuestionKind


class Recruitment(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    mode = Varchar(length=12, choices=Mode, default=Mode.FIRST_COME)
    quota = Integer(default=0)
    taken = Integer(default=0)
    reserve = Integer(default=0)
    next_number = Integer(default=0)
    next_rank = Integer(default=0)
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    risk_statement = Text(default="")
    summary = Text(default="")
    criteria = Array(base_column=Varchar(length=60), default=list)
    weights = Array(base_column=Integer(), default=list, help_text="one for each criterion")
    reviewers = Integer(default=2, help_text="how many scores an application needs")
    blind = Boolean(default=False, help_text="reviewers see numbers instead of names")
    answer_hours = Integer(default=48, help_text="how long a place waits for its answer")
    seed = Varchar(length=64, default="", help_text="of the draw; written when it is made")
    drawn_at = Timestamptz(null=True, default=None)
    drawn_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.set_null)
    asks_wish = Boolean(default=False, help_text="applicants say which post they would like")
    version = Integer(default=1)

    never_oversold = Check("taken >= 0 AND taken <= quota")


class Post(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=60)
    needed = Integer(default=0)
    child_contact = Boolean(default=False)
    qualification = Varchar(length=60, default="")
    description = Varchar(length=300, default="")
    position = Integer(default=0)
    open = Boolean(default=True, help_text="can be wished for on the public page")
    quota = Integer(null=True, default=None)
    taken = Integer(default=0)
    modules = Array(base_column=UUID(), default=list, help_text="training it needs")
    version = Integer(default=1)

    post_never_oversold = Check("taken >= 0 AND (quota IS NULL OR taken <= quota)")


class Source(Table):
    """How many volunteers one college, class or school may send."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    name = Varchar(length=100)
    places = Integer(default=0)
    taken = Integer(default=0)
    position = Integer(default=0)

    source_once = Unique([activity, name])
    source_never_oversold = Check("taken >= 0 AND taken <= places")


class Question(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    kind = Varchar(length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    label = Varchar(length=200)
    help = Varchar(length=300, default="")
    options = Array(base_column=Varchar(length=100), default=list)
    required = Boolean(default=False)
    least = Integer(null=True, default=None)
    most = Integer(null=True, default=None)
    position = Integer(default=0)
    removed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class Eligibility(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    text = Varchar(length=200)
    hard = Boolean(default=True)
    kind = Varchar(length=10, choices=EligibilityKind, default=EligibilityKind.TICK)
    question = ForeignKey(Question, null=True, default=None, on_delete=OnDelete.set_null)
    expected = Array(base_column=Varchar(length=100), default=list)
    position = Integer(default=0)
    version = Integer(default=1)


class Cover(Table):
    """The picture of a public page, re-encoded; without one a drawn one is shown."""

    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, unique=True)
    picture = Bytea()
    media = Varchar(length=20)
    width = Integer()
    height = Integer()
    sha256 = Varchar(length=64)
    alt = Varchar(length=200, default="")
    created_at = Timestamptz()


class Volunteer(Table):
    id = UUID(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    name = Varchar(length=100)
    student_no = Varchar(length=30)
    college = Varchar(length=100, default="")
    year = Varchar(length=20, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=254, default="")
    skills = Array(base_column=Varchar(length=30), default=list)
    interests = Array(base_column=Varchar(length=30), default=list)
    languages = Array(base_column=Varchar(length=30), default=list)
    free = Array(base_column=Varchar(length=30), default=list)
    note = Varchar(length=300, default="")
    pinyin = Varchar(length=400, default="", help_text="syllables and initials, for the search")
    sex = Encrypted(null=True, default=None)
    birth_date = Encrypted(null=True, default=None)
    id_number = Encrypted(null=True, default=None)
    merged_into = ForeignKey(  # type: ignore[var-annotated]  # Piccolo cannot name a table in itself
        "self", null=True, default=None, on_delete=OnDelete.set_null
    )
    suspended_at = Timestamptz(null=True, default=None, help_text="kept from children (V21)")
    suspended_by = UUID(null=True, default=None, help_text="the concern that names them")
    listed_at = Timestamptz(null=True, default=None, help_text="when a planner wrote them down")
    version = Integer(default=1)
    created_at = Timestamptz()

    known_once = Unique([organization, student_no])


class Application(Table):
    id = UUID(primary_key=True)
    activity = ForeignKey(Activity, null=False, index=True)
    volunteer = ForeignKey(Volunteer, null=False, index=True)
    number = Integer()
    name = Varchar(length=100)
    student_no = Varchar(length=30)
    college = Varchar(length=100, default="")
    year = Varchar(length=20, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=254, default="")
    gender = Varchar(length=1, choices=Gender, default=Gender.UNSAID)
    free = Array(base_column=Varchar(length=30), default=list)
    skills = Array(base_column=Varchar(length=30), default=list)
    interests = Array(base_column=Varchar(length=30), default=list)
    languages = Array(base_column=Varchar(length=30), default=list)
    experience = Integer(default=0)
    motivation = Varchar(length=500, default="")
    status = Varchar(length=12, choices=ApplicationStatus, default=ApplicationStatus.APPLIED)
    rank = Integer(null=True, default=None)
    score = Integer(null=True, default=None)
    post = ForeignKey(Post, null=True, default=None, index=True, on_delete=OnDelete.set_null)
    source = ForeignKey(Source, null=True, default=None, index=True, on_delete=OnDelete.set_null)
    ticked = Array(base_column=UUID(), default=list, help_text="eligibility rules said to be met")
    earlier = Boolean(null=True, default=None, help_text="took part before, as far as is known")
    override_reason = Varchar(length=300, default="")
    answer_by = Timestamptz(null=True, default=None, index=True)
    door_code = Varchar(length=12, default="", help_text="typed or scanned at the door")
    note = Varchar(length=300, default="")
    consent_version = Varchar(length=40)
    consented_at = Timestamptz()
    applied_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
    calendar_sequence = Integer(default=1)
    calendar_modified = Timestamptz()

    applies_once = Unique([activity, volunteer])
    application_numbered_once = Unique([activity, number])
    ranked_once = Unique([activity, rank])


class ApplicationAnswer(Table):
    """What one applicant answered to one question of the call."""

    id = UUID(primary_key=True)
    application = ForeignKey(Application, null=False, index=True)
    question = ForeignKey(Question, null=False, index=True)
    value = Text(default="")

    answered_once = Unique([application, question])
