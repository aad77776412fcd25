"""Codes of States and territories: ISO 3166-1 for those that exist, ISO 3166-3 for those that do no longer."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pycountry

from treatygraph.errors import ContentError, Problem, suggestion

#: The three-letter codes that ISO 3166-1 leaves to its users, of which XKX is the best known.
_LEFT_TO_USERS = re.compile(r"A{2}[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|Z{2}[A-Z]")


@dataclass(frozen=True, slots=True)
class Codes:
    """What a three-letter code stands for: its other codes, its short name, and what is to be said of it."""

    alpha2: str = ""
    m49: str = ""
    name: str = ""
    remark: str = ""


def lookup(alpha3: str) -> Codes:
    """What ISO 3166 says of a three-letter code.

    The numeric code is that of M49 (https://unstats.un.org/unsd/methodology/m49/), from which ISO takes it.

    Raises:
        ContentError: the code is not of three capital letters, or ISO 3166 gives it to nobody.
    """
    if found := pycountry.countries.get(alpha_3=alpha3):
        return Codes(found.alpha_2, found.numeric, found.name)
    if found := pycountry.historic_countries.get(alpha_3=alpha3):
        # The two-letter code of what exists no longer may have been given to another State since.
        return Codes("", getattr(found, "numeric", ""), found.name, f"ISO 3166-3, withdrawn {found.withdrawal_date}")
    if _LEFT_TO_USERS.fullmatch(alpha3):
        return Codes(remark="a code that ISO 3166-1 leaves to its users")
    codes = [country.alpha_3 for country in (*pycountry.countries, *pycountry.historic_countries)]
    # A slip is likelier in the later letters than in the first.
    known = [code for code in codes if code[:1] == alpha3[:1]]
    cure = suggestion(alpha3, known, "write three capital letters; XAA to XZZ are free for what has no code.")
    raise ContentError([Problem(f"state {alpha3}", "ISO 3166 gives this code to nobody", cure)])
