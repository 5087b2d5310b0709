"""The digest's sentences about one finding, in the reader's language: subject, headline, what happened.

Pure: no clock, no network, no files, no SQL, no logging. A publisher's words are quoted, cut and never translated.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from pipeline.model import ChangeKind, Edit, Op, Tier
from pipeline.telling.finding import Blind, Finding
from pipeline.telling.gist import find_gist
from pipeline.telling.words import Words, near_languages
from pipeline.weighing.excerpt import clean_text, count_columns, cut_text

SUBJECT_COLUMNS = 60
TITLE_COLUMNS = 160
SHOWN_CONFLICTS = 4
_HEADLINE_TITLE = 90
_HEADLINE_FACT = 48


def title_of(finding: Finding, limit: int = TITLE_COLUMNS) -> str:
    """The title as shown: cleaned and cut; a Page without one is called by its address."""
    address = clean_text(re.sub(r"^https?://", "", finding.page_url))
    return cut_text(clean_text(finding.title) or address or finding.source_id, limit)


def source_name(names: Mapping[str, str], source_id: str, language: str) -> tuple[str, str]:
    """A Source's name in the reader's language or the nearest there is, and the language it is in."""
    for tag in (*near_languages(language), *sorted(names)):
        if clean_text(names.get(tag, "")):
            return cut_text(clean_text(names[tag]), 80), tag
    return source_id, "en"


def fact_text(text: str | None, limit: int = _HEADLINE_FACT) -> str:
    """One side of a fact as printed, cut; '' = it does not stand there."""
    return cut_text(clean_text(text or ""), limit)


def say_headline(finding: Finding, words: Words) -> tuple[str, tuple[str, ...]]:
    """The finding in one sentence with the fact itself, and those parts of it that are the publisher's words."""
    title = title_of(finding, _HEADLINE_TITLE)
    title = title.rstrip(".。") or title
    if finding.kind is ChangeKind.EDITED:
        return _headline_edit(finding, title, words)
    if finding.kind is not ChangeKind.APPEARED:
        label = words.say(f"labels.{finding.kind.value}")
        sentence = words.say("headline.labelled", label=label, title=title)
    elif finding.tier is not Tier.OFFICIAL:
        source, _ = source_name(finding.source_names, finding.source_id, words.language)
        sentence = words.say("headline.said_by", source=source, title=title)
    else:
        sentence = title
    return end_sentence(sentence, words), (title,)


def _headline_edit(finding: Finding, title: str, words: Words) -> tuple[str, tuple[str, ...]]:
    """The headline of an edit: the weightiest fact, else the first words that changed, both sides quoted."""
    gist = find_gist(finding)
    reverts = _say_reverts(finding, "headline", words) if finding.reverts_to else ""
    if gist is None:
        return end_sentence(words.say("headline.edited", title=title) + reverts, words), (title,)
    before, after = gist.before, gist.after
    side = "replaced" if before and after else "added" if after else "dropped"
    if gist.type is None:
        key = "headline.retitled" if gist.retitled else f"headline.words_{side}"
        sentence = words.say(key, title=title, before=words.quote(before), after=words.quote(after))
    else:
        name = words.say(f"facts.{gist.type.value}")
        sentence = words.say(f"headline.fact_{side}", title=title, fact=name, before=before, after=after)
    if len(finding.facts) > 1:
        sentence += words.count("headline.more_facts", len(finding.facts) - 1)
    sentence += reverts
    if finding.silent and finding.facts:
        sentence += words.say("headline.silent")
    return end_sentence(sentence, words), tuple(part for part in (title, before, after) if part)


def end_sentence(sentence: str, words: Words) -> str:
    """A sentence with a full stop, where it has no end of its own."""
    return sentence if sentence[-1:] in "?!？！…。." else sentence + words.say("language.full_stop")


def say_subject(finding: Finding, more: int, words: Words) -> str:
    """The strongest finding as a fact in SUBJECT_COLUMNS; the title gives way first, then the fact."""
    end = words.say("subject.more", n=more) if more > 0 else ""
    start = words.say("subject.prefix")
    room = SUBJECT_COLUMNS - count_columns(start) - count_columns(end)
    return start + _subject_fact(finding, room, words) + end


def _subject_fact(finding: Finding, room: int, words: Words) -> str:
    title = title_of(finding)
    gist = find_gist(finding, 24) if finding.kind is ChangeKind.EDITED and finding.facts else None
    if gist is not None:
        for key in ("subject.fact_now", "subject.fact_now_cut") if gist.after else ("subject.fact_gone",):
            free = room - count_columns(words.say(key, title="", after=gist.after, before=gist.before))
            if count_columns(title) <= free or (key != "subject.fact_now" and free >= 8):
                return words.say(key, title=cut_text(title, free), after=gist.after, before=gist.before)
    elif finding.kind is not ChangeKind.APPEARED:
        label = words.say(f"labels.{finding.kind.value}")
        fixed = count_columns(words.say("subject.labelled", label=label, title=""))
        return words.say("subject.labelled", label=label, title=cut_text(title, max(room - fixed, 8)))
    return cut_text(title, room)


def say_nothing(blind: int, words: Words) -> str:
    """The headline of a Digest without findings."""
    if not blind:
        return end_sentence(words.say("headline.nothing"), words)
    return end_sentence(words.say("headline.nothing_blind", sources=words.count("counts.sources", blind)), words)


def subject_nothing(words: Words) -> str:
    """The subject of a Digest without findings."""
    return words.say("subject.prefix") + words.say("subject.nothing")


def say_counts(counts: Sequence[tuple[str, int]], words: Words) -> str:
    """How many findings of which sort, in one sentence."""
    parts = tuple(words.count(f"counts.{name}", number) for name, number in counts)
    total = words.count("counts.total", sum(number for _, number in counts))
    return total + words.join(parts) + words.say("language.full_stop")


def say_what_happened(finding: Finding, words: Words) -> tuple[str, ...]:
    """Sentences on what became of the Page, without those on its facts; () where title and edits say it all."""
    match finding.kind:
        case ChangeKind.WITHDRAWN:
            return (_say_gone(finding, words),)
        case ChangeKind.RESTORED:
            return (_say_restored(finding, words),)
        case ChangeKind.MOVED:
            moved = words.say("sentences.moved")
            if not finding.moved_from:
                return (moved,)
            return moved, words.say("sentences.moved_from", url=cut_text(clean_text(finding.moved_from), 200))
        case ChangeKind.TWIN_CONFLICT:
            return _say_conflicts(finding, words)
        case ChangeKind.NOTICE | ChangeKind.FLAPPING | ChangeKind.TWIN_STALE:
            return (words.say(f"sentences.{finding.kind.value}"),)
        case ChangeKind.EDITED:
            reverts = (_say_reverts(finding, "sentences", words),) if finding.reverts_to else ()
            return reverts if finding.facts else (*reverts, *say_edits(finding.edits, words))
        case ChangeKind.APPEARED:
            return ()


def _say_reverts(finding: Finding, table: str, words: Words) -> str:
    """That a text is again what it was, and before which day; `table` of words/*.toml: a sentence, or part of a headline."""
    if finding.reverted_at is None:
        return words.say(f"{table}.reverts_plain")
    return words.say(f"{table}.reverts", date=words.local_day(finding.reverted_at))


def _say_gone(finding: Finding, words: Words) -> str:
    since = finding.gone_since or finding.found_at
    date = words.local_day(since)
    if not finding.gone_checks:
        return words.say("sentences.gone", date=date)
    missing = finding.gone_status is None or finding.gone_status < 400
    status = words.say("sentences.gone_status_other") if missing else str(finding.gone_status)
    checks = words.count("sentences.checks", finding.gone_checks)
    span = say_span(finding.found_at - since, words)
    return words.say("sentences.gone_checked", date=date, status=status, checks=checks, span=span)


def _say_restored(finding: Finding, words: Words) -> str:
    if finding.edits:
        return words.say("sentences.restored_changed")
    if finding.gone_since is None:
        return words.say("sentences.restored")
    return words.say("sentences.restored_after", span=say_span(finding.found_at - finding.gone_since, words))


def _say_conflicts(finding: Finding, words: Words) -> tuple[str, ...]:
    """What each language edition says, a sentence for each fact on which they differ."""
    sides = [(fact_text(fact.before), fact_text(fact.after)) for fact in finding.facts]
    told = [(english, chinese) for english, chinese in sides if english and chinese]
    if not told:
        return (words.say("sentences.twin_conflict_plain"),)
    return tuple(
        words.say("sentences.twin_conflict", english=one, chinese=other) for one, other in told[:SHOWN_CONFLICTS]
    )


def say_span(span: timedelta, words: Words) -> str:
    """A length of time in hours, from three days on in days."""
    hours = max(1, round(span / timedelta(hours=1)))
    return words.count("sentences.days", round(hours / 24)) if hours >= 72 else words.count("sentences.hours", hours)


def say_edits(edits: Sequence[Edit], words: Words) -> tuple[str, ...]:
    """How many sentences were changed, added, removed and moved; () without edits."""
    keys = {Op.REPLACE: "changed", Op.INSERT: "added", Op.DELETE: "removed", Op.MOVE: "shifted"}
    numbers = [(key, sum(edit.op is op for edit in edits)) for op, key in keys.items()]
    parts = tuple(words.count(f"sentences.{key}", number) for key, number in numbers if number)
    if not parts:
        return ()
    sentence = words.join(parts) + words.say("language.full_stop")
    return (sentence[:1].upper() + sentence[1:],)


def say_silent(finding: Finding, words: Words) -> tuple[str, str]:
    """That a change was made without notice, and the date the page still shows; ('', '') where it was announced."""
    if not finding.silent:
        return "", ""
    date = finding.published_shown
    still = words.say("sentences.silent_date", date=show_date(date, words)) if date else ""
    return words.say("sentences.silent"), still


def show_date(shown: str, words: Words) -> str:
    """A date in the public form as the language writes it; what is no such date is shown cut."""
    return cut_text(clean_text(words.shown(shown)), 40)


def language_tag(language: str | None) -> str | None:
    """A language as a 'lang' attribute takes it; None for what is no tag."""
    return language if language and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language) else None


def mark_original(language: str | None, words: Words) -> str:
    """'Chinese original' and its like where a text is not in the reader's language; '' where it is."""
    if not language or language == words.language or (words.language == "en" and language.startswith("en")):
        return ""
    known = words.find("originals", language) or words.find("originals", language.partition("-")[0])
    return known or words.say("originals.other", tag=clean_text(language))


def say_blind(blind: Blind, words: Words) -> tuple[str, ...]:
    """Which Source was not seen, why, and since when.

    A reason that is a key of words 'reasons' is put in words; any other stands behind ours in brackets.
    """
    name, _ = source_name(blind.source_names, blind.source_id, words.language)
    detail = cut_text(clean_text(blind.reason).rstrip(".。"), 80)
    reason = words.find("reasons", blind.reason)
    if reason is None:
        key = "sentences.blind_detail" if detail else "reasons.failing"
        reason = words.say(key, reason=words.say("reasons.failing"), detail=detail)
    since = words.say("sentences.blind_never")
    if blind.since is not None:
        since = words.say("sentences.blind_since", date=words.moment(blind.since))
    return words.say("sentences.blind", source=name, reason=reason), since, words.say("sentences.blind_late")


def say_cadence(cadence: str, words: Words) -> str:
    """A cron line in words where it is a plain one, else the line itself."""
    zone = words.say("footer.hong_kong_time") if words.zone.key == "Asia/Hong_Kong" else words.zone.key
    minute, hour, day, month, weekday = cadence.split()
    plain = minute.isdecimal() and hour.isdecimal() and day == month == "*"
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    if plain:
        clock = f"{int(hour):02d}:{int(minute):02d}"
        if weekday == "*":
            return words.say("footer.daily", clock=clock, zone=zone)
        if weekday.lower() == "mon-fri":
            return words.say("footer.weekdays", clock=clock, zone=zone)
        if weekday.lower() in names:
            name = words.weekday(names.index(weekday.lower()))
            return words.say("footer.weekly", weekday=name, clock=clock, zone=zone)
    return words.say("footer.cron", cron=cadence, zone=zone)


def safe_url(url: str | None) -> str | None:
    """A URL that may stand behind a link: http(s) with a host; None for anything else."""
    cleaned = clean_text(url or "").replace(" ", "%20")
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    return cleaned if parts.scheme in ("http", "https") and parts.netloc else None
