"""What stands on each line of a Digest, for the HTML and the text form alike.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from dataclasses import replace

from pipeline.telling.background import Arrival, Candidate
from pipeline.telling.digest import Digest, Section
from pipeline.telling.digest_lines import DigestLines, EntryLines, Link, SectionLines, Text
from pipeline.telling.digest_tables import table_activity, table_measures
from pipeline.telling.entries import QUOTE_COLUMNS, capital, entry_lines
from pipeline.telling.phrases import language_tag, mark_original, safe_url, say_blind, show_date, source_name
from pipeline.telling.places import initiative_place, on_desk
from pipeline.telling.steps import name_of
from pipeline.telling.words import Words
from pipeline.weighing.excerpt import clean_text, cut_text


def lay_out(digest: Digest, words: Words, *, desk_url: str = "") -> DigestLines:
    """Word every line of a Digest. desk_url: where the desk is reached, '' = links lead to the sources."""
    desk = safe_url(desk_url)
    sections = tuple(
        SectionLines(
            heading=words.say(f"sections.{section.value}"),
            entries=(
                *(
                    _arrival_lines(one, words, desk)
                    for one in (digest.arrivals if section is Section.INITIATIVES else ())
                ),
                *(entry_lines(entry, words, desk) for entry in digest.section(section)),
            ),
            closing=_closing(digest, words) if section is Section.ANNOUNCEMENTS else (),
        )
        for section in Section
    )
    return DigestLines(
        period=words.period(digest.since, digest.until),
        headline=_split_headline(digest, words),
        sections=tuple(
            _head_commentary(section, digest, words) for section in sections if section.entries or section.closing
        ),
        unlisted=words.count("sentences.more_titles", digest.unlisted) if digest.unlisted else "",
        notes=tuple((head, lines) for head, lines in _notes(digest, words) if lines),
        tables=tuple(
            table
            for table in (table_measures(digest.measures, words, desk), table_activity(digest.activity, words))
            if table is not None
        ),
    )


def _head_commentary(section: SectionLines, digest: Digest, words: Words) -> SectionLines:
    """A section without entries of its own is headed by what its closing lines are."""
    if section.entries:
        return section
    heading = words.say("sections.commentary" if digest.commentary else "sections.echoes")
    return replace(section, heading=heading)


def _closing(digest: Digest, words: Words) -> tuple[str, ...]:
    """Comment pieces, and press on Stories told before, in one line each: how many, and by whom."""
    lines = []
    for name, findings in (("commentary", digest.commentary), ("echoes", digest.echoes)):
        names = {source_name(one.source_names, one.source_id, words.language)[0]: None for one in findings}
        pages = words.count(f"counts.{name}", len(findings))
        if findings:
            lines.append(words.say("sentences.commentary", pages=pages, sources=words.join(tuple(names))))
    return tuple(lines)


def _notes(digest: Digest, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    gap = " " if words.language == "en" else ""
    return (
        (words.say("sections.candidates"), tuple(_say_candidate(one, words, gap) for one in digest.candidates)),
        (words.say("sections.blind"), tuple(gap.join(say_blind(one, words)) for one in digest.blind)),
    )


def _say_candidate(candidate: Candidate, words: Words, gap: str) -> str:
    source, _ = source_name(candidate.source_names, "", words.language)
    where = words.join(tuple(part for part in (source, words.local_day(candidate.found_at)) if part))
    name = words.quote(cut_text(clean_text(candidate.name), 120))
    sentence = words.say("sentences.candidate", name=name, where=where)
    return sentence + gap + words.say("sentences.candidate_note")


def _split_headline(digest: Digest, words: Words) -> tuple[Text, ...]:
    """The headline in runs, the publisher's words in their own language."""
    runs: list[Text] = []
    rest, tongue = digest.headline, language_tag(digest.headline_language)
    for quote in digest.headline_quotes:
        before, found, rest_after = rest.partition(quote)
        if found:
            runs += [Text(text=before, language=words.language), Text(text=quote, language=tongue)]
            rest = rest_after
    runs.append(Text(text=rest, language=words.language))
    return tuple(run for run in runs if run.text)


def _arrival_lines(arrival: Arrival, words: Words, desk: str | None) -> EntryLines:
    """An entry for a scheduled stage whose day came: on whose word, and with the sentence that had said so."""
    name, name_language = name_of(arrival.names, words.language)
    source, source_language = source_name(arrival.source_names, arrival.source_id, words.language)
    page = safe_url(arrival.page_url)
    kept = page
    if desk and arrival.initiative_id is not None:
        kept = on_desk(desk, initiative_place(arrival.initiative_id), words.language)
    stage, language = words.say(f"stages.{arrival.stage.value}"), language_tag(arrival.language)
    return EntryLines(
        full=True,
        label=words.say("labels.arrived"),
        title=Link(text=Text(text=name, language=name_language), url=kept),
        tier=words.say(f"tiers.{arrival.tier.value}"),
        source=Link(text=Text(text=source, language=source_language), url=page),
        date=show_date(arrival.announced_on, words),
        original=mark_original(arrival.language, words),
        areas=tuple(cut_text(clean_text(words.area(tag)), 40) for tag in arrival.areas[:3]),
        quote=Text(text=cut_text(clean_text(arrival.quote), QUOTE_COLUMNS), language=language),
        step=capital(words.say("sentences.arrived", stage=stage, date=show_date(arrival.on, words))),
        language=language,
    )
