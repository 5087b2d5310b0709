"""What stands on each line of a Digest, for the HTML and the text form alike.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from dataclasses import replace

from pipeline.telling.background import Arrival, Candidate
from pipeline.telling.digest import Digest, Section
from pipeline.telling.digest_lines import DigestLines, EntryLines, Line, Link, SectionLines, Text
from pipeline.telling.digest_tables import table_activity, table_measures
from pipeline.telling.entries import QUOTE_COLUMNS, capital, entry_lines
from pipeline.telling.finding import Finding
from pipeline.telling.phrases import language_tag, mark_original, safe_url, say_blind, show_date, source_name
from pipeline.telling.places import change_place, initiative_place, on_desk
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
            closing=_closing(digest, words, desk) if section is Section.ANNOUNCEMENTS else (),
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
        notes=tuple((head, lines) for head, lines in _notes(digest, words, desk) if lines),
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


def _closing(digest: Digest, words: Words, desk: str | None) -> tuple[Line, ...]:
    """Comment pieces, and press on Stories told before, in one line each: how many, and by whom, each leading to its piece."""
    lines = []
    for name, findings in (("commentary", digest.commentary), ("echoes", digest.echoes)):
        if findings:
            pages = words.count(f"counts.{name}", len(findings))
            runs = [_plain(words.say("sentences.commentary", pages=pages, sources=""), words)]
            for number, one in enumerate(findings):
                runs += [_plain(words.say("language.separator"), words)] if number else []
                runs.append(_lead_to_piece(one, words, desk))
            lines.append(tuple(runs))
    return tuple(lines)


def _lead_to_piece(finding: Finding, words: Words, desk: str | None) -> Link:
    name, language = source_name(finding.source_names, finding.source_id, words.language)
    kept = on_desk(desk, change_place(finding.change_id), words.language) if desk else safe_url(finding.page_url)
    return Link(text=Text(text=name, language=language), url=kept)


def _plain(text: str, words: Words) -> Link:
    return Link(text=Text(text=text, language=words.language), url=None)


def _notes(digest: Digest, words: Words, desk: str | None) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    gap = " " if words.language == "en" else ""
    return (
        (words.say("sections.candidates"), tuple(_say_candidate(one, words, gap, desk) for one in digest.candidates)),
        (words.say("sections.blind"), tuple((_plain(gap.join(say_blind(one, words)), words),) for one in digest.blind)),
    )


def _say_candidate(candidate: Candidate, words: Words, gap: str, desk: str | None) -> Line:
    """A sentence with the name, which leads to what is known of it."""
    source, _ = source_name(candidate.source_names, "", words.language)
    where = words.join(tuple(part for part in (source, words.local_day(candidate.found_at)) if part))
    before, _, after = words.say("sentences.candidate", name="\0", where=where).partition("\0")
    kept = safe_url(candidate.page_url)
    if desk and candidate.initiative_id is not None:
        kept = on_desk(desk, initiative_place(candidate.initiative_id), words.language)
    name = Text(text=cut_text(clean_text(candidate.name), 120), language=language_tag(candidate.language))
    opening, closing = words.quote("\0").split("\0")
    note = f"{closing}{after}{gap}{words.say('sentences.candidate_note')}"
    return _plain(before + opening, words), Link(text=name, url=kept), _plain(note, words)


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
