"""The spider of known Pages that are due for a check: standing, recent, to learn from, to confirm."""

from collections.abc import AsyncIterator
from typing import Any

from crawler.spiders.base import SourceSpider


class WatchSpider(SourceSpider):
    """Asks every due Page once, in the order of the plan."""

    name = "watch"

    async def start(self) -> AsyncIterator[Any]:
        """Ask the due Pages."""
        for due in self.share.plan.pages:
            if self.share.is_over():
                return
            request = self.ask_page(due)
            if request is not None:
                yield request
