"""Every controller of the site, in the order of the menu."""

from litestar import Controller

from accounts.pages.association import AssociationPages
from accounts.pages.factors import FactorPages, StepUpPages
from accounts.pages.invitations import InvitationPages
from accounts.pages.mails import MailPages
from accounts.pages.profile import ProfilePages as OwnPages
from accounts.pages.signing_in import SigningIn, SigningOut
from accounts.pages.signing_up import SigningUp
from budget.pages.budget import BudgetPages
from budget.pages.mending import MendingPages as BudgetMendingPages
from budget.pages.mending import TotalMending
from budget.pages.sources import SourcePages
from events.pages.approval import ApprovalPages
from events.pages.chain import ChainPages
from events.pages.copies import CopyPages
from events.pages.day import DayPages
from events.pages.discharges import DischargePages
from events.pages.lessons import LessonPages
from events.pages.lists import ListPages
from events.pages.mending import MendingPages
from events.pages.my_tasks import MyTaskPages
from events.pages.new import NewPages
from events.pages.obligations import ObligationPages
from events.pages.paste import PastePages
from events.pages.paste_programme import PasteProgramme
from events.pages.places import PlacePages
from events.pages.plan import PlanPages
from events.pages.programme_plan import ProgrammePlan
from events.pages.programme_settings import ProgrammeSettings
from events.pages.programme_year import ProgrammeYear
from events.pages.programmes import ProgrammePages
from events.pages.seats import SeatPages
from events.pages.settings import SettingsPages
from events.pages.subscriptions import SubscriptionPages
from events.pages.tasks import TaskPages
from events.pages.work import WorkPages
from exports.pages.calendars import Calendars
from exports.pages.certificates import CertificateFiles
from exports.pages.charts import ChartPages
from exports.pages.covers import CoverFiles, PublicFiles
from exports.pages.documents import DocumentPages
from exports.pages.event_files import EventFiles
from exports.pages.letters import GuardianLetter, LetterFiles
from exports.pages.partner_papers import PartnerPapers
from exports.pages.profiles import ProfilePages as PaperProfiles
from exports.pages.stamps import StampPages
from volunteers.pages.access import AccessPages, AskingPages
from volunteers.pages.acts import ActPages
from volunteers.pages.after import AfterPages, MyContactPages
from volunteers.pages.application_files import ApplicationFiles
from volunteers.pages.attendance import AttendancePages
from volunteers.pages.board_steps import BoardStepPages
from volunteers.pages.call import CallPages
from volunteers.pages.carers import CarerPages
from volunteers.pages.cases import CasePages
from volunteers.pages.clearances import ClearanceBoard, ClearancePages
from volunteers.pages.concern import ConcernPages, MyConcernPages
from volunteers.pages.consents import ConsentPages
from volunteers.pages.counselling import CounsellingPages, ProgrammeCounselling
from volunteers.pages.coverage import CoveragePages
from volunteers.pages.covers import CoverPages
from volunteers.pages.details import MyDetails
from volunteers.pages.directory import DirectoryPages, ProfileImports
from volunteers.pages.door import DoorPages, Landing, MyDoor
from volunteers.pages.draws import DrawPages, MyDraw
from volunteers.pages.entry import EntryPages
from volunteers.pages.exclusions import ExclusionPages
from volunteers.pages.groupings import GroupingPages
from volunteers.pages.groups import GroupPages
from volunteers.pages.guardian_data import GuardianData
from volunteers.pages.guardians import GuardianPages
from volunteers.pages.help_plans import HelpPlanPages, MyHelpPlan
from volunteers.pages.imports import ImportPages
from volunteers.pages.interviews import InterviewPages, MyInterview
from volunteers.pages.letters import LetterPages
from volunteers.pages.liaisons import LiaisonPages
from volunteers.pages.merges import MergePages, OneMergePages
from volunteers.pages.mine import MyPages
from volunteers.pages.modules import ModulePages
from volunteers.pages.morning import MorningPages
from volunteers.pages.my_requests import MyRequests
from volunteers.pages.my_shifts import MyShifts
from volunteers.pages.named import NamedPages
from volunteers.pages.overrides import OverridePages
from volunteers.pages.pair import OnePairPages
from volunteers.pages.pairing_rules import PairingRulesPages
from volunteers.pages.pairs import PairPages
from volunteers.pages.participants import ParticipantPages
from volunteers.pages.partner import PartnerPages
from volunteers.pages.partner_letters import PartnerLetterPages
from volunteers.pages.partner_list import PartnerListPages
from volunteers.pages.partner_named import PartnerNamedPages
from volunteers.pages.partner_pairs import PartnerPairPages
from volunteers.pages.people import PeoplePages
from volunteers.pages.person import PersonPages
from volunteers.pages.pledge import MyPledge
from volunteers.pages.posts import PostPages, QuotaPages
from volunteers.pages.profiles import NewProfilePages, ProfilePages
from volunteers.pages.public import PublicPages
from volunteers.pages.questions import QuestionPages
from volunteers.pages.registration import RegistrationPages
from volunteers.pages.requests import RequestPages
from volunteers.pages.reveals import RevealPages
from volunteers.pages.reviews import ReviewPages
from volunteers.pages.roll_calls import RollCallPages
from volunteers.pages.rooms import RoomPages
from volunteers.pages.rules import RulePages
from volunteers.pages.safeguards import SafeguardPages
from volunteers.pages.sharing import MySharing
from volunteers.pages.shifts import ShiftPages
from volunteers.pages.shortages import ShortagePages
from volunteers.pages.training import MyTraining, TrainingPages
from web.findings import FindingPages
from web.home import HomePages, OverviewPages
from web.last_time import LastTimePages
from web.series import SeriesPages

CONTROLLERS: list[type[Controller]] = [
    ApplicationFiles,
    CoverFiles,
    CoverPages,
    PublicFiles,
    HomePages,
    MyTaskPages,
    NewPages,
    PastePages,
    PasteProgramme,
    ProgrammePages,
    ProgrammeSettings,
    ProgrammePlan,
    ProgrammeYear,
    ObligationPages,
    DischargePages,
    WorkPages,
    SeatPages,
    OverviewPages,
    FindingPages,
    PlanPages,
    PlacePages,
    ShiftPages,
    MyShifts,
    MendingPages,
    ApprovalPages,
    ChainPages,
    ListPages,
    TaskPages,
    CopyPages,
    LastTimePages,
    LessonPages,
    SeriesPages,
    SettingsPages,
    BudgetPages,
    BudgetMendingPages,
    TotalMending,
    SourcePages,
    DayPages,
    PeoplePages,
    PersonPages,
    DrawPages,
    ReviewPages,
    InterviewPages,
    CallPages,
    QuestionPages,
    RulePages,
    PostPages,
    QuotaPages,
    TrainingPages,
    AttendancePages,
    DoorPages,
    ClearanceBoard,
    ClearancePages,
    SafeguardPages,
    ParticipantPages,
    EntryPages,
    RegistrationPages,
    CarerPages,
    NamedPages,
    AskingPages,
    RevealPages,
    ConsentPages,
    LetterPages,
    ImportPages,
    RoomPages,
    ActPages,
    RollCallPages,
    CounsellingPages,
    ProgrammeCounselling,
    LiaisonPages,
    PairPages,
    OnePairPages,
    OverridePages,
    PairingRulesPages,
    ExclusionPages,
    BoardStepPages,
    HelpPlanPages,
    MyHelpPlan,
    GroupPages,
    GroupingPages,
    MorningPages,
    ShortagePages,
    CoveragePages,
    AfterPages,
    PublicPages,
    ConcernPages,
    MyConcernPages,
    GuardianPages,
    GuardianData,
    MyPages,
    MyRequests,
    MyDraw,
    MyInterview,
    MyDetails,
    MySharing,
    PartnerPages,
    PartnerListPages,
    PartnerLetterPages,
    PartnerPairPages,
    PartnerNamedPages,
    PartnerPapers,
    MyContactPages,
    MyTraining,
    MyDoor,
    CertificateFiles,
    Landing,
    MyPledge,
    DocumentPages,
    LetterFiles,
    GuardianLetter,
    PaperProfiles,
    StampPages,
    SubscriptionPages,
    Calendars,
    EventFiles,
    ModulePages,
    AssociationPages,
    RequestPages,
    AccessPages,
    CasePages,
    OwnPages,
    FactorPages,
    StepUpPages,
    ChartPages,
    SigningIn,
    SigningOut,
    SigningUp,
    InvitationPages,
    MailPages,
    DirectoryPages,
    ProfileImports,
    NewProfilePages,
    MergePages,
    OneMergePages,
    ProfilePages,
]
