"""Every Scrapy setting of pactwatch, with its reason.

Must not need the store: `scrapy shell`, `scrapy settings` and `scrapy list` read it anywhere. What a Source or
pactwatch.toml decides (pace, contact, cookie jar) is set per crawl by launch.py. Scrapy 2.19's defaults that are turned
round here are asserted by tests/test_settings.py.
"""

import tomllib
from importlib import metadata
from pathlib import Path


def read_version() -> str:
    """Give the version as installed, or that of the checkout."""
    try:
        return metadata.version("pactwatch")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


BOT_NAME = "pactwatch"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = f"pactwatch/{read_version()}"  # launch.py adds the contact: sites can tell who we are and write to us

# Closed doors -------------------------------------------------------------------------------------------------------
REMOTE_CONTROL_ENABLED = False  # on by default, and it executes Python
TELNETCONSOLE_ENABLED = False  # a Python shell on a port
FEEDS: dict[str, dict[str, object]] = {}  # what is found goes to the store; `-O` of a person still works
HTTPPROXY_ENABLED = False  # behind a proxy nobody checks which address is reached
COOKIES_ENABLED = False  # a jar only for a Source that declares one
REFERER_ENABLED = False  # a site need not know where we read of it
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
TWISTED_DNS_RESOLVER = "crawler.guard.PublicResolver"  # only public addresses, checked when they are resolved
DOWNLOAD_HANDLERS = {  # only http(s); both take the address guard and the host's pace
    "http": "crawler.politeness.PoliteDownloadHandler",
    "https": "crawler.politeness.PoliteDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# Limits -------------------------------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 25.0  # default 180: that long would SIGTERM wait for one dead site
DOWNLOAD_MAXSIZE = 25 * 1024 * 1024  # default 1 GiB; holds after decompression too. The longest report seen: 12 MB
DOWNLOAD_WARNSIZE = 0  # no warning before the limit
DOWNLOAD_FAIL_ON_DATALOSS = True  # half a page would be compared as if it were the page
REDIRECT_ENABLED = True
REDIRECT_MAX_TIMES = 6  # default 20; real chains (http, www, language, slash) end by 4
METAREFRESH_ENABLED = False  # reads every HTML body; the text says as much when a page is nothing else
URLLENGTH_LIMIT = 2083
DNS_TIMEOUT = 20

# Politeness ---------------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = False  # Scrapy's own takes "no answer" for "no rules"; crawler.robots obeys and does not
CONCURRENT_REQUESTS = 16  # of one crawler; a host is asked one at a time by all of them (politeness.HostGates)
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0  # HostGates keeps the pace: Scrapy's own delay knows nothing of the other crawlers
AUTOTHROTTLE_ENABLED = False
RETRY_ENABLED = False  # what failed stays due and is asked again at a later tick, not at once
DEFAULT_REQUEST_HEADERS = {
    # No Accept-Language: a Page is one URL in one language, and "en" (the default) makes some sites choose another.
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
}
HTTPCACHE_ENABLED = False  # its RFC 2616 policy sends no request at all while it thinks a page is fresh

# What a crawl does not need, and would pay for on every page ----------------------------------------------------------
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the plan names each Page once
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order of the plan, the most urgent first
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # one Source, one host or two
CONCURRENT_ITEMS = 1  # default 100, and so many tasks are started for each answer; what is found is handed on at once
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
DOWNLOADER_STATS = False
MEMUSAGE_ENABLED = False  # the parent of a tick watches it
LOG_ENABLED = False  # the Run tells what happened; --loglevel of a person's `scrapy` command turns it on
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawler.launch.QuietFormatter"  # formats no line that nobody reads
WARN_ON_GENERATOR_RETURN_VALUE = False  # parses the source text of every callback

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # fetches a list of suffixes from a third site
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.politeness.ValidatorMiddleware": 450,
    "crawler.cookies.CookieJarMiddleware": 700,
    "crawler.guard.RedirectMiddleware": 600,  # outside of decompression, as Scrapy's own
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # a 404 is something new to know
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
