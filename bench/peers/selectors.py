"""The hand-written selectors that the peers need: what a careful operator reads off the pages at tick 0, template by template."""

from bench.web.model import Site

TEXT = {
    "gov": "#PRHeadline, #pressrelease",
    "tables": "td.bt, td.zw",
    "ministry": ".art-title, #UCAP-CONTENT, .fujian",
    "press": "article.story h1, .story-body",
    "soup": "[class^=headline], [class^=body_], [class=body]",
    "regulator": "h1.page-header, .field-name-body, .field-attachments",
    "blog": ".entry-title, .entry-content",
    "portal": ".post_title, .post_body",
}
"""Layout -> headline, body and attachments."""

EXCLUDED = ".share-bar, .ad-container, .related-news, .most-read, .view-count, .clock, .weather, .__cf_email__, a[href^='mailto:'], script, style"
"""What carries a cue of noise."""


def list_xpath(site: Site) -> str:
    """The headlines of a feed, whatever its namespace; '' for an HTML list."""
    names = {"rss": "item", "atom": "entry"}
    return f"//*[local-name()='{names[site.listing]}']/*[local-name()='title']" if site.listing in names else ""
