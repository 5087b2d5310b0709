"""What is known of small print: dates and clocks, the labels beside them, counters, headings of furniture.

Data alone, one line a piece of knowledge, each with a test. English, Traditional and Simplified Chinese.
"""


def _phrases(text: str) -> tuple[str, ...]:
    """The phrases of a comma-separated text."""
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())


MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)

DATE_PATTERNS = (
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d)\s?[日号號]?(?:t(?=\d))?",
    r"[〇零○一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,3}月)?(?:[一二三四五六七八九十]{1,3}[日号號])?",
    r"(?:19|20)\d\d年(?:\d{1,2}月)?",
    r"(?<!\d)\d{1,2}月\d{1,2}[日号號]",
    r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?!\d)",
    rf"(?<![\w])\d{{1,2}}(?:st|nd|rd|th)?\s?(?:of\s)?(?:{MONTHS})\b\.?,?(?:\s?(?:19|20)\d\d)?",
    rf"(?<![\w])\d{{1,2}}-(?:{MONTHS})-(?:19|20)?\d\d",
    rf"\b(?:{MONTHS})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s(?:19|20)\d\d)?",
    rf"\b(?:{MONTHS})\b\.?,?\s(?:19|20)\d\d",
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?",
    r"[(]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)]?",
    r"(?<!\d)[012]?\d:[0-5]\d(?::[0-5]\d)?(?:\.\d+)?\s?(?:[ap]\.?m\.?\b|hrs?\b|z\b)?",
    r"\b[01]?\d(?::[0-5]\d)?\s?[ap]\.?m\b\.?",
    r"(?:上午|下午|晚上|凌晨|早上|中午)?\d{1,2}[时時點点]\d{0,2}分?(?:\d{1,2}秒)?",
    r"\b(?:hkt|gmt|utc|bst|est|edt|pst|pdt|cst|cet|[+-]\d\d:?00)\b(?:[+-]\d+)?|[+-]0?[08]:?00\b",
    r"\b(?:\d+|an?|one|few)\s(?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s?\sago\b",
    r"\b(?:just now|yesterday|today(?: is)?)\b",
    r"\d+\s?(?:秒|分[钟鐘]|小[时時]|天|日|周|週|[个個]月|年)[之以]?前|[刚剛][刚剛才]?|昨[天日]|今[天日]是?",
)
"""Dates, times, weekdays, zones and ages, after NFKC and in lower case."""

_COUNTED = (
    "views?|reads?|hits|visits|visitors?|downloads|shares?|likes?|comments?|replies|followers|subscribers|claps|votes"
)
_COUNTED_HAN = (
    "浏览|瀏覽|阅读|閱讀|点击|點擊|访问|訪問|播放|下载|下載|评论|評論|点赞|讚好|讚|分享|转发|轉發|收藏|"
    "回复|回應|人气|人氣"
)
_MEASURE_HAN = "量|数|數|次数|次數|率"

COUNTER_PATTERNS = (
    rf"(?:number of |total )?(?:page ?)?(?:{_COUNTED}|visitor count)\s?[:(]?\s?\d[\d,.]*\s?[km]?\b\)?",
    rf"\d[\d,.]*\s?[km]?\+?\s?(?:page ?)?(?:{_COUNTED})\b",
    r"\d+\s?-?\s?(?:min(?:ute)?s?)(?:\sread(?:ing)?(?:\stime)?)?\b(?!\sago)",
    r"\d[\d,.]*\s?(?:people|users|readers|visitors|guests)\s(?:are\s)?(?:online|viewing|reading|watching|looking)"
    r"(?:\s(?:now|this|at|page|right))*",
    rf"(?:{_COUNTED_HAN})(?:人)?(?:{_MEASURE_HAN})?\s?[:(]?\s?\d[\d,.]*\s?[万萬千k]?\+?\s?[次人条條个個]?\)?",
    rf"\d[\d,.]*\s?[万萬千k]?\+?\s?[次人条條个個]?(?:{_COUNTED_HAN})(?:{_MEASURE_HAN})?",
    r"(?:您是)?第\s?\d[\d,.]*\s?[位个個](?:访客|訪客|浏览者|瀏覽者)",
    r"(?:hit|visitor) counter\s?:?\s?\d[\d,.]*",
)
"""Counters, after NFKC and in lower case; only ever matched against whole short lines or pieces (P6)."""

PAGE_COUNTERS = (
    rf"(?:(?:本[页頁文])?(?:浏览|瀏覽|阅读|閱讀|点击|點擊|访问|訪問)(?:{_MEASURE_HAN})|人[气氣]|點擊率)\s?:?\s?[\[(]?\s?\d[\d,]*\s?[\])]?\s?次?",
    r"(?<!\w)(?:page )?(?:views|hits|view count|visit count)\s?:\s?\d[\d,]*",
)
"""Counters that only a page has of itself, after NFKC and in lower case: 12,000 visitors may be what it tells."""

TOOLBAR_LABELS = _phrases(
    """
    print this page, print page, print, email this page, email, share this page, share to, share, font size,
    text size, change font size, close window, close, copy link, bookmark, save as pdf, back to top, 字体大小,
    字體大小, 字型大小, 字体, 字體, 字号, 字號, 字型, 打印本页, 打印本頁, 打印此页, 打印, 列印本頁, 列印, 关闭窗口, 關閉視窗,
    关闭本页, 关闭, 關閉, 收藏本页, 收藏, 保存, 分享到, 分享至, 分享, 微信扫一扫, 扫一扫, 微信, 微博, 我要纠错, 纠错, 返回顶部
    """
)
"""What stands on a page's tools and beside its date and counter; one of them alone makes no toolbar."""

TYPE_SIZES = (
    r"(?<![^\W_])a[+-]?(?:[\s|]{1,3}a[+-]?){1,3}(?![^\W_])|[\[【(]?\s?[特超]?大[\s|/]{0,2}中[\s|/]{0,2}小\s?[\]】)]?"
)
"""A A A, 大 中 小."""

SOURCE_LABELS = _phrases("来源, 來源, 信息来源, 文章来源, 稿件来源, 資料來源, source")
"""What a page's toolbar says of where the text came from."""

CLOCK_LABELS = _phrases(
    """
    local time, current time, time now, server time, today is, 现在时间, 現在時間, 当前时间, 當前時間, 现在是, 現在是,
    今天是, 今日是
    """
)
"""Labels that can only mean the hour at which a page is looked at, never a date of the page."""

STAMP_LABELS = CLOCK_LABELS + _phrases(
    """
    first published, date published, published on, published at, published, publish date, publication date,
    release date, date of issue, issue date, issued on, issued at, issued, release time, date and time,
    date of release, uploaded, ends/, ends, last updated on, last updated, last update, last modified,
    last reviewed, last revision date, updated on, updated at, updated, update, modified, reviewed,
    revision date, review date, posted on, posted at, posted, created, added, date, time, effective as of,
    page last, this page was last edited on, this page was, as of, generated, printed, on, at, the, views,
    view count, visits, hits, reading time, read time, share this page, share, print this page, print, download,
    font size, text size, see all updates, show all updates, hide all updates, copy link, 发布时间, 發布時間,
    發佈時間, 发布日期, 發布日期, 發佈日期, 发文日期, 发稿时间, 發稿時間, 成文日期, 发文时间, 印发日期, 公布日期,
    公佈日期, 刊登日期, 上传日期, 上載日期, 录入时间, 更新时间, 更新時間, 更新日期, 最后更新, 最後更新, 最近更新,
    最后修订, 最後修訂, 修订日期, 修訂日期, 覆檢日期, 上次更新, 更新于, 更新於, 发布于, 發布於, 發佈於, 发布,
    發布, 發佈, 更新, 日期, 时间, 時間, 浏览次数, 瀏覽次數, 浏览量, 瀏覽量, 阅读次数, 閱讀次數, 阅读量, 点击数,
    點擊數, 点击量, 访问量, 人气, 次, 字体, 字體, 字号, 字號, 字型大小, 字体大小, 打印本页, 打印, 列印, 分享到,
    分享至, 分享, 关闭窗口, 关闭, 關閉, 收藏, 保存, 大, 中, 小, 完, 香港時間, 香港时间, 北京时间, 北京時間
    """
)
"""Words around a date, clock or counter that make the line a stamp and no text."""

PAGE_DATE_LABELS = _phrases(
    """
    first published, date published, published on, last updated on, last updated, last update, last modified,
    last reviewed, last revision date, updated on, posted on, 发布时间, 發布時間, 發佈時間, 发布日期, 發布日期, 發佈日期,
    发稿时间, 發稿時間,
    更新时间, 更新時間, 更新日期, 最后更新, 最後更新, 最近更新, 最后更新日期, 最後更新日期, 最后修订, 最後修訂, 上次更新
    """
)
"""Labels that can only mean the page's own date, so a name may stand before them."""

BYLINE_LABELS = _phrases(
    """
    by, source, sources, author, authors, written by, reported by, editor, edited by, reporter, photo, photos,
    photo by, image credit, credit, contributor, posted by, published by, 来源, 來源, 信息来源, 資料來源,
    文章来源, 消息来源, 稿源, 作者, 编辑, 編輯, 责任编辑, 責任編輯, 责编, 責編, 记者, 記者, 撰文, 摄影, 攝影,
    供稿, 供图, 审核, 校对, 发布机构, 发布单位, 信息提供, 索引号, 分享到
    """
)
"""Words that open a by-line; what follows is who wrote it, no text of the page."""

FURNITURE_HEADINGS = _phrases(
    """
    related, related content, related news, related articles, related stories, related links, related topics,
    related information, related documents, see also, read more, read next, more news, more stories, more from,
    more on this, more on this story, latest news, latest, latest stories, recent posts, recent news, most read,
    most viewed, most popular, popular, trending, trending now, top stories, editors picks, editor's picks,
    you may also like, you might also like, recommended, recommended for you, recommended reading,
    what to read next, explore the topic, topics, tags, share this page, share this, follow us, contents,
    on this page, table of contents, in this section, quick links, useful links, sponsored, advertisement,
    comments, leave a comment, newsletter, is this page useful?, subscribe, sign up, collection, collections,
    part of, other languages, 相关新闻, 相關新聞, 相关阅读, 相關閱讀, 相关文章, 相關文章, 相关链接, 相關連結,
    相关报道, 相關報道, 相关内容, 相關內容, 相关推荐, 相关稿件, 相关信息, 相關資訊, 延伸阅读, 延伸閱讀, 推荐阅读,
    推薦閱讀, 推荐, 推薦, 为您推荐, 為您推薦, 猜你喜欢, 热门, 熱門, 热门新闻, 熱門新聞, 热门文章, 热点推荐,
    热点新闻, 排行榜, 点击排行, 阅读排行, 最新消息, 最新新闻, 最新新聞, 最新文章, 最多閱讀, 精彩推荐, 编辑推荐,
    今日推荐, 更多, 更多新闻, 更多新聞, 上一篇, 下一篇, 分享, 标签, 標籤, 目录, 目錄, 评论, 評論, 网友评论,
    友情链接, 快速連結
    """
)
"""Headings over rows of links that are not the page's own text; compared by key, a following colon or count aside."""

FURNITURE_PATTERNS = (r"(?i:related)(?: \w+){1,3}:?", r"相[关關]\w{2,6}[:：]?")
"""The same where the heading names what is related: "Related circulars", 相关政策解读."""
