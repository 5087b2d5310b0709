"""Which lines are page furniture: date lines, counters, share lines, by-lines. Words and rules.

Pure: no clock, no network, no files, no SQL. Patterns read flat text (glyphs.py), most of it in lower case.
"""

import re

from pipeline.model import Edit, Field
from pipeline.text.glyphs import flatten
from pipeline.weighing import fact_words

LONGEST_LINE = 140
"""Characters of a line that may be a date line or counter; longer ones are text (CHANGES.md step 6)."""

_LABELS = re.compile(
    r"\b(?:(?:last\s)?(?:updated|modified|reviewed|revised|published|posted|issued|printed|created)|last\supdate|(?:see|show)\sall\supdates|"
    r"views?|visits?|hits?|reads?|min(?:ute)?s?\sread|comments?|shares?|likes?|followers?|downloads?|tweets?|"
    r"retweets?|replies|share(?:\sthis)?|print(?:\sthis\spage)?|copyright|all\srights\sreserved)\b|©|"
    r"更新|发布|发表|修改|修订日期|刊登|发稿|阅读|浏览|点击|访问|评论|分享|转发|点赞|收藏|人气|下载次数|打印|字号|字体|版权所有"
)
"""At least one of these makes a line of dates and figures a stamp."""

_FILLERS = re.compile(
    r"\b(?:last|page|this|on|at|date|time|the|was|were|is|has|been|by|of|and|first|ends?|hkt|hk|gmt|utc|bst|cst|ago|"
    r"just|now|in|to|all|see|am|pm|hours?|hrs?|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|people|times?|"
    r"k|m|st|nd|rd|th|facebook|twitter|x|email|whatsapp|linkedin|weibo|wechat|version|updates?|"
    rf"{'|'.join(name.lower() for name in fact_words.MONTHS)}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"mon|tue|wed|thu|fri|sat|sun)\b|"
    r"(?<=\d)(?:am|pm|st|nd|rd|th|k|m)\b|"
    r"星期[一二三四五六日天]|时间|日期|最后|最近|上次|本页|本文|网页|页面|于|次数|人次|次|数量|数|量|人|前|来源|已|共|条|小时|"
    r"分钟|刚刚|总|至|微信|微博|编辑|[大中小年月日时分秒点天]|[上下]午|[〇零一二三四五六七八九十]"
)
"""These may stand beside a label."""

_BYLINE = re.compile(
    r"(?:[Bb]y|[Ss]ource|[Aa]uthors?|[Pp]hotos?|[Ee]ditors?|[Rr]eporters?|[Rr]eporting by|[Ww]ritten by|[Ee]diting by)"
    r"\s?:?\s(?:[A-Z][\w.'-]*|and|&|,|for|in)(?:[\s,/|]+(?:[A-Z][\w.'-]*|and|&|for|in))*\.?|"
    r"\(?(?:来源|作者|责任编辑|编辑|责编|记者|本报记者|撰文|文|图|摄影|供稿|审核|校对|监制)\s?[:/|]\s?[^。!?.;:\d]{1,30}\)?"
)
"""A whole line: who wrote it, or where it comes from. "By 30 June" is none: no name follows."""


def is_stamp(text: str) -> bool:
    """Whether a line holds dates, times or counters and label words, nothing else.

    A date alone is no stamp, nor one beside "Date:" or 截止日期: a deadline is text (CHANGES.md P5).
    """
    if len(text) > LONGEST_LINE:
        return False
    flat = flatten(text).casefold()
    if not _LABELS.search(flat):
        return False
    rest = _FILLERS.sub(" ", _LABELS.sub(" ", flat))
    return not re.search(r"[^\W\d_]", rest)


def is_byline(text: str) -> bool:
    """Whether a line says who wrote it or where it was taken from, and nothing else."""
    return len(text) <= LONGEST_LINE // 2 and bool(_BYLINE.fullmatch(flatten(text).strip()))


def is_furniture(edit: Edit) -> bool:
    """Whether an Edit only touched such lines, or the page's own date; a headline is never one."""
    if edit.field is Field.DATE:
        return True
    sides = [side for side in (edit.before, edit.after) if side]
    return edit.field is not Field.TITLE and all(is_stamp(side) or is_byline(side) for side in sides)
