"""What a question can be asked of, by name, looked up once for a release."""

from __future__ import annotations

from collections.abc import Mapping

from api.frame.lookup import Lookup
from treatygraph.charts.naming import QUESTION, Naming


class Choices:
    """The names of one release, looked up when the first of them is asked for.

    Args:
        lookup: what asks the question for them.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._naming: Naming | None = None

    async def words(self, language: str) -> Mapping[str, str]:
        """What values are called in a language, by what they are, where these differ."""
        house = next((each.chart.house for each in self._lookup.questions.values() if each.chart), None)
        own: Mapping[str, str] = house.habits[language]["words"] if house else {}
        return {**(await self.naming()).words(language), **own}

    async def naming(self) -> Naming:
        """What things are called."""
        if self._naming is None:
            self._naming = Naming(await self._lookup.rows(QUESTION), self._lookup.engine.names)
        return self._naming
