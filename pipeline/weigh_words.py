"""The words that make a line page furniture, and the characters that always weigh: knowledge for weigh.py, as data.

Flat and in lower case (glyphs.py), as they are looked for. Each line stands in a test.
"""

import re

STAMP_LABELS = re.compile(
    r"\b(?:(?:last\s)?(?:updated|modified|reviewed|revised|published|posted|issued|printed|created)|last\supdate|published\sdate|"
    r"views?|visits?|hits?|reads?|min(?:ute)?s?\sread|comments?|shares?|likes?|followers?|downloads?|tweets?|retweets?|replies|"
    r"share(?:\sthis)?|print(?:\sthis\spage)?|copyright|all\srights\sreserved)\b|©|"
    r"更新|发布|发表|修改|修订日期|刊登|发稿|阅读|浏览|点击|访问|评论|分享|转发|点赞|收藏|人气|下载次数|打印|字号|字体|版权所有"
)
"""At least one of these makes a line of dates and figures a stamp."""

STAMP_FILLERS = re.compile(
    r"\b(?:last|page|this|on|at|date|time|the|was|were|is|has|been|by|of|and|first|ends?|hkt|hk|gmt|utc|bst|cst|ago|just|now|in|to|all|see|"
    r"am|pm|hours?|hrs?|minutes?|mins?|min|seconds?|secs?|days?|weeks?|months?|years?|people|times?|k|m|facebook|twitter|x|email|whatsapp|"
    r"linkedin|weibo|wechat|version|updates?)\b|"
    r"时间|日期|最后|最近|上次|本页|本文|网页|页面|于|次数|人次|次|数量|数|量|人|前|来源|已|共|条|小时|分钟|秒|天|日|刚刚|总|至|大|中|小|微信|微博|编辑"
)
"""These may stand beside a label."""

BYLINE = re.compile(
    r"(?:[Bb]y|[Ss]ource|[Aa]uthors?|[Pp]hotos?|[Ee]ditors?|[Rr]eporters?|[Rr]eporting by|[Ww]ritten by|[Ee]diting by)\s?:?\s"
    r"(?:[A-Z][\w.'-]*|and|&|,|for|in)(?:[\s,/|]+(?:[A-Z][\w.'-]*|and|&|for|in))*\.?|"
    r"\(?(?:来源|作者|责任编辑|编辑|责编|记者|本报记者|撰文|文|图|摄影|供稿|审核|校对|监制)\s?[:/|]\s?[^。!?.;:\d]{1,30}\)?"
)
"""A whole line: who wrote it, or where it comes from. "By 30 June" is none: no name follows."""

ALWAYS_HEAVY = re.compile("[0-9不未无没非勿毋〇一二三四五六七八九十百千万亿两%$€£¥]")
"""Characters whose coming or going is never a slip of the pen."""

PARTICLES = re.compile(
    r"[\s,.;:'\"()-]*(?:(?:a|an|the|that|which|的|地|得|之|了|及|和|与|并)[\s,.;:'\"()-]*)?", re.IGNORECASE
)
"""Articles and particles: swapped, come or gone, they change no duty and no fact."""
