"""Times of day in running text: "5 p.m.", "um 17.30 Uhr", "17h30", "half past two".

Times are no dates and no figures. Each language has its own spellings; a bare 12-hour time may be of either half of the
day. Pure; never raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_NOON, _DAY = 720, 1440


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time as printed; offsets are raw. `minute` counts from midnight; `either`: it may be of the other half too."""

    start: int
    end: int
    text: str
    minute: int
    either: bool = False

    def agrees(self, other: TimeOfDay) -> bool:
        """Whether both can be the same time."""
        apart = (self.minute - other.minute) % _DAY
        return apart == 0 or (apart == _NOON and (self.either or other.either))


_HALVES = {  # words of a half of the day, by what is added to an hour below twelve
    "en": r"(?P<am>a\.?m\.?\b|in the morning)|(?P<pm>p\.?m\.?\b|in the (?:afternoon|evening)|at night)",
    "de": r"(?P<am>morgens|früh|vormittags)|(?P<pm>nachmittags|abends)",
    "fr": r"(?P<am>du matin)|(?P<pm>de l['’]après-midi|du soir)",
    "es": r"(?P<am>de la mañana|a\. ?m\.)|(?P<pm>de la (?:tarde|noche)|p\. ?m\.)",
    "it": r"(?P<am>di mattina|del mattino)|(?P<pm>di sera|del pomeriggio)",
    "pt": r"(?P<am>da manhã)|(?P<pm>da (?:tarde|noite))",
    "ru": r"(?P<am>утра|ночи)|(?P<pm>дня|вечера)",
    "uk": r"(?P<am>ранку|ночі)|(?P<pm>дня|вечора)",
    "pl": r"(?P<am>rano)|(?P<pm>po południu|wieczorem)",
    "nl": r"(?P<am>'s ochtends|’s ochtends)|(?P<pm>'s (?:middags|avonds)|’s (?:middags|avonds))",
    "tr": r"(?P<am>sabah)|(?P<pm>akşam)",
    "ar": r"(?P<am>صباحا)|(?P<pm>مساء|ظهرا|عصرا)",
}
_H, _M = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_HALF = "(?:\\s*(?:{half}))?"
_COLON = rf"(?<![\d:.,/-]){_H}:{_M}(?![\d:]){_HALF}"
_SPELLINGS = {  # after the colon, which all languages share
    "en": (rf"(?<![\d:.,/$€£-]){_H}(?:[.:]{_M})?\s*(?:{{half}})",),
    "de": (rf"(?<![\d:.,]){_H}(?:[.:]{_M})?\s*Uhr\b(?!zeit){_HALF}",),
    "fr": (
        rf"(?<![\d:.,]){_H}\s?h\s?(?:{_M}\b|(?![\w/])){_HALF}",
        rf"\b(?:à|vers|dès) {_H} heures?(?: {_M}\b)?{_HALF}",
    ),
    "es": (rf"\ba las? {_H}(?:[:.]{_M})?(?: horas)?\b{_HALF}",),
    "it": (rf"\balle (?:ore )?{_H}(?:[:.]{_M})?\b{_HALF}",),
    "pt": (rf"\bàs {_H}(?:h|[:.])?{_M}?\b(?: horas)?{_HALF}",),
    "ru": (rf"\bв {_H}[:.]{_M}\b{_HALF}", rf"\bв {_H} час(?:а|ов)?(?: {_M} минут)?\b{_HALF}"),
    "uk": (rf"\bо(?:б)? {_H}[:.]{_M}\b{_HALF}", rf"\bо(?:б)? {_H}(?:-й)? годині{_HALF}"),
    "pl": (rf"\bo (?:godz(?:inie|\.)? )?{_H}[.:]{_M}\b{_HALF}", rf"\bo godz(?:inie|\.)? {_H}\b{_HALF}"),
    "nl": (rf"\b(?:om|rond|tot) {_H}(?:[.:]{_M})? uur\b{_HALF}",),
    "tr": (rf"\bsaat {_H}[.:]{_M}", rf"\b(?:sabah|akşam) {_H}[.:]{_M}"),
    "ar": (rf"الساعة {_H}(?::{_M})?{_HALF}",),
}
_TWELVE = frozenset({"en", "es", "ar"})  # where a bare hour up to twelve says nothing of the half of the day
_NAMED = {
    "en": {"midnight": 0, "noon": _NOON, "midday": _NOON},
    "de": {"mitternacht": 0},
    "fr": {"minuit": 0, "midi": _NOON},
    "es": {"medianoche": 0, "mediodía": _NOON},
    "it": {"mezzanotte": 0, "mezzogiorno": _NOON},
    "pt": {"meia-noite": 0, "meio-dia": _NOON},
    "ru": {"полночь": 0, "полночи": 0, "полдень": _NOON, "полудня": _NOON},
    "uk": {"опівночі": 0, "опівдні": _NOON},
    "nl": {"middernacht": 0},
}
_NUMBERS = {
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "de": ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
}
_ZONE = re.compile(r"\W{0,3}(?:gmt|utc|[ecmp][sd]t|cest|cet|msk|мск|local time|ortszeit|heure locale)\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def find_times(text: str, language: str = "en") -> tuple[TimeOfDay, ...]:
    """The times of day of a text, in order. One with a time zone behind it is left out: it would have to be moved.

    An unknown language is read as English.
    """
    if not any(char.isdigit() for char in text) and not _worded(language).search(text):
        return ()
    found: list[TimeOfDay] = []
    for time in sorted(_times(text, language), key=lambda time: (time.start, -time.end)):
        if not (found and time.start < found[-1].end) and not _ZONE.match(text, time.end):
            found.append(time)
    return tuple(found)


def _times(text: str, language: str) -> Iterator[TimeOfDay]:
    language = language if language in _SPELLINGS else "en"
    for pattern in (*_patterns(language), _worded(language)):
        read = _read_words if pattern is _worded(language) else _read_digits
        for match in pattern.finditer(text):
            value = read(match.groupdict(), language)
            if value is not None:
                yield TimeOfDay(match.start(), match.end(), match.group(), *value)


@lru_cache(maxsize=32)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    half = _HALVES[language]
    return tuple(re.compile(p.replace("{half}", half), re.IGNORECASE) for p in (_COLON, *_SPELLINGS[language]))


def _read_digits(groups: dict[str, str | None], language: str) -> tuple[int, bool] | None:
    hour, minute = int(groups["hour"] or 0), int(groups.get("minute") or 0)
    if hour == 24 and minute:
        return None
    morning, evening = groups.get("am"), groups.get("pm")
    if morning or evening:
        if hour > 12:
            return (hour * 60 + minute) % _DAY, False
        return (hour % 12 + (12 if evening else 0)) * 60 + minute, False
    return (hour * 60 + minute) % _DAY, language in _TWELVE and 0 < hour <= 12


@lru_cache(maxsize=32)
def _worded(language: str) -> re.Pattern[str]:
    """Named times, and in English and German hours in words."""
    language = language if language in _SPELLINGS else "en"
    forms = [rf"(?P<named>{'|'.join(_NAMED[language])})"] if language in _NAMED else []
    if language in _NUMBERS:
        numbers = "|".join(_NUMBERS[language])
        if language == "en":
            part = r"(?P<part>half|(?:a )?quarter) (?P<side>past|to) "
            whole = rf"(?P<hour>{numbers})(?= o['’]clock| in the (?:morn|after|even))"
            forms.append(rf"(?:{part}(?P<of>{numbers})|{whole})(?: o['’]clock)?(?:\s*(?:{_HALVES['en']}))?")
        else:
            forms.append(rf"(?:(?P<part>halb)|(?P<quarter>viertel) (?P<side>vor|nach)) (?P<of>{numbers})\b")
            forms.append(rf"(?P<hour>{numbers}) Uhr\b")
    return re.compile("|".join(rf"\b(?:{form})" for form in forms) or r"(?!)", re.IGNORECASE)


def _read_words(groups: dict[str, str | None], language: str) -> tuple[int, bool] | None:
    words = {name: (value or "").casefold() for name, value in groups.items()}
    if words.get("named"):
        return _NAMED[language][words["named"]], False
    hour = _NUMBERS[language].index(words["of"] or words["hour"]) + 1
    step = 0
    if words["of"]:  # half past two is 2:30, "halb drei" as well
        size = 30 if words["part"] in ("half", "halb") else 15
        step = size if words["side"] in ("past", "nach") else -size
    if groups.get("am") or groups.get("pm"):
        return ((hour % 12 + (12 if groups.get("pm") else 0)) * 60 + step) % _DAY, False
    return (hour * 60 + step) % _DAY, True
