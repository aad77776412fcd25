"""Well-formed literals: the lexical spaces of https://www.w3.org/TR/xmlschema11-2/, as conditions in SPARQL.

The engine keeps a number as the whole number that it is, whichever datatype of whole numbers it was written with, so
such a datatype asks for a whole number within its bounds.
"""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import XSD

_SIGNED = "^[+-]?[0-9]+$"
_ZONE = "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR = "-?([1-9][0-9]{3,}|0[0-9]{3})"
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_FLOAT = "^([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$"
_NAME = "[\\p{L}_][\\p{L}\\p{N}._\\-]*"

#: The lexical forms of each datatype that has any that are not.
FORMS = {
    "boolean": "^(true|false|1|0)$",
    "integer": _SIGNED,
    "decimal": "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$",
    "float": _FLOAT,
    "double": _FLOAT,
    "nonNegativeInteger": "^([+]?[0-9]+|-0+)$",
    "positiveInteger": "^[+]?0*[1-9][0-9]*$",
    "nonPositiveInteger": "^(-[0-9]+|[+]?0+)$",
    "negativeInteger": "^-0*[1-9][0-9]*$",
    "dateTimeStamp": f"T.*{_ZONE.removesuffix('?')}$",
    "gYear": f"^{_YEAR}{_ZONE}$",
    "gYearMonth": f"^{_YEAR}-{_MONTH}{_ZONE}$",
    "gMonth": f"^--{_MONTH}{_ZONE}$",
    "gDay": f"^---{_DAY}{_ZONE}$",
    "gMonthDay": f"^--(0[13578]-{_DAY}|1[02]-{_DAY}|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9])){_ZONE}$",
    "duration": "^-?P(([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?)$",
    "yearMonthDuration": "^-?P([0-9]+Y)?([0-9]+M)?$",
    "dayTimeDuration": "^-?P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$",
    "hexBinary": "^([0-9a-fA-F]{2})*$",
    "base64Binary": "^(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){2}[A-Za-z0-9+/] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?$",
    "language": "^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$",
    "normalizedString": "^[^\\t\\n\\r]*$",
    "token": "^([^\\t\\n\\r ]+( [^\\t\\n\\r ]+)*)?$",
    "NMTOKEN": "^[\\p{L}\\p{N}._:\\-]+$",
    "Name": "^[\\p{L}_:][\\p{L}\\p{N}._:\\-]*$",
    "NCName": f"^{_NAME}$",
}

#: The bounds of the datatypes that have them.
BOUNDS = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
}

#: Datatypes of whole numbers other than xsd:integer.
WHOLE = {*BOUNDS, "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"}

#: Datatypes that the engine reads itself, by the datatype as which it does: the days of a month depend on the year.
READ = {"date": "date", "time": "time", "dateTime": "dateTime", "dateTimeStamp": "dateTime"}

#: Datatypes whose literals may not end with a designator that has nothing after it.
DURATIONS = ("duration", "yearMonthDuration", "dayTimeDuration")


def has_datatype(value: str, datatype: NamedNode) -> str:
    """The condition that a variable is a well-formed literal of a datatype."""
    name = datatype.value.removeprefix(XSD)
    if name == datatype.value:
        return f"DATATYPE({value}) = {datatype}"
    text, form = f"STR({value})", _SIGNED if name in BOUNDS else FORMS.get(name)
    conditions = [f"DATATYPE({value}) {f'IN ({datatype}, <{XSD}integer>)' if name in WHOLE else f'= {datatype}'}"]
    if form:
        conditions.append(f"REGEX({text}, {Literal(form)})")
    if name in BOUNDS:
        lower, upper = BOUNDS[name]
        conditions += [f"<{XSD}decimal>({text}) >= {lower}.0", f"<{XSD}decimal>({text}) <= {upper}.0"]
    if name in READ:
        conditions.append(f"STRLEN(STR(<{XSD}{READ[name]}>({text}))) > 0")
    if name in DURATIONS:
        conditions.append(f"!REGEX({text}, {Literal('[PT]$')})")
    return " && ".join(conditions)
