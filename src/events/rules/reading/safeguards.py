"""Checks for people: children, volunteers, qualifications, consent."""

import re
from collections.abc import Iterator

from events.rules.reading.facts import Facts
from events.rules.reading.outline import Item
from events.rules.reading.remarks import Remark, remark

MINORS = re.compile(
    "儿童|学童|国小|国中|孩子|小朋友|小学生|中学生|未成年|营员|青少年|少先队|幼儿|留守|初中生|高中生|\\bchild(?:ren)?\\b|\\bpupils?\\b|\\bkids?\\b|\\bminors?\\b|\\bteenagers?\\b|schoolchildren"
)
_CHILD = "儿童|孩子|小朋友|学生|未成年|营员|少年|留守|child|pupil|kid"
_ONE_TO_ONE = re.compile(
    r"一对一|一帮一|一配对|1对1|(?<![\d:])1:1(?![\d:])|手拉手|结对|one[- ]to[- ]one|one-on-one"
)
_RESERVE = re.compile("候补|替补|备用志愿者|后备|机动志愿者|reserve")
_PAIRING = re.compile("(?:一对一|一帮一|结对|配对|one[- ]to[- ]one).{0,12}")
_ALONE = re.compile(
    "谈心|单独(?:交流|辅导|陪|相处|谈)|一对一(?:的)?(?:交流|谈话|辅导|陪伴|聊天|活动)|(?:各|每名|每位|每个)志愿者(?:与|和|陪)[^,。;]{0,14}(?:交流|参观|散步|聊)|one[- ](?:to|on)[- ]one (?:talk|chat|time|tutoring|mentoring|conversation)|alone with"
)
_CONTACT = re.compile(
    "留下(?:各自的?|彼此的?)?(?:联系方式|电话|微信|qq)|互留|(?:交换|互换|互加)[^,。;]{0,6}(?:联系方式|微信|电话|号码|qq)|加(?:个)?(?:微信|qq)|exchang\\w+ (?:phone |mobile |contact |telephone )?(?:numbers|details|contacts)|add (?:each other|them) on wechat"
)
_HOME = re.compile(
    "家访|上门|入户|(?:到|去|走进|前往)(?:[^,。;]{0,6})(?:孩子|儿童|学生|老人|他们|对方)(?:的)?家(?:中|里)|家庭[^,。;]{0,12}(?:欢度|共度|度|过)周末|寄宿|寄养|home visits?|visit\\w* [^.;,]{0,24}(?:at|in) their (?:own )?homes?|host famil(?:y|ies)"
)
_GUARDIANS_ASKED = re.compile(
    "(?:家长|监护人|父母)[^,。;]{0,8}(?:同意|知情|签字|签署|许可)|知情同意|同意书|家长支持|回执|consent|permission slip|parental permission"
)
_DATA = re.compile(
    "(?:信息|名单|资料|电话|联系方式|身份证号?码?)[^,。;]{0,8}(?:交予|交给|交由|提供给|报送|发给|发送给|报给|上报|移交)|(?:pass|send|give|hand)\\w* [^.;]{0,30}(?:details|data|list|names|id numbers)[^.;]{0,12} to (?:the|our)|(?:details|list|names) (?:will be|are) (?:sent|passed|given|handed) to"
)
_AGREED = re.compile(
    "(?:本人|志愿者)(?:的)?(?:书面)?同意|经[^,。;]{0,6}同意后|with (?:their|the volunteers'?) consent"
)
_PHOTO = re.compile(
    "合影|合照|拍照|照片|摄影|录像|拍摄|直播|媒体|宣传报道|记者|新闻稿|photo(?:s|graph\\w*)?\\b|video|film(?:ing|ed)|press\\b|journalist|live-?stream"
)
_PHOTO_ASKED = re.compile(
    "(?:肖像|照片|拍照|拍摄|影像)[^,。;]{0,16}(?:同意|授权|许可)|(?:同意|授权)[^,。;]{0,10}(?:肖像|拍照|拍摄|照片)|photo(?:graph)?y? consent|consent (?:for|to) (?:photo|pictures|filming)|不(?:得)?拍照|no photos"
)
ENOUGH = 3  # kinds of private detail, and words for one person
_STORY = (
    re.compile("父母|爷爷|奶奶|外公|外婆|离异|单亲|去世|打工|father|mother|grandparents|divorced"),
    re.compile("卫生习惯|尿|疾病|病|残疾|智力|近视|illness|disab|wet (?:the|her|his)"),
    re.compile("性格|胆小|内向|自卑|孤僻|言谈|shy|withdrawn|introvert"),
    re.compile("成绩|作业|学习|速度慢|不及格|grades|homework|behind in"),
    re.compile("贫困|低保|家境|债|poor|poverty"),
)
_SHE = re.compile("[她他](?!们|人|乡)|\\b(?:she|her|he|his)\\b")
_COUNSEL = re.compile(
    "(?:进行|开展|设置|设立|提供|予以|给予|担任|接受|做)[^,。;]{0,14}心理[^,。;]{0,8}(?:咨询|疏导|辅导|治疗|医生|帮助|干预)|疏导心理|(?:offer|provid|giv|with|set up|run)\\w* [^.;]{0,24}(?:counselling|counseling|therapy)|义诊|体检(?!费)|量血压|测血糖|抽血|采血(?!车)|blood pressure (?:check|test)"
)
QUALIFIED = re.compile(
    "咨询师|专家|持证|资质|资格|执业|证书|医师|护士|医院[^,。;]{0,8}(?:医生|医护)|心理老师|心理学[^,。;]{0,4}(?:教授|博士|老师)|血站|医护人员|licen[sc]ed|qualified|certified|registered|nurses?\\b|psychologist|doctors?\\b"
)
_RECRUIT = re.compile(
    "招募|选拔|招收[^,。;]{0,8}(?:志愿者|队员)|志愿参与|(?:志愿者|义工|志工)[^,。;]{0,6}报名|报名[^,。;]{0,8}(?:志愿者|义工|志工)|recruit|volunteers wanted|sign up (?:to|as) (?:a )?volunteer|call for volunteers"
)
_RISK = re.compile("风险|危险|意外|保险|安全告知|安全须知|\\brisks?\\b|insurance|hazard")
_LADDER = re.compile(
    "如[^,。;]{0,8}(?:不适|受伤|走失)[^。;]{0,12}(?:报告|联系|通知|拨打|送医|停止)|(?:出现|发生|遇到)[^,。;]{0,8}(?:问题|意外|突发|紧急|状况|情况)[^。;]{0,20}(?:报告|上报|联系|通知|拨打|告知)|(?:in case of|if) [^.;]{0,30}(?:accident|emergency|problem|injur)[^.;]{0,30}(?:call|tell|report|inform)"
)
_PARENTS = re.compile("父母|家长|监护人|parents?|guardians?")
_CALL = re.compile("电话|通话|联系|视频|见面|phone|call|contact")


def slack(facts: Facts) -> Iterator[Remark]:
    """One helper for each, and nobody in reserve."""
    helpers, children = facts.heads("volunteer"), facts.heads("participant")
    text = [line.folded for line in facts.outline.lines]
    if not helpers or not children or helpers > children or any(_RESERVE.search(t) for t in text):
        return
    if any(_ONE_TO_ONE.search(t) for t in text):
        _, span, line = next(c for c in facts.counts if c[0].kind == "volunteer")
        yield remark("no-slack", line, span, volunteers=helpers, participants=children)


def floor(facts: Facts) -> Iterator[Remark]:
    """Parents and their child speak once a week at least; once per line."""
    lines = set()
    for promise, span, number in facts.promises:
        line = facts.outline.lines[number - 1]
        around = line.folded[max(0, span[0] - line.start - 80) : span[1] - line.start + 40]
        rare = promise.per != "week"
        if (
            rare
            and number not in lines
            and _CALL.search(promise.text.lower())
            and _PARENTS.search(around)
            and re.search(_CHILD, promise.text.lower())
            and not re.search("志愿者|volunteer", promise.text.lower())
        ):
            lines.add(number)
            yield remark("contact-floor", number, span)


def alone(facts: Facts) -> Iterator[Remark]:
    """Steps that may leave a child with one adult, or that hand private numbers around."""
    if not facts.minors:
        return
    for item in facts.outline.items("schedule", "prepare", "follow_up"):
        if match := _ALONE.search(item.folded):
            yield _told("one-to-one-alone", item, match)
        if match := _CONTACT.search(item.folded):
            yield _told("private-contact", item, match)


def homes(facts: Facts) -> Iterator[Remark]:
    """Visits to homes; once per line."""
    for item in facts.outline.all:
        if match := _HOME.search(item.folded):
            yield _told("private-home", item, match)


def consents(facts: Facts) -> Iterator[Remark]:
    """Guardians are asked; volunteers are, before their data leave."""
    if facts.minors and not _anywhere(facts, _GUARDIANS_ASKED) and (item := _first_contact(facts)):
        yield remark("consent-missing", item.line.number, item.whole)
    if not _anywhere(facts, _AGREED):
        for item in facts.outline.all:
            if match := _DATA.search(item.folded):
                yield _told("disclosure-consent", item, match)


def _first_contact(facts: Facts) -> Item | None:
    """Where children first come in: matched to somebody, else in a step, else anywhere."""
    listed = facts.outline.items("prepare", "schedule", "people", "recruitment")
    for item in listed:
        if _PAIRING.search(item.folded) and re.search(_CHILD, item.folded):
            return item
    stepped = {found.line for found in facts.steps}
    everywhere = [
        *(i for i in facts.outline.all if i.line.number in stepped),
        *listed,
        *facts.outline.all,
    ]
    return next((item for item in everywhere if re.search(_CHILD, item.folded)), None)


def photos(facts: Facts) -> Iterator[Remark]:
    """Pictures and press with children; once per plan."""
    if not facts.minors or _anywhere(facts, _PHOTO_ASKED):
        return
    for item in facts.outline.all:
        if match := _PHOTO.search(item.folded):
            yield _told("photo-consent", item, match)
            return


def stories(facts: Facts) -> Iterator[Remark]:
    """One child's life told to everybody."""
    for item in facts.outline.all:
        kinds = sum(bool(pattern.search(item.folded)) for pattern in _STORY)
        told = kinds >= ENOUGH and len(_SHE.findall(item.folded)) >= ENOUGH
        if told and re.search(_CHILD + "|同学|班", item.folded):
            yield remark("identifying-story", item.line.number, item.whole)


def qualifications(facts: Facts) -> Iterator[Remark]:
    """Counselling and medical acts without anybody qualified; once per plan."""
    title = facts.outline.chapters[0].items[:3] if facts.kind == "plan" else []
    for item in facts.outline.all:
        if item in title:
            continue
        for match in _COUNSEL.finditer(item.folded):
            start = max(item.folded.rfind(mark, 0, match.start()) for mark in "。;") + 1
            stop = item.folded.find("。", match.end())
            if not QUALIFIED.search(item.folded[start : stop if stop >= 0 else len(item.folded)]):
                yield _told("qualification-missing", item, match)
                return


def risks(facts: Facts) -> Iterator[Remark]:
    """Whoever is asked to help is told what may happen."""
    if _anywhere(facts, _RISK):
        return
    for item in facts.outline.all:
        if match := _RECRUIT.search(item.folded):
            yield _told("risk-statement-missing", item, match)
            return


def safety(facts: Facts) -> Iterator[Remark]:
    """An activity off campus has an emergency plan; a line on what to do then is not enough of one."""
    if facts.off_campus and not any(c.items for c in facts.outline.of("safety")):
        for item in facts.outline.all:
            if match := _LADDER.search(item.folded):
                yield remark("safety-plan-missing", item.line.number, item.span(match))
                return
        first = facts.outline.lines[0]
        yield remark("safety-plan-missing", 1, (first.start, first.end))


def _anywhere(facts: Facts, pattern: "re.Pattern[str]") -> bool:
    return any(pattern.search(line.folded) for line in facts.outline.lines)


def _told(code: str, item: Item, match: "re.Match[str]") -> Remark:
    return remark(
        code,
        item.line.number,
        item.span(match),
        what=item.text[match.start() : match.end()].strip(),
    )
