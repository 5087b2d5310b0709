"""Noise that is put into real pages: eleven kinds with a cue, eleven without."""

import random
from collections.abc import Callable

import lxml.html

from bench.shots import Shot, sentence, text_of


# -- noise that carries a cue -------------------------------------------------------------------------------------------
def views(shot: Shot) -> None:
    count = shot.rng.randrange(1000, 90000)
    shot.insert(
        f"<div class='meta'><span>{count} views</span></div>"
        if shot.page.script == "en"
        else f"<div><span>浏览次数：{count}</span></div>"
    )


def shares(shot: Shot) -> None:
    shot.insert(f"<div class='share-buttons'>Share <b>{shot.rng.randrange(999)}</b> times on this network</div>")


def clock(shot: Shot) -> None:
    rng = shot.rng
    shot.insert(
        f"<p>{'Last updated' if shot.page.script == 'en' else '更新時間'}: {rng.randrange(10, 24)}:{rng.randrange(10, 60)}, 2026-0{rng.randrange(1, 10)}-1{rng.randrange(10)}</p>"
    )


def related(shot: Shot) -> None:
    rows = "".join(
        f"<li><a href='/{shot.rng.random()}'>{sentence(shot.rng, shot.page.script)}</a></li>" for _ in range(4)
    )
    shot.insert(f"<div class='related-news'><h3>Related news</h3><ul>{rows}</ul></div>")


def related_heading(shot: Shot) -> None:
    rng = shot.rng
    rows = "".join(f"<li><a href='/{i}'>{sentence(rng, shot.page.script)}</a></li>" for i in range(4))
    shot.insert(
        f"<div class='x1'><h3>{'Related news' if shot.page.script == 'en' else '相關新聞'}</h3><ul>{rows}</ul></div>"
    )


def advert(shot: Shot) -> None:
    shot.insert(f"<div class='ad-slot'><p>{text_of(shot)}</p><p>{text_of(shot, 14)}</p></div>")


def most_read(shot: Shot) -> None:
    rng = shot.rng
    pool = [sentence(random.Random(i), shot.page.script) for i in range(12)]
    rows = "".join(f"<li><a href='/{i}'>{text}</a></li>" for i, text in enumerate(rng.sample(pool, 5)))
    shot.insert(f"<aside><h3>Most read</h3><ol>{rows}</ol></aside>")


def tokens(shot: Shot) -> None:
    rng = shot.rng
    for element in shot.tree.iter():
        if isinstance(element.tag, str) and element.get("class"):
            element.set("data-nonce", f"{rng.random()}")
            element.set("class", element.get("class", "") + f" css-{rng.randrange(16**6):06x}a")
    shot.insert(f"<form><input type='hidden' value='{rng.random()}'></form><script>var n={rng.random()}</script>")


def cookie(shot: Shot) -> None:
    if shot.fetch % 2:
        shot.insert(f"<div id='cookie-banner'><p>{text_of(shot, 30)}</p></div>")


def comments(shot: Shot) -> None:
    count = shot.rng.randrange(3, 300)
    shot.insert(f"<div class='comments'><h3>{count} comments</h3><p>{text_of(shot)}</p></div>")


def ago(shot: Shot) -> None:
    minutes = shot.rng.randrange(2, 59)
    shot.insert(f"<p>{minutes} minutes ago</p>" if shot.page.script == "en" else f"<p>{minutes}分鐘前</p>")


# -- noise without any cue ----------------------------------------------------------------------------------------------
def teaser(shot: Shot) -> None:
    letters = "".join(shot.fixed.choices("bcdfghjklmnpqrstvwxz", k=6))
    shot.insert(f"<div class='{letters}'><p>{text_of(shot, 16)}</p></div>")


def carousel_of(size: int) -> Callable[[Shot], None]:
    def carousel(shot: Shot) -> None:
        chosen = shot.rng.randrange(size)
        text = sentence(random.Random(f"{shot.page.name} {size} {chosen}"), shot.page.script, 16)
        shot.insert(f"<div class='xq'><p>{text}</p></div>")

    return carousel


def ticker(shot: Shot) -> None:
    rng = shot.rng
    shot.insert(
        f"<div class='xt'>ABC {rng.randrange(100, 999)}.{rng.randrange(10, 99)} {rng.choice('+-')}{rng.randrange(1, 9)}.{rng.randrange(10, 99)}%</div>"
    )


def bare_number(shot: Shot) -> None:
    shot.insert(f"<span class='xn'>{shot.rng.randrange(1000, 99999)}</span>")


def body_path(shot: Shot) -> None:
    shot.insert(f"<p>{text_of(shot, 16)}</p>")


def cards(shot: Shot) -> None:
    rng, script = shot.rng, shot.page.script
    made = "".join(
        f"<div class='xc'><h4><a href='/c'>{sentence(rng, script, 6)}</a></h4><p>{sentence(rng, script, 14)}</p></div>"
        for _ in range(3)
    )
    shot.insert(f"<div class='xw'>{made}</div>")


def lookers(shot: Shot) -> None:
    count = f"{shot.rng.randrange(1000, 9999):,}"
    shot.insert(
        f"<div class='xp'><p>There are {count} people looking at this page.</p></div>"
        if shot.page.script == "en"
        else f"<div class='xp'><p>現時有{count}人正在瀏覽本頁。</p></div>"
    )


def outside(shot: Shot) -> None:
    box = lxml.html.fragment_fromstring(f"<div class='xo'><p>{text_of(shot, 18)}</p></div>")
    shot.tree.find("body").append(box)


def half_time(shot: Shot) -> None:
    if shot.rng.random() < 0.5:
        shot.insert(f"<div class='xh'><p>{sentence(shot.fixed, shot.page.script, 18)}</p></div>")


def inner_counter(shot: Shot) -> None:
    element = shot.paragraph(2)
    element.text = (element.text or "") + f" ({shot.rng.randrange(1000, 9999):,} have signed up)"


CUED = {
    f.__name__: f
    for f in (views, shares, clock, related, related_heading, advert, most_read, tokens, cookie, comments, ago)
}
UNCUED = {
    "teaser": teaser,
    "carousel_3": carousel_of(3),
    "carousel_2": carousel_of(2),
    "ticker": ticker,
    "bare_number": bare_number,
    "body_path": body_path,
    "cards": cards,
    "lookers": lookers,
    "outside": outside,
    "half_time": half_time,
    "inner_counter": inner_counter,
}
