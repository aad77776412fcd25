"""Days of an invented world, and the two ways in which a treaty counts from one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

#: The last day of which anything is known.
LAST = date(2020, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """A waiting period: so many months, until the first day of the month that follows; or so many days."""

    number: int
    months: bool

    @property
    def duration(self) -> str:
        """The period as a lexical form of xsd:duration."""
        return f"P{self.number}{'M' if self.months else 'D'}"

    @property
    def rounding(self) -> str:
        """The term that says on which day it ends."""
        return "firstDayOfFollowingMonth" if self.months else "exactDay"

    def after(self, day: date) -> date:
        """The day on which it has run."""
        if not self.months:
            return day + timedelta(days=self.number)
        # The first day of the month after the one in which so many months have run.
        month = day.month + self.number
        return date(day.year + month // 12, month % 12 + 1, 1)


def after(day: date, most: float, chance: Random) -> date:
    """A day some years later, sooner rather than later."""
    return day + timedelta(days=int(365 * most * chance.random() ** 2))


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
