"""The spider of lists in HTML."""

from crawler.spiders.base import ListingSpider
from pipeline.model import Shape


class LinksSpider(ListingSpider):
    """Reads Listings of shape 'links' (crawler/listings.py knows how) and fetches what is new on them."""

    name = "links"
    shape = Shape.LINKS
