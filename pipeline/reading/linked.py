"""What a page says of itself to machines: meta elements, JSON-LD, link relations.

Pure. What is said there may lie; whoever uses it weighs it against what is printed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|PressRelease|GovernmentService|AnalysisNews)$", re.IGNORECASE)
_LARGEST = 1_000_000
"""Characters of a JSON-LD script that are parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The machine-readable head of a page.

    metas: name, property or itemprop in lower case -> first content. articles: JSON-LD objects of an article type.
    """

    metas: dict[str, str]
    articles: tuple[dict[str, object], ...]
    language: str | None
    canonical_url: str | None
    twin_urls: tuple[tuple[str, str], ...]

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is an article, not a list, service or guide."""
        kind = self.metas.get("og:type", "").lower()
        stamped = ("article:published_time", "datepublished", "pubdate", "publishdate")
        return "article" in kind or "news" in kind or bool(self.articles) or any(name in self.metas for name in stamped)


def read_said(tree: HtmlElement, url: str | None) -> Said:
    """Read what the page says of itself. url: base of relative addresses, None = they stay out."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = (element.get("content") or "").strip()
        if name and content:
            metas.setdefault("".join(name.lower().split()), content)
    canonical, twins = _links(tree, url)
    own = canonical or _absolute(metas.get("og:url"), url)
    return Said(
        metas=metas,
        articles=tuple(_articles(tree)),
        language=tree.get("lang") or tree.get("xml:lang") or metas.get("og:locale") or metas.get("content-language"),
        canonical_url=own,
        twin_urls=twins,
    )


def _links(tree: HtmlElement, url: str | None) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    canonical: str | None = None
    twins: dict[str, str] = {}
    for element in tree.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        target = _absolute(element.get("href"), url)
        if not target:
            continue
        if "canonical" in relations:
            canonical = canonical or target
        elif "alternate" in relations and element.get("hreflang") and element.get("hreflang").lower() != "x-default":
            twins.setdefault(element.get("hreflang").strip(), target)
    return canonical, tuple(twins.items())


def _absolute(href: str | None, url: str | None) -> str | None:
    """An http(s) address made absolute; None where it is none."""
    if not href or not href.strip():
        return None
    try:
        target = urljoin(url or "", href.strip())
        return target if urlsplit(target).scheme in ("http", "https") and urlsplit(target).netloc else None
    except ValueError:
        return None


def _articles(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """The JSON-LD objects that are articles, those at the top before those inside others."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _LARGEST:
            continue
        try:
            said = json.loads(script.text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for each in _objects(said):
            types = each.get("@type")
            named = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in named):
                yield each


def _objects(said: object) -> Iterator[dict[str, object]]:
    """The objects of JSON-LD two levels down: the top, lists, @graph and mainEntity; not what is merely related."""
    tops = said if isinstance(said, list) else [said]
    for top in tops:
        if not isinstance(top, dict):
            continue
        yield top
        graph = top.get("@graph")
        for inner in graph if isinstance(graph, list) else [top.get("mainEntity")]:
            if isinstance(inner, dict):
                yield inner
