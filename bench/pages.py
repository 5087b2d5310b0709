"""Pages for benches: any number of synthetic articles in three scripts with the furniture of a real site, from a seed."""

import random

_WORDS = {
    "en": "harbour ferry station library school garden market bridge survey member season report weather forecast road works "
    "building permit open day museum visitors weekend programme concert district council meeting residents annual award".split(),
    "zh-Hant": "海港 渡輪 車站 圖書館 學校 花園 市場 天橋 調查 會員 季節 報告 天氣 預測 道路 工程 樓宇 許可 開放日 博物館 訪客 週末 節目 音樂會 地區 議會 會議 居民 周年 獎項".split(),
    "zh-Hans": "海港 渡轮 车站 图书馆 学校 花园 市场 天桥 调查 会员 季节 报告 天气 预测 道路 工程 楼宇 许可 开放日 博物馆 访客 周末 节目 音乐会 地区 议会 会议 居民 周年 奖项".split(),
}
_SUBJECT = {
    "en": "The Innovation, Technology and Industry Bureau and the Cyberspace Administration of China extended the cross-boundary data flow pilot.",
    "zh-Hant": "創新科技及工業局與國家互聯網信息辦公室擴大數據跨境流動試點。",
    "zh-Hans": "香港创新科技及工业局与国家互联网信息办公室扩大数据跨境流动试点。",
}
RELEVANT_ONE_IN = 10
"""One article in so many is about the subject; the others are any newspaper's."""
LANGUAGES = tuple(_WORDS)


def make_page(number: int, *, seed: int = 1, paragraphs: int = 24, noise: int = 0, furniture: int = 130) -> bytes:
    """The number-th article as UTF-8 HTML. furniture: links in its menu. noise: another number, other furniture around the same text."""
    language = LANGUAGES[number % 3]
    words = random.Random(f"{seed}/{number}")
    around = random.Random(f"{seed}/{number}/{noise}")
    title = _sentence(words, language).rstrip(".。")
    body = "".join(f"<p>{_paragraph(words, language)}</p>" for _ in range(paragraphs))
    if number % RELEVANT_ONE_IN == 0:
        body = f"<p>{_SUBJECT[language]}</p>{body}"
    icon = '<span class="icon"><svg viewBox="0 0 24 24"><g><path d="M1 2.75A.75.75 0 011.75 2h12.5a.75.75"></path></g></svg></span>'
    menu = "".join(
        f'<li class="menu-entry level-{place % 3}"><a class="menu-link" href="/c/{place}">{icon}'
        f"{_sentence(random.Random(place), language)[:18]}</a></li>"
        for place in range(furniture)
    )
    script = "".join(f"window.__s{place}={{a:{place},b:'{place * 7919:x}',c:[1,2,3]}};" for place in range(1500))
    related = "".join(
        f'<li class="rel"><a href="/a/{around.randrange(9999)}">{_sentence(around, language)}</a></li>'
        for _ in range(12)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} - Bench News</title>'
        f'<meta name="csrf" content="{around.getrandbits(64):x}"><meta property="og:title" content="{title}">'
        f'</head><body><header><nav class="menu"><ul>{menu}</ul></nav></header><main><article class="post"><h1>{title}</h1>'
        f'<p class="date">2026-02-{1 + number % 28:02d} 09:{number % 60:02d}</p><div class="entry-content">{body}</div></article>'
        f'<aside class="related"><h2>Related</h2><ul>{related}</ul></aside></main><footer><p>Visits: {around.randrange(10**6)}'
        f"</p></footer><script>{script}var t={around.getrandbits(64)};</script></body></html>"
    ).encode()


def _sentence(words: random.Random, language: str) -> str:
    chosen = [words.choice(_WORDS[language]) for _ in range(words.randint(9, 16))]
    if language == "en":
        return f"{' '.join(chosen).capitalize()} {words.randrange(1, 400)}."
    return f"{''.join(chosen)}{words.randrange(1, 400)}項。"


def _paragraph(words: random.Random, language: str) -> str:
    return (" " if language == "en" else "").join(_sentence(words, language) for _ in range(words.randint(2, 4)))
