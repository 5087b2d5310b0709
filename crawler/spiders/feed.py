"""The spider of RSS, Atom and JSON Feed."""

from crawler.spiders.base import ListingSpider
from pipeline.model import Shape


class FeedSpider(ListingSpider):
    """Reads Listings of shape 'feed' (crawler/listings.py knows how) and fetches what is new on them."""

    name = "feed"
    shape = Shape.FEED
