"""A page's toolbar is no text of it, in any script; a line that speaks of what stands on toolbars is."""

import pytest

from pipeline.reading.extract import extract_document
from pipeline.reading.toolbars import is_toolbar

TOOLBARS = (
    "浏览次数：32052 【字体：大 中 小】",
    "瀏覽次數：1,204 字體：大 中 小 列印",
    "来源：数据管理报 打印 关闭",
    "【字号：大 中 小】 【打印】 【关闭窗口】",
    "发布时间：2026-04-12 09:30 浏览次数：18 次",
    "2026年04月12日 来源： 打印本页",
    "字型大小 A A A | 分享",
    "分享到： 微信 微博",
    "Font size A A A | Print | Share",
    "Text size: A- A A+",
    "12 April 2026 | Print | Email",
    "Page views: 8,112",
    "点击数：77",
    "发布时间：2026-04-12 09:30 来源：数据管理报",
    "来源： 数据管理报 发稿时间：2026-04-12 09:30:00",
)
TEXTS = (
    "网页字体过小的，应当提供大、中、小三种字号供老年人选择。",
    "本次评选浏览次数超过32052次的作品进入第二轮。",
    "字體設計比賽的得獎作品即日起在中央圖書館展出",
    "打印机采购公告",
    "Print and share this form with your bank before 1 May.",
    "Share buybacks",
    "12,345 visitors",
    "Downloads 1,200",
    "1,000 shares",
    "2026年4月12日",
    "发布时间：2026-04-12 09:30",
    "2026年4月12日 来源：数据管理报",
    "来源：数据管理报",
    "来源：数据管理报 打印 关闭 并转发至各区数据局",
    "Print",
    "大中小企业",
    "关闭窗口期",
    "Close",
    "保存期限：三年",
    "时间：2026年4月12日 地点：北京",
)


@pytest.mark.parametrize("line", TOOLBARS)
def test_line_of_labels_and_counters_is_a_toolbar(line: str) -> None:
    assert is_toolbar(line)


@pytest.mark.parametrize("line", TEXTS)
def test_line_that_says_something_is_text(line: str) -> None:
    assert not is_toolbar(line)


def test_toolbar_between_title_and_text_is_not_read() -> None:
    page = (
        "<html><body><div class=main><h1>关于印发数据跨境便利措施的通知</h1>"
        "<p>2026年04月12日 09:30 来源：数据管理报 打印 关闭</p><p>浏览次数：32052 【字体：大 中 小】</p>"
        "<p>为促进数据依法有序流动，现将便利措施印发给你们，请结合实际认真贯彻执行，遇有问题及时报告。</p>"
        "<p>办事网站的字体分为大、中、小三种，浏览次数不作为考核指标，打印费用由各单位自行承担，不得向群众收取。</p>"
        "<p>本通知自二〇二六年五月一日起施行，有效期三年，原有规定与本通知不一致的，以本通知为准。</p></div></body></html>"
    )
    text = extract_document(page.encode(), media_type="text/html").text
    assert [word for word in ("浏览次数：32052", "关闭", "大 中 小") if word in text] == []
    assert [line[:6] for line in text.splitlines()] == ["为促进数据依", "办事网站的字", "本通知自二〇"]
