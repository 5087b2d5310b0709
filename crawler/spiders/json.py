"""The spider of lists behind a JSON API."""

from crawler.spiders.base import ListingSpider
from pipeline.model import Shape


class JsonSpider(ListingSpider):
    """Reads Listings of shape 'json' (crawler/listings.py knows how) and fetches what is new on them."""

    name = "json"
    shape = Shape.JSON
