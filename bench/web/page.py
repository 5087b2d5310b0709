"""Sets an Article in a site's template with the noise of one fetch; also soft 404s, interludes and lists."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from bench.web import uncued
from bench.web.layouts import LAYOUTS, Layout
from bench.web.model import Article, Dress, Part, Script, Site
from bench.web.noise import Noise, label, token
from bench.web.texts import FIRST_DAY, in_script, printed_date, words_of

HOME = ("Home", "首頁")
ENDED = ("Ends", "完")
UPDATED = ("Last updated: {}", "最後更新日期：{}")
NAV = (
    ("News", "Services", "Forms", "Laws and rules", "About us", "Contact"),
    ("新聞", "服務", "表格", "法例規則", "關於我們", "聯絡我們"),
)
SOFT = (
    (
        ("Page not found", "The page you are looking for does not exist or has been moved."),
        ("Sorry", "This article is no longer available."),
    ),
    (("找不到網頁", "您要瀏覽的網頁不存在，或已被移除。"), ("文章已刪除", "抱歉，您訪問的文章已被刪除。")),
)
INTERLUDES = {
    "maintenance": (
        (
            "System maintenance",
            "Our website is undergoing scheduled maintenance. Please come back later. We apologise for the inconvenience.",
        ),
        ("系統維護", "本網站正在進行系統維護，暫停服務，請稍後再試。不便之處，敬請原諒。"),
    ),
    "consent": (
        (
            "Before you continue",
            "We and our partners use cookies to store and access information on your device. Accept all cookies or manage your choices to continue.",
        ),
        ("繼續之前", "本網站使用Cookie改善您的體驗。請選擇接受全部Cookie或管理您的偏好，然後繼續瀏覽。"),
    ),
    "block": (
        (
            "Access denied",
            "We have detected unusual traffic from your network. Please verify that you are a human to continue. Reference {}.",
        ),
        ("安全驗證", "系統檢測到您的網絡存在異常訪問，請完成驗證碼後繼續。參考編號 {}。"),
    ),
}
_PLAIN = {"en": ('"', '"'), "hant": ("「", "」"), "hans": ("“", "”")}
_CORNER = {"hant": ("“", "”"), "hans": ("「", "」"), "en": ("“", "”")}
_FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")


def spoken(texts: tuple[str, str], script: Script) -> str:
    """One of a pair of English and Chinese words."""
    return in_script(texts[0 if script == "en" else 1], script)


def dressed(text: str, dress: Dress, script: Script) -> str:
    """A sentence as this dress sets it: quotes around schemes' names, white space, forms of figures."""
    left, right = {"plain": _PLAIN, "curly": dict.fromkeys(_PLAIN, ("“", "”")), "corner": _CORNER}[dress.quotes][script]
    for scheme in words_of(script).SCHEMES:
        own = in_script(scheme, script)
        text = text.replace(own, f"{left}{own}{right}")
    if dress.quotes == "curly":
        text = text.replace("'", "’")
    if dress.forms == "full":
        text = text.translate(_FULL)
    if dress.forms == "dash":
        text = text.replace("-", "\u2011")
    if dress.spaces == "nbsp":
        text = re.sub(r"(\d) ", "\\1\u00a0", text)
    if dress.spaces == "wrapped":
        text = "\n  ".join(text[at : at + 19] for at in range(0, len(text), 19))
    return html.escape(text, quote=False)


def _part(part: Part, layout: Layout, dress: Dress, script: Script, tail: str, bold: bool) -> str:
    """One Part as HTML; tail: what a counter adds to its last sentence."""
    said = [dressed(text, dress, script) for text in part.sentences]
    if part.shape == "heading":
        return layout.heading.format(said[0])
    if part.shape == "list":
        return layout.entries[0] + "".join(layout.entries[1].format(text) for text in said) + layout.entries[2]
    if part.shape == "table":
        rows = "".join(
            f"<tr>{''.join(f'<td>{dressed(cell, dress, script)}</td>' for cell in row)}</tr>\n" for row in part.rows
        )
        return layout.table[0] + rows + layout.table[1]
    if tail:
        said[-1] = said[-1][:-1] + tail + said[-1][-1]
    text = (" " if script == "en" else "").join(said)
    if bold:
        text = f"<b>{text[:8]}</b>{text[8:]}" if "&" not in text[:9] else f"<b>{text}</b>"
    return layout.paragraph.format(text)


def _body(
    article: Article, layout: Layout, noise: Noise, kinds: tuple[str, ...], path: str, advertisement: bool
) -> str:
    """The body with what is put between its parts."""
    site, dress = noise.site, article.dress
    first = next((at for at, part in enumerate(article.parts) if part.shape == "paragraph"), -1)
    pieces = [
        _part(
            part,
            layout,
            dress,
            site.script,
            uncued.signed_up(kinds, noise.rng, site.script) if at == first else "",
            dress.emphasis and at == first,
        )
        for at, part in enumerate(article.parts)
    ]
    place = Random(path)  # where a page has its boxes stays
    for kind in kinds:
        pieces.insert(place.randint(0, len(pieces)), uncued.block(kind, noise.rng, site, layout.paragraph))
    if advertisement:
        pieces.insert(place.randint(1, len(pieces)), noise.advertisement())
        pieces.insert(place.randint(1, len(pieces)), noise.related() if place.random() < 0.4 else "")
    return "".join(pieces)


def _slots(site: Site, noise: Noise, notice: str, path: str) -> dict[str, str]:
    """What every page of a site has around its text."""
    labels = [in_script(word, site.script) for word in NAV[0 if site.script == "en" else 1]]
    links = [(f"/{number}/", word) for number, word in enumerate(labels)]
    address = html.escape(path)
    return {
        "lang": {"en": "en", "hant": "zh-HK", "hans": "zh-CN"}[site.script],
        "meta": f'<meta http-equiv="Content-Type" content="text/html; charset={site.meta_charset}">'
        if site.meta_charset
        else "",
        "head": noise.head(),
        "canonical": f'<link rel="canonical" href="{address}">' if "slashes" in site.habits else "",
        "site": site.title,
        "home": spoken(HOME, site.script),
        "ended": spoken(ENDED, site.script),
        "nav": "".join(f'<li><a href="{path}">{word}</a></li>' for path, word in links),
        "nav_rows": "".join(f'<tr><td><a href="{path}">{word}</a></td></tr>' for path, word in links),
        "nav_links": "".join(f'<a href="{path}">{word}</a> ' for path, word in links),
        "notice": f'<div class="alert-bar"><p>{notice}</p></div>\n' if notice else "",
        "clock": noise.clock(),
        "weather": noise.weather(),
        "form": noise.form(),
        "counter": noise.counter(),
        "shares": noise.shares(),
        "related": noise.related(),
        "most_read": noise.most_read(),
        "ad": noise.advertisement(),
        "mail": noise.mail("webmaster@office.example"),
        "token": token(noise.rng, 20),
    }


def render_page(
    article: Article, noise: Noise, *, layout_name: str, notice: str, kinds: tuple[str, ...], path: str, tick: int
) -> str:
    """One fetch of a page."""
    site, layout = noise.site, LAYOUTS[layout_name]
    script, dress = site.script, article.dress
    day = date.fromisoformat(article.day)
    stamp = FIRST_DAY + timedelta(days=1 + dress.updated) if dress.updated >= 0 else day
    tail = f"?{dress.link_tail}" if dress.link_tail else ""
    annexes = "".join(
        layout.annexes[1].format(f"/files/{name}{tail}", html.escape(label_)) for name, label_ in article.attachments
    )
    contact = (
        layout.paragraph.format(label("contact", script).format(noise.mail(article.contact))) if article.contact else ""
    )
    slots = _slots(site, noise, notice, path)
    wants_ad = "{body_ad}" in layout.page
    slots |= {
        "title": html.escape(article.title),
        "suffix": layout.suffix.format(site.title),
        "date": printed_date(day, script),
        "iso": article.day,
        "author": article.author,
        "updated": spoken(UPDATED, script).format(printed_date(stamp, script)),
        "annexes": layout.annexes[0] + annexes + layout.annexes[2] if annexes else "",
        "contact": contact,
        "outside": uncued.outside(kinds, noise.rng, site),
        "body": "" if wants_ad else _body(article, layout, noise, kinds, path, False),
        "body_ad": _body(article, layout, noise, kinds, path, True) if wants_ad else "",
    }
    page = layout.page.format(**slots)
    build = token(Random(f"{site.name} {tick // 3}"), 5) if "hashed classes" in site.habits else ""
    page = re.sub(r"\[\[(\w+)\]\]", (lambda found: f"{found[1]}_{build}") if build else r"\1", page)
    return noise.shuffle_attributes(page) if "attributes" in site.habits else page


def soft_article(noise: Noise, path: str) -> Article:
    """What a site shows in its own template, with status 200, where a page is gone."""
    texts = SOFT[0 if noise.site.script == "en" else 1]
    title, text = (in_script(said, noise.site.script) for said in texts[len(path) % 2])
    return Article(title=title, day=noise.day, author="", parts=(Part(shape="paragraph", sentences=(text,)),))


def render_interlude(what: str, noise: Noise) -> str:
    """A maintenance, consent or block page: one and the same at every address of a site."""
    site = noise.site
    title, text = INTERLUDES[what][0 if site.script == "en" else 1]
    said = in_script(text, site.script).format(token(noise.rng, 16))
    buttons = "<button>OK</button>" if what != "maintenance" else ""
    meta = f'<meta charset="{site.meta_charset}">' if site.meta_charset else ""
    return f'<!DOCTYPE html><html><head>{meta}<title>{in_script(title, site.script)}</title>{noise.head()}</head><body><div class="box"><h1>{in_script(title, site.script)}</h1><p>{said}</p>{buttons}</div></body></html>'


def plain(article: Article) -> Article:
    """The Article without its dress: two with equal plain forms say the same to a reader."""
    return replace(article, dress=Dress())
