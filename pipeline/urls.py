"""One address for one Page: canonical form, a Source's rewrites, what an address says of date and language.

Pure: no network; nothing here looks up a host.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from pipeline.model import Precision, PrintedDate
from pipeline.source import Source, Twins, compiled

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|spm|share_token|xtor",
    re.IGNORECASE,
)
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_PRECISIONS = (Precision.SECOND, Precision.MINUTE, Precision.DAY, Precision.MONTH, Precision.YEAR)
_NAME = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The address in its one normal form.

    Scheme and host in lower case; no default port, fragment or tracking keys; escapes normal, dot segments resolved.
    A trailing slash and http beside https stay as they are (`like_urls` joins them). What is no http(s) URL
    comes back as it is, without the white space around it.
    """
    url = "".join(url.split("\n")).replace("\r", "").replace("\t", "").strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return url
    host = _ascii_host(parts.hostname)
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    if parts.username is not None:
        host = parts.netloc.rpartition("@")[0] + "@" + host
    path = _resolve_dots(_normal_escapes(parts.path, _PATH_SAFE)) or "/"
    pairs = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    query = _normal_escapes("&".join(pairs), _QUERY_SAFE)
    return urlunsplit((scheme, host, path, query, ""))


def like_urls(url: str) -> tuple[str, ...]:
    """The addresses that a site uses for the same Page: without or with a slash at its end, http or https."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        return ()
    paths = (
        [parts.path]
        if parts.path == "/"
        else [parts.path, parts.path[:-1] if parts.path.endswith("/") else parts.path + "/"]
    )
    schemes = [parts.scheme] if parts.port else [parts.scheme, *(_PORTS.keys() - {parts.scheme})]
    return tuple(
        like
        for scheme in schemes
        for path in paths
        if (like := urlunsplit((scheme, parts.netloc, path, parts.query, ""))) != url
    )


def rewrite_url(url: str, source: Source) -> str:
    """The address under which the Source's Page is known: canonical, after the Source's rewrites in order."""
    url = canonical_url(url)
    for rewrite in source.rewrite:
        url = compiled(rewrite.pattern).sub(rewrite.replace, url)
    return canonical_url(url)


def is_derived(url: str, source: Source) -> bool:
    """Whether it is the address of a machine's copy (a script-converted mirror): its words are not the publisher's."""
    url = canonical_url(url)
    return any(rewrite.derived and compiled(rewrite.pattern).search(url) for rewrite in source.rewrite)


def is_page(url: str, source: Source) -> bool:
    """Whether the address (after rewrites) is a Page of the Source: its page_url matches, or it is a standing URL."""
    return bool(compiled(source.page_url).search(url)) or url in _standing(source.standing)


def host_of(url: str) -> str:
    """Host of the address in lower case, with its port where that is not the scheme's own; '' = no host."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if ":" in host:
        host = f"[{host}]"
    return host if port is None or port == _PORTS.get(parts.scheme.lower()) else f"{host}:{port}"


def twin_urls(url: str, twins: Twins | None) -> tuple[tuple[str, str], ...]:
    """The other language editions as (language, URL), by the Source's rule; () = the rule is silent."""
    if twins is None:
        return ()
    for language, names in _match_twin(url, twins):
        return tuple(
            (other, twins.rule.format_map({**names, **_codes(twins, other)}))
            for other in twins.lang
            if other != language
        )
    return ()


def url_language(url: str, twins: Twins | None) -> str | None:
    """The language that the address says by the Source's twin rule; None = it says none."""
    return next((language for language, _ in _match_twin(url, twins)), None) if twins else None


def date_in_url(url: str, pattern: str, zone: ZoneInfo) -> PrintedDate | None:
    """The date that an address prints, by a Rule's url_date; None = none, or none that the calendar knows.

    `created` (YYYYMMDD) gives the year to a month and day; a month and day half a year before it are next year's.
    """
    match = compiled(pattern).search(url)
    if match is None:
        return None
    names = {name: text for name, text in match.groupdict().items() if text}
    created = names.pop("created", None)
    try:
        if created is not None:
            year = int(created[:4])
            early = int(names["month"]) * 100 + int(names["day"]) < int(created[4:]) - 600
            names["year"] = str(year + early)
        at = datetime(tzinfo=zone, **{"month": 1, "day": 1, **{name: int(text) for name, text in names.items()}})
    except (ValueError, KeyError, TypeError):
        return None
    precision = next(part for part in _PRECISIONS if part.value in names)
    if precision in (Precision.SECOND, Precision.MINUTE):
        shown = at.isoformat()
    else:
        shown = at.strftime({"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[precision.value])
    return PrintedDate(at=at.astimezone(UTC), precision=precision, shown=shown, literal=match[0])


def _match_twin(url: str, twins: Twins) -> Iterator[tuple[str, dict[str, str]]]:
    """The languages whose codes the address has, with the names that stay."""
    for language in twins.lang:
        codes = _codes(twins, language)
        if match := compiled(_twin_pattern(twins.rule, tuple(codes.items()))).fullmatch(url):
            yield language, match.groupdict()


def _codes(twins: Twins, language: str) -> dict[str, str]:
    codes = twins.lang[language]
    return dict(zip(("lang", "lang2"), (codes,) if isinstance(codes, str) else codes, strict=False))


@lru_cache(maxsize=256)
def _twin_pattern(rule: str, codes: tuple[tuple[str, str], ...]) -> str:
    pattern, end, seen = "", 0, set[str]()
    for name in _NAME.finditer(rule):
        pattern += re.escape(rule[end : name.start()])
        code = dict(codes).get(name[1])
        if code is not None:
            pattern += re.escape(code)
        else:
            pattern += f"(?P={name[1]})" if name[1] in seen else f"(?P<{name[1]}>.+?)"
            seen.add(name[1])
        end = name.end()
    return pattern + re.escape(rule[end:])


@lru_cache(maxsize=256)
def _standing(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(canonical_url, urls))


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _normal_escapes(text: str, safe: str) -> str:
    """Escapes of unreserved characters undone, the others in upper case, everything unsafe escaped."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else "%" + match[1].upper()

    text = re.sub("%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(_ESCAPE.sub(normal, text), safe=safe, errors="surrogatepass")


def _resolve_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ending = "/" if path.endswith(("/.", "/..")) and kept else ""
    return "/" + "/".join(kept) + ending
