"""The people of the demo; every name, number and codename here is made up."""

from volunteers.rules.applications import Gender, NewApplication
from volunteers.rules.participants import AgeBand, NewParticipant

_NAMES = [
    "许诺",
    "郭子航",
    "马小鹿",
    "林悦",
    "赵一帆",
    "何嘉",
    "孙晓",
    "陈浩",
    "李思远",
    "韩松",
    "宋雨",
    "唐果",
    "沈知行",
    "曹以宁",
    "邓嘉禾",
    "彭越",
    "曾可",
    "肖然",
    "田野",
    "董书瑶",
    "袁朗",
    "潘悦",
    "于洋",
    "蒋一诺",
    "蔡明轩",
    "余音",
    "杜若",
    "叶青",
    "程远",
    "苏晴",
    "魏来",
    "吕念",
    "丁宁",
]
_CODENAMES = [
    "小满",
    "阿飞",
    "晨晨",
    "青竹",
    "石头",
    "麦穗",
    "星星",
    "豆豆",
    "小雨",
    "山果",
    "蒲公英",
    "木木",
    "向阳",
    "小鱼",
    "云朵",
    "栗子",
    "阿树",
    "溪溪",
    "糖糖",
    "大山",
    "小舟",
    "橙子",
    "阿禾",
    "月牙",
    "松果",
    "小葵",
    "竹叶",
    "阿宝",
    "清风",
    "小枣",
]
_INTERESTS = (
    "drawing",
    "paper",
    "plants",
    "insects",
    "stories",
    "football",
    "singing",
    "chess",
    "science",
)
_SKILLS = ("maths", "chinese", "english", "biology", "crafts", "music", "sports", "listening")
_TIMES = ("weekday-evening", "sat-am", "sat-pm", "sun-am", "sun-pm")
_COLLEGES = ("生命科学学院", "生物技术", "生态学", "教师教育")
_YEARS = ("大一", "大二", "大三", "研一")


# Row numbers of the school's list; said by the later one, it holds for both.
_SIBLINGS = {8: ("3",)}


def _some(pool: tuple[str, ...], seed: int, count: int) -> tuple[str, ...]:
    """Return `count` different items of `pool`, the same ones for the same `seed`."""
    step = (1, 2, 4)[seed % 3]
    return tuple(dict.fromkeys(pool[(seed * 5 + n * step) % len(pool)] for n in range(count + 2)))[
        :count
    ]


def _volunteer(n: int, name: str) -> NewApplication:
    return NewApplication(
        name=name,
        student_no=f"2220263{n:04d}",
        college=_COLLEGES[n % len(_COLLEGES)],
        year=_YEARS[n % len(_YEARS)],
        phone=f"138 0000 {1000 + n}",
        email=f"volunteer{n}@demo.example",
        gender=Gender.FEMALE if n % 5 in (0, 2, 3) else Gender.MALE,
        free=_some(_TIMES, n, 2),
        skills=_some(_SKILLS, n, 2),
        interests=_some(_INTERESTS, n, 3),
        languages=("mandarin", "sichuan") if n % 3 else ("mandarin", "chongqing"),
        experience=n % 4,
        consent=True,
    )


def _participant(n: int, codename: str) -> NewParticipant:
    younger = n % 2 == 0
    return NewParticipant(
        codename=codename,
        partner_row=str(n + 1),
        age_band=AgeBand.A12_13 if younger else AgeBand.A14_15,
        under_14=younger,
        grade=7 + n % 3,
        interests=_some(_INTERESTS, n + 4, 3),
        needs=_some(_SKILLS, n + 1, 2),
        languages=("mandarin", "sichuan") if n % 4 else ("mandarin", "chongqing"),
        free=_some(_TIMES, n + 2, 2),
        allergy=n % 15 == 11,  # noqa: PLR2004 -- two of thirty
        earlier=n < 4 or None,  # noqa: PLR2004 -- the school says so of the first few
        together=_SIBLINGS.get(n + 1, ()),
    )


VOLUNTEERS = tuple(_volunteer(n, name) for n, name in enumerate(_NAMES))
PARTICIPANTS = tuple(_participant(n, name) for n, name in enumerate(_CODENAMES))
