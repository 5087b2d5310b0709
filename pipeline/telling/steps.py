"""The digest's sentences about Initiatives, in the reader's language: what became of a stage, and whose day has come.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from collections.abc import Mapping

from pipeline.model import Stage
from pipeline.telling.background import Arrival, Step
from pipeline.telling.phrases import SUBJECT_COLUMNS, end_sentence, show_date
from pipeline.telling.words import Words, near_languages
from pipeline.weighing.excerpt import clean_text, count_columns, cut_text


def name_of(names: Mapping[str, str], language: str) -> tuple[str, str]:
    """An Initiative's name in the reader's language or the nearest there is, and the language it is in; '' = it has none."""
    found = next((tag for tag in (*near_languages(language), *sorted(names)) if clean_text(names.get(tag, ""))), None)
    return ("", language) if found is None else (cut_text(clean_text(names[found]), 80), found)


def say_arrived(arrival: Arrival, words: Words) -> str:
    """That the day of a scheduled stage came, as a headline."""
    return end_sentence(_say(arrival, words), words)


def subject_arrived(arrival: Arrival, more: int, words: Words) -> str:
    """The same as a subject in SUBJECT_COLUMNS."""
    end = words.say("subject.more", n=more) if more > 0 else ""
    start = words.say("subject.prefix")
    room = SUBJECT_COLUMNS - count_columns(start) - count_columns(end)
    return start + cut_text(_say(arrival, words), room) + end


def _say(arrival: Arrival, words: Words) -> str:
    name, _ = name_of(arrival.names, words.language)
    stage = words.say(f"stages.{arrival.stage.value}")
    return words.say("headline.arrived", name=name, stage=stage, date=show_date(arrival.on, words))


def say_step(step: Step, words: Words) -> str:
    """What became of an Initiative's stage; what is only announced is never said to be in force."""
    stage = words.say(f"stages.{step.stage.value}")
    date = show_date(step.on, words) if step.on else ""
    name, _ = name_of(step.names, words.language)
    if step.scheduled and date:
        begins = step.stage in (Stage.LAUNCHED, Stage.IN_FORCE)
        line = words.say("sentences.step_starts" if begins else "sentences.step_scheduled", stage=stage, date=date)
    else:
        before = words.say(f"stages.{step.before.value}") if step.before else ""
        key = "sentences.step" if before else "sentences.step_new"
        since = words.say("sentences.step_since", date=date) if date else ""
        line = words.say(key, before=before, stage=stage) + since
    return words.say("sentences.step_named", name=name, step=line) if name else line[:1].upper() + line[1:]
