"""Well-formed literals of each datatype pass, others do not."""

from __future__ import annotations

import pytest
from comparison import loaded, turtle

from treatygraph.shacl import validator

#: For each datatype, literals of it that are well formed and others that are not.
FORMS = {
    "integer": (["0", "-5", "99999999999999999999"], ["1.0", "one", ""]),
    "decimal": (["1.5", "-.5", "3"], ["1e3", "."]),
    "double": (["1e3", "INF", "NaN", "1.5"], ["e3"]),
    "boolean": (["true", "0"], ["yes", "TRUE"]),
    "byte": (["127", "-128"], ["128", "c"]),
    "unsignedLong": (["18446744073709551615"], ["-1", "18446744073709551616"]),
    "positiveInteger": (["1"], ["0", "-1"]),
    "date": (["2020-02-29", "2020-01-01Z", "-0001-01-01"], ["2021-02-29", "2020-1-1", "2020-01-01+14:30"]),
    "dateTime": (["2020-01-01T00:00:00", "2020-01-01T10:00:00.5+01:00"], ["2020-01-01T25:00:00", "2020-01-01"]),
    "time": (["10:00:00"], ["10:00", "24:00:01"]),
    "gYear": (["2020", "-0044"], ["20"]),
    "gMonthDay": (["--02-29"], ["--02-30"]),
    "duration": (["P1Y", "PT1.5S", "-P3M"], ["P", "1Y"]),
    "dayTimeDuration": (["P1DT2H"], ["P1Y"]),
    "hexBinary": (["0aFF"], ["0a1"]),
    "language": (["en", "fr-CA"], ["e_n"]),
    "NCName": (["a-b", "é1"], ["1a", "a:b"]),
    "token": (["a b"], ["a  b", " a"]),
    "string": (["anything"], []),
}


@pytest.mark.parametrize("datatype", FORMS)
def test_the_literals_of_a_datatype_that_are_ill_formed_are_found(datatype: str) -> None:
    good, bad = FORMS[datatype]
    values = " , ".join(f'"{form}"^^xsd:{datatype}' for form in [*good, *bad])
    shapes = turtle(f":shape sh:targetNode :thing ; sh:property [ sh:path :value ; sh:datatype xsd:{datatype} ] .")
    found = validator.validate(loaded(turtle(f":thing :value {values} .")), shapes)
    assert sorted(getattr(result.value, "value", "") for result in found) == sorted(bad)


def test_a_literal_of_another_datatype_is_found() -> None:
    shapes = turtle(":shape sh:targetNode :thing ; sh:property [ sh:path :value ; sh:datatype xsd:date ] .")
    assert len(validator.validate(loaded(turtle(':thing :value "2020-01-01" , 1 , :other , "d"@en .')), shapes)) == 4
