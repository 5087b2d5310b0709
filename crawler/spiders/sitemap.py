"""The spider of sitemaps, indexes and plain lists of addresses."""

from crawler.spiders.base import ListingSpider
from pipeline.model import Shape


class SitemapSpider(ListingSpider):
    """Reads Listings of shape 'sitemap' (crawler/listings.py knows how) and fetches what is new on them."""

    name = "sitemap"
    shape = Shape.SITEMAP
