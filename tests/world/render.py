"""A story as its host sends it: page, list, feed, sitemap or JSON, in the host's markup, with the noise of one fetch.

Pure but for reading the templates once.
"""

import json
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.world.content import Edition, Story
from tests.world.days import Answer, Tick, answer_of, body_on, revised_on, title_on, wears_new_look
from tests.world.noise import Noise
from tests.world.paths import HONG_KONG, LANGUAGES

_LOOKS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "looks"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
SITE_NAMES = {
    "gov-en": "Press Releases", "gov-tc": "新聞公報", "regulator": "网信发布", "monetary": "Monetary Authority",
    "policy": "Digital Policy Office", "paper": "The Harbour Courier",
}  # fmt: skip
_NAV = {
    "en": ("Home", "News", "Services", "Publications", "About us", "Contact"),
    "zh-Hant": ("主頁", "新聞", "服務", "刊物", "關於我們", "聯絡我們"),
    "zh-Hans": ("首页", "新闻", "政策", "互动", "机构", "专题"),
}
_FOOTERS = {
    "en": "Demonstration site. Every text here is invented; nobody named here said any of it.",
    "zh-Hant": "示範網站。所有內容均屬虛構，所載人名與言論並非真實。",
    "zh-Hans": "演示网站。所有内容均为虚构，所载人名与言论并非真实。",
}
_AUTHORS = ("Wendy Mok", "Peter Fung", "Iris Tam", "Gordon Leung")


def parts_of(body: str) -> list[dict[str, Any]]:
    """A body's lines as parts: paragraph, heading, list, table, attachment."""
    parts: list[dict[str, Any]] = []
    for chunk in body.split("\n\n"):
        lines = [line.strip() for line in chunk.strip().splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            parts.append({"kind": "heading", "text": lines[0][2:]})
        elif lines[0].startswith("* "):
            parts.append({"kind": "list", "rows": [line[2:] for line in lines]})
        elif lines[0].startswith("| "):
            parts.append(
                {"kind": "table", "rows": [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]}
            )
        elif lines[0].startswith("@ "):
            for line in lines:
                path, _, text = line[2:].partition(" | ")
                parts.append({"kind": "attachment", "path": path, "text": text})
        else:
            parts.append({"kind": "paragraph", "text": " ".join(lines)})
    return parts


def known_stories(edition: Edition, host: str, tick: Tick) -> list[Story]:
    """What a host's Listing names at a tick, newest first: published and not taken down."""
    stories = [
        story for story in edition.of_host(host)
        if story.listed and not story.pdf and answer_of(story, tick.day, tick.part) not in (Answer.UNBORN, Answer.GONE, Answer.SOFT)
    ]  # fmt: skip
    return sorted(stories, key=lambda story: (story.published, story.role), reverse=True)


def render_page(edition: Edition, story: Story, tick: Tick, noise: Noise, base: str) -> str:
    """The story's page as it stands at a tick."""
    words = _common(story.host, noise) | {"footer": _FOOTERS[story.language], "nav": _NAV[story.language]}
    printer = "gov-tc" if story.language == "zh-Hant" else story.host
    parts = parts_of(body_on(story, tick.day))
    standfirst = ""
    if story.host == "paper":
        standfirst, parts = parts[0]["text"], parts[1:]
    look = {"gov-en": "gov", "gov-tc": "gov"}.get(story.host, story.host)
    if wears_new_look(edition, story.host, tick.day):
        look += "_new"
    markup = _LOOKS.get_template(f"{look}.html").render(
        **words, tc=story.language == "zh-Hant", title=title_on(story, tick.day), parts=parts, standfirst=standfirst,
        local=story.published, printed=_print_day(story.published, printer),
        revised=_print_day(revised_on(story, tick.day), printer), others=_others(edition, story, tick),
        review=_print_day(tick.at.astimezone(HONG_KONG), "policy"), generated=f"{tick.at:%Y-%m-%d} {noise.token(4)}",
        base=base, path=story.address(tick.day), section="Technology" if story.kind != "unrelated" else "City",
        author=_AUTHORS[len(story.role) % 4], author_path=len(story.role) % 4, body=_body,
    )  # fmt: skip
    return noise.shuffle_attributes(markup)


def _body(parts: list[dict[str, Any]]) -> Any:
    return _LOOKS.get_template("_parts.html").module.body(parts)  # type: ignore[attr-defined]  # a macro of the template


def render_missing(host: str, noise: Noise) -> str:
    """A page that says it is none; the status is the server's choice."""
    sorry = "It may have been moved, or the address was typed wrongly. Try the search, or start from the front page."
    return _LOOKS.get_template("soft.html").render(**_common(host, noise), missing="Page not found", sorry=sorry)


def render_home(edition: Edition, host: str, tick: Tick, noise: Noise) -> str:
    """The host's front page."""
    return _LOOKS.get_template("home.html").render(**_common(host, noise), listed=_listed(edition, host, tick))


def render_list(edition: Edition, host: str, tick: Tick, noise: Noise) -> str:
    """The HTML list of a host that has no feed."""
    look = "gov_list.html" if host == "gov-tc" else "regulator_list.html"
    return _LOOKS.get_template(look).render(**_common(host, noise), listed=_listed(edition, host, tick))


def render_feed(edition: Edition, host: str, tick: Tick, noise: Noise, base: str) -> str:
    """The feed; a newspaper's has tracking keys on its links and a new guid on every fetch."""
    press = host == "paper"
    return _LOOKS.get_template("feed.xml").render(
        **_common(host, noise), listed=_listed(edition, host, tick), base=base, churn=press,
        tail="?utm_source=rss_feed" if press else "", built=format_datetime(tick.at + timedelta(seconds=noise.number(1, 500))),
    )  # fmt: skip


def render_sitemap(edition: Edition, host: str, tick: Tick, noise: Noise, base: str) -> str:
    """The sitemap."""
    return _LOOKS.get_template("sitemap.xml").render(
        **_common(host, noise), listed=_listed(edition, host, tick), base=base
    )


def render_json(edition: Edition, host: str, tick: Tick, base: str) -> str:
    """The API's answer."""
    rows = [
        {"title": row["title"], "link": f"{base}{row['path']}", "date": row["printed"]}
        for row in _listed(edition, host, tick)
    ]
    answer = {
        "header": {"success": True, "err_code": "0000", "err_msg": "No error found"},
        "result": {"datasize": len(rows), "records": rows},
    }
    return json.dumps(answer, ensure_ascii=False)


def _common(host: str, noise: Noise) -> dict[str, Any]:
    language = LANGUAGES[host]
    return {"noise": noise, "site_name": SITE_NAMES[host], "nav": _NAV[language], "footer": _FOOTERS[language]}


def _others(edition: Edition, story: Story, tick: Tick) -> list[dict[str, str]]:
    return [
        {"path": other.address(tick.day), "title": title_on(other, tick.day)}
        for other in known_stories(edition, story.host, tick) if other.role != story.role and not other.forbidden
    ]  # fmt: skip


def _listed(edition: Edition, host: str, tick: Tick) -> list[dict[str, str]]:
    rows = []
    for story in known_stories(edition, host, tick):
        body = parts_of(body_on(story, tick.day))
        summary = (
            body[0]["text"] if host == "paper" else "".join(f"<p>{part['text']}</p>" for part in body if "text" in part)
        )
        printed = {
            "gov-en": format_datetime(story.published), "paper": format_datetime(story.published),
            "gov-tc": f"{story.published:%H:%M}", "policy": revised_on(story, tick.day).date().isoformat(),
        }.get(host, story.published.date().isoformat())  # fmt: skip
        rows.append(
            {
                "path": story.address(tick.day),
                "title": title_on(story, tick.day),
                "printed": printed,
                "summary": summary,
            }
        )
    return rows


def _print_day(at: datetime, host: str) -> str:
    match host:
        case "paper":
            return f"{at.hour % 12 or 12}:{at:%M}{'pm' if at.hour >= 12 else 'am'}, {at.day} {at:%b %Y}"
        case "gov-tc" | "regulator":
            return f"{at.year}年{at.month}月{at.day}日"
    return f"{at:%d %B %Y}" if host == "monetary" else f"{at.day} {at:%B %Y}"
