"""Answers as frames: the dtype of a column is what its field says, and nothing of a value is lost."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from treatygraph.client.frames import column, frame, solutions, table

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("kind", "values", "dtype", "kept"),
    [
        ("string", ["a", None, ""], "string", ["a", None, ""]),
        ("iri", ["http://a", None], "string", ["http://a", None]),
        ("duration", ["P3M", None], "string", ["P3M", None]),
        ("integer", [1, None, -(2**60)], "Int64", [1, None, -(2**60)]),
        ("integer", ["1", "+2"], "Int64", [1, 2]),
        ("decimal", [0.5, None, 2], "Float64", [0.5, None, 2.0]),
        ("decimal", ["0.25", "1e3"], "Float64", [0.25, 1000.0]),
        ("boolean", [True, None, False], "boolean", [True, None, False]),
        ("boolean", ["true", "0"], "boolean", [True, False]),
    ],
)
def test_a_column_has_the_dtype_of_its_field(kind: str, values: list[Any], dtype: str, kept: list[Any]) -> None:
    made = column(values, kind)
    assert made.dtype == dtype
    assert [None if pd.isna(value) else value for value in made] == kept


def test_days_of_every_century_are_days() -> None:
    made = column(["0001-01-01", None, "2025-07-09", "9999-12-31"], "date")
    assert made.dtype == "datetime64[s]"
    assert [None if pd.isna(day) else str(day.date()) for day in made] == [
        "0001-01-01", None, "2025-07-09", "9999-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer", ["many", "2"]),
        ("integer", ["99999999999999999999999"]),
        ("date", ["2025-02-30"]),
        ("date", ["2025"]),
        ("date", ["2025-07-09Z"]),
        ("boolean", ["perhaps"]),
        ("decimal", ["0.1000000000000000055511151231257827"]),
        ("decimal", ["about 2"]),
        ("decimal", ["NaN"]),
    ],
)
def test_a_column_in_which_a_value_does_not_fit_is_text_so_that_nothing_is_lost(kind: str, values: list[str]) -> None:
    made = column(values, kind)
    assert (made.dtype, list(made)) == ("string", values)


def test_an_answer_without_rows_has_its_columns_and_their_dtypes() -> None:
    kinds = {"name": "string", "since": "date", "number": "integer", "share": "decimal", "sure": "boolean"}
    made = frame(kinds, [])
    assert made.shape == (0, 5)
    assert [str(dtype) for dtype in made.dtypes] == ["string", "datetime64[s]", "Int64", "Float64", "boolean"]


def result(*rows: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"head": {"vars": ["a", "b"]}, "results": {"bindings": list(rows)}}


def literal(value: str, datatype: str = "", language: str = "") -> dict[str, str]:
    told = {"type": "literal", "value": value}
    return told | ({"datatype": XSD + datatype} if datatype else {}) | ({"xml:lang": language} if language else {})


def test_the_solutions_of_a_query_are_typed_by_their_literals() -> None:
    made = solutions(
        result(
            {"a": literal("2025-07-09", "date"), "b": literal("7", "integer")},
            {"a": literal("2025-07-10", "date")},
        )
    )
    assert [str(dtype) for dtype in made.dtypes] == ["datetime64[s]", "Int64"]
    assert made.attrs["terms"]["b"] == {"type": ["literal"], "datatype": [XSD + "integer"], "language": []}


def test_a_column_of_several_datatypes_or_of_iris_is_text() -> None:
    made = solutions(
        result(
            {"a": literal("7", "integer"), "b": {"type": "uri", "value": "http://a"}},
            {"a": literal("Côte d’Ivoire", language="fr"), "b": {"type": "bnode", "value": "b0"}},
        )
    )
    assert [str(dtype) for dtype in made.dtypes] == ["string", "string"]
    assert list(made["a"]) == ["7", "Côte d’Ivoire"]
    assert made.attrs["terms"]["b"]["type"] == ["bnode", "uri"]


def test_no_solutions_and_solutions_without_variables_are_told_apart() -> None:
    assert solutions(result()).shape == (0, 2)
    assert len(solutions({"head": {}, "results": {"bindings": [{}, {}]}})) == 2


def test_a_frame_is_sent_as_csv_with_days_and_without_its_index() -> None:
    sent = pd.DataFrame(
        {
            "date": pd.to_datetime(["2027-01-15 13:00", None]),
            "name": ['a "quoted", name', "Côte d’Ivoire\nin two lines"],
            "act": pd.array([2, None], dtype="Int64"),
        },
        index=[7, 8],
    )
    assert table(sent) == 'date,name,act\n2027-01-15,"a ""quoted"", name",2\n,"Côte d’Ivoire\nin two lines",\n'
    assert list(sent["date"].dt.hour.dropna()) == [13.0], "what was given is left as it is"
