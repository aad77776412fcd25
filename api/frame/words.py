"""The words of pages in each language: gettext catalogues, one file for each part; days and numbers as CLDR has them.

https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages import pofile
from babel.numbers import format_decimal
from markupsafe import Markup

from api.http.negotiation import LANGUAGES

FOLDER = Path(__file__).parents[1] / "locales"

#: How the first day of a month is written where it is no plain number.
_FIRST = {"fr": "1er"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Args:
        locale: the language with its habits.
        told: what stands for each English sentence, in its forms by number.
    """

    locale: Locale
    told: Mapping[str, tuple[str, ...]]

    def gettext(self, sentence: str) -> str:
        """A sentence in the language; itself where the language has none for it."""
        return self.told.get(sentence, (sentence,))[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """A sentence in the form that goes with a number."""
        forms = self.told.get(singular, (singular, plural))
        one = self.locale.plural_form(number) == "one"
        return forms[0] if one else forms[-1]

    def day(self, written: str | date | None) -> Markup:
        """A day as people write it, with its form for machines; a month or a year alone stays as it is."""
        if not written:
            return Markup("")
        iso = str(written)
        try:
            told = format_date(date.fromisoformat(iso), "long", self.locale)
            told = f"{_FIRST.get(self.locale.language, '1')}{told[1:]}" if told.startswith("1 ") else told
        except ValueError:
            told = iso
        return Markup('<time datetime="{}">{}</time>').format(iso, told)

    def number(self, value: float) -> str:
        """A number with its groups of three."""
        return format_decimal(value, locale=self.locale)


@cache
def words(language: str) -> Words:
    """The words of a language of ``LANGUAGES``; sentences are written in the first."""
    told: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")) if language != LANGUAGES[0] else ():
        with path.open("rb") as opened:
            for message in pofile.read_po(opened, locale=language, abort_invalid=True):
                if message.id:
                    told[_forms(message.id)[0]] = _forms(message.string)
    return Words(Locale("en", "GB") if language == LANGUAGES[0] else Locale(language), told)


def _forms(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A sentence in its forms by number; most have one."""
    return (said,) if isinstance(said, str) else tuple(said or ())
