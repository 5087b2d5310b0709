"""The twelve sites: scripts, bytes, validators, lists, templates, habits. After facts/sources.json; all names invented."""

from bench.web.model import Site

SITES = (
    Site(name="s01", script="en", title="Wharf Government News", charset="utf-8", header_charset="utf-8", meta_charset="utf-8", validators="honest",
         listing="rss", layout="gov", path="/gia/general/{ym}/{dd}/P{n}.htm", habits=("short feed dates",)),
    Site(name="s02", script="hant", title="海灣新聞處", charset="big5-hkscs", header_charset=None, meta_charset="big5", validators="absent",
         listing="list", layout="tables", path="/chi/{day}/{n}.html"),
    Site(name="s03", script="hant", title="數碼事務局", charset="utf-8", header_charset="utf-8", meta_charset=None, validators="now",
         listing="rss", layout="gov", path="/tc/press/{n}/index.html", habits=("tracking keys",)),
    Site(name="s04", script="hans", title="数据管理部", charset="gb18030", header_charset="gb2312", meta_charset="gb2312", validators="absent",
         listing="list", layout="ministry", path="/art/{y}/{m}/{d}/art_{n}.html", habits=("attributes",)),
    Site(name="s05", script="hans", title="商贸发展部", charset="utf-8", header_charset="utf-8", meta_charset="utf-8", validators="honest",
         listing="list", layout="ministry", path="/zwgk/{ym}/t{day}_{n}", habits=("slashes",)),
    Site(name="s06", script="en", title="The Estuary Post", charset="utf-8", header_charset="utf-8", meta_charset="utf-8", validators="absent",
         listing="rss", layout="press", path="/news/{slug}-{n}", redesign_tick=2, next_layout="fresh", habits=("guid churn", "attributes")),
    Site(name="s07", script="hant", title="海灣日報", charset="utf-8", header_charset="iso-8859-1", meta_charset="utf-8", validators="flipping",
         listing="atom", layout="soup", path="/article/{n}", habits=("hashed classes",)),
    Site(name="s08", script="hans", title="河口商报", charset="gb18030", header_charset="utf-8", meta_charset="gb2312", validators="absent",
         listing="list", layout="portal", path="/{y}/{m}{d}/{n}.shtml", redesign_tick=4, next_layout="modern"),
    Site(name="s09", script="en", title="Ledger and Payments Regulator", charset="utf-8", header_charset=None, meta_charset="utf-8", validators="honest",
         listing="list", layout="regulator", path="/en/circulars/{y}/{n}", notice_tick=3),
    Site(name="s10", script="hant", title="平台監理會", charset="big5-hkscs", header_charset="big5", meta_charset="big5", validators="honest",
         listing="list", layout="regulator", path="/web/tc/doc?ref={n}"),
    Site(name="s11", script="en", title="Corridor Watch Institute", charset="utf-8", header_charset="utf-8", meta_charset="utf-8", validators="stuck",
         listing="rss", layout="blog", path="/{y}/{m}/{slug}-{n}/", habits=("attributes",)),
    Site(name="s12", script="hans", title="湾区资讯网", charset="utf-8", header_charset="utf-8", meta_charset="utf-8", validators="absent",
         listing="rss", layout="soup", path="/view?id={n}", notice_tick=5, habits=("hashed classes",)),
)  # fmt: skip
BY_NAME = {site.name: site for site in SITES}
