"""The lines of a pasted text, each with its place in it.

`folded` is what patterns look at: one character for each of the text, so that offsets agree. It has
ASCII punctuation and digits, small Latin letters and simplified characters for the words we know.
"""

import re
from typing import ClassVar

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

MAX_CHARACTERS = 200_000
MAX_LINES = 3_000
LINE_LOOKED_AT = 3_000  # a longer line is kept, but patterns see only its beginning

Span = tuple[int, int]

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SMALL = {code: chr(code + 32) for code in [*range(0x41, 0x5B)]}
_MARKS = dict(
    zip(
        map(
            ord,
            "\u3000\u00a0\u2002\u2003\u202f\ufeff，。：；！？（）［］【】〔〕—–−‐‑―─－～〜×✕✖＊“”„‟‘’「」『』﹝﹞∶．",
        ),
        '      ,。:;!?()[][]()--------~~xxx*""""\'\'""""():.',
        strict=True,
    )
)
# zh-Hant → zh-Hans for the characters of our words (never for what is kept).
_TRADITIONAL = (
    "動時間點單位負責預算經費總計內對象參與參辦協贊媒體備註標題緣義誌學員長者週後準備場車輛聯絡聯繫"
    "發問關愛護組織機構應變緊風險記錄錄訓練團隊領導項標價數量額說書頒獎贈禮畫個張條瓶盒塊圓歲級雙師"
    "電話訪談請簽會開閉儀賽遊戲復習飲買運營業節約當晚將來這裡個見讓為從達離鄉鎮區縣館園廣樂務勞"
    "資金來源傳報導結對實際環節閱讀圖醫護養老殘捐衛擔當選擇競舉檢驗統籌補貼補給兒幫寫調節氣國民東車課試"
    "長陽線網頁連號碼執職權條據審慶術藝樓門歷產業頭邊處遠還進過遲滿滅"
    "劃佈臺屆親則擬勵撥攤賓樂財詢餘賬類優劇齡幾雲陣釋災難觀壞惡氣險須貳參陸屬鋪鄰繪練習嶺評獻濟勝戶徵燈籤綱線稱繳認購裝詞誤調資質贊趕輔輪選邀郵釐針鈴鐘闖隨雜靜韓頓題顧類餐驗鮮點齊歡製禦灣爐獨兩覽駕麼訊夠錢麵雞蘋麥筆紙顏訂櫃灘飯駛廚廁於"
)
_SIMPLIFIED = (
    "动时间点单位负责预算经费总计内对象参与参办协赞媒体备注标题缘义志学员长者周后准备场车辆联络联系"
    "发问关爱护组织机构应变紧风险记录录训练团队领导项标价数量额说书颁奖赠礼画个张条瓶盒块圆岁级双师"
    "电话访谈请签会开闭仪赛游戏复习饮买运营业节约当晚将来这里个见让为从达离乡镇区县馆园广乐务劳"
    "资金来源传报导结对实际环节阅读图医护养老残捐卫担当选择竞举检验统筹补贴补给儿帮写调节气国民东车课试"
    "长阳线网页连号码执职权条据审庆术艺楼门历产业头边处远还进过迟满灭"
    "划布台届亲则拟励拨摊宾乐财询余账类优剧龄几云阵释灾难观坏恶气险须贰参陆属铺邻绘练习岭评献济胜户征灯签纲线称缴认购装词误调资质赞赶辅轮选邀邮厘针铃钟闯随杂静韩顿题顾类餐验鲜点齐欢制御湾炉独两览驾么讯够钱面鸡苹麦笔纸颜订柜滩饭驶厨厕于"
)
_HANT = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
# Pictures in front of a line say nothing; a number in a box (1️⃣) is a number.
_PICTURES = dict.fromkeys(
    [*range(0x1F000, 0x1FB00), *range(0x2600, 0x27C0), 0x2B50, 0x2B55, 0xFE0F, 0x200D], " "
) | {0x20E3: "、"}
_FOLD = _WIDE | _SMALL | _HANT | _PICTURES | _MARKS
_ONLY_HANT = re.compile(
    "[" + "".join(a for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if a != b) + "]"
)
# 地点｜三号楼: a bar in place of the colon behind a label.
_BARRED = re.compile(
    r"^(\W{0,3}(?:活动)?(?:时间|地点|日期|人数|对象|费用|主题|地址|集合|主办|联系人))\|(?![^|]*\|)"
)
HAN = re.compile("[\u3400-\u9fff]")


class TooLong(Refusal):
    status: ClassVar[int] = 413
    message = N_(
        "This text is too long for one plan: at most %(most)s characters in %(lines)s lines."
    )


class NothingToRead(Refusal):
    status: ClassVar[int] = 422
    message = N_("There is no text to read.")


class Line(msgspec.Struct, frozen=True):
    """One line; `start` is the offset of its first character in the text, `number` counts from 1."""

    number: int
    start: int
    text: str
    folded: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def span(self, match: "re.Match[str]", group: int | str = 0) -> Span:
        """Return where in the text `match`, made on `folded`, lies."""
        return self.start + match.start(group), self.start + match.end(group)


def fold(text: str) -> str:
    """Return `text` as patterns see it, character for character."""
    wide = text if text.isascii() else text.translate(_WIDE)  # so that Ａ becomes a
    return wide.translate(_FOLD)


def split(text: str) -> list[Line]:
    """Return the lines of `text`.

    Raises:
        TooLong, NothingToRead
    """
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        raise TooLong(most=MAX_CHARACTERS, lines=MAX_LINES)
    if not text.replace("\ufeff", "").replace("\x00", "").strip():
        raise NothingToRead
    lines, start = [], 0
    for number, raw in enumerate(text.split("\n"), 1):
        shown = raw.rstrip("\r")
        folded = _BARRED.sub(r"\1:", fold(shown[:LINE_LOOKED_AT]))
        lines.append(Line(number, start, shown, folded))
        start += len(raw) + 1
    return lines


def language(text: str) -> str:
    """Return `zh_Hans`, `zh_Hant` or `en`, by the characters that are used."""
    head = text[:20_000]
    han = len(HAN.findall(head))
    if han * 8 < sum(c.isascii() and c.isalpha() for c in head):
        return "en"
    return "zh_Hant" if len(_ONLY_HANT.findall(head)) * 20 > han else "zh_Hans"


def clean(text: str, most: int = 200) -> str:
    """Return `text` as a value: one line, no marks of Markdown, at most `most` characters."""
    shown = " ".join(text.replace("\x00", "").replace("**", "").split())
    return shown.strip(" *_#|、,，;；:：。.")[:most].rstrip()


def unquoted(text: str) -> str:
    """Return `text` without the quotation marks around the whole of it."""
    pairs = ("“”", '""', "「」", "『』", "《》", "‘’", "【】")
    inner = text[1:-1]
    whole = any(text[:1] + text[-1:] == pair and pair[0] not in inner for pair in pairs)
    return inner.strip() if whole and inner.strip() else text
