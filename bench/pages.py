"""Pages for benches: any number of synthetic articles in three scripts with the furniture of a real site, from a seed."""

import random

_WORDS = {
    "en": "data channel institution filing pilot boundary flow credit platform service policy office measure application "
    "guideline contract sector standard review exchange centre computing power annual report member group scheme".split(),
    "zh-Hant": "數據 跨境 流動 機構 申請 試點 平台 服務 政策 辦公室 措施 指引 合同 行業 標準 檢討 交易 中心 算力 年度 報告 成員 計劃 河套".split(),
    "zh-Hans": "数据 跨境 流动 机构 申请 试点 平台 服务 政策 办公室 措施 指引 合同 行业 标准 检讨 交易 中心 算力 年度 报告 成员 计划 河套".split(),
}
LANGUAGES = tuple(_WORDS)


def make_page(number: int, *, seed: int = 1, paragraphs: int = 14, noise: int = 0) -> bytes:
    """The number-th article as UTF-8 HTML of about 30 KB. noise: another number, other furniture around the same text."""
    language = LANGUAGES[number % 3]
    words = random.Random(f"{seed}/{number}")
    around = random.Random(f"{seed}/{number}/{noise}")
    title = _sentence(words, language).rstrip(".。")
    body = "".join(f"<p>{_paragraph(words, language)}</p>" for _ in range(paragraphs))
    menu = "".join(
        f'<li><a href="/c/{place}">{_sentence(random.Random(place), language)[:18]}</a></li>' for place in range(90)
    )
    related = "".join(
        f'<li class="rel"><a href="/a/{around.randrange(9999)}">{_sentence(around, language)}</a></li>'
        for _ in range(12)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} - Bench News</title>'
        f'<meta name="csrf" content="{around.getrandbits(64):x}"><meta property="og:title" content="{title}">'
        f'</head><body><header><nav class="menu"><ul>{menu}</ul></nav></header><main><article class="post"><h1>{title}</h1>'
        f'<p class="date">2026-04-{1 + number % 28:02d} 09:{number % 60:02d}</p><div class="entry-content">{body}</div></article>'
        f'<aside class="related"><h2>Related</h2><ul>{related}</ul></aside></main><footer><p>Visits: {around.randrange(10**6)}'
        f"</p></footer><script>var t={around.getrandbits(64)};</script></body></html>"
    ).encode()


def _sentence(words: random.Random, language: str) -> str:
    chosen = [words.choice(_WORDS[language]) for _ in range(words.randint(9, 16))]
    if language == "en":
        return f"{' '.join(chosen).capitalize()} {words.randrange(1, 400)}."
    return f"{''.join(chosen)}{words.randrange(1, 400)}項。"


def _paragraph(words: random.Random, language: str) -> str:
    return (" " if language == "en" else "").join(_sentence(words, language) for _ in range(words.randint(2, 4)))
