"""A cookie jar for a Source that declares one, for the length of a crawl.

Scrapy's own fetches the list of public suffixes from a third site, past guard and robots.txt; here every cookie belongs
to the very host that set it, and no list is needed.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from pipeline.urls import host_of


class CookieJarMiddleware:
    """Sends back to a host what it set."""

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> None:
        """Add what this host set before."""
        request.headers.pop(b"Cookie", None)
        jar = self._jars.get(host_of(request.url))
        if jar is not None:
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what this host sets."""
        if b"Set-Cookie" in response.headers:
            jar = self._jars.setdefault(host_of(request.url), CookieJar())
            for cookie in jar.make_cookies(response, request):
                jar.set_cookie_if_ok(cookie, request)
        return response
