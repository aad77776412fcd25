"""The notebook draws three figures whose numbers are those of the law, from the miniature and from the real graph."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from treatygraph.client import Client

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "three-figures.ipynb"
FIGURES = ("parties_figure", "delays_figure", "bound_figure")

#: What the notebook is given in the place of its own treaties.
MINIATURE = 'TREATY = "mini-1"\nTREATIES = ["mini-1", "mini-2"]\n'
TOLD = f"import json\nprint(json.dumps([each.to_dict() for each in ({', '.join(FIGURES)})]))"

Figure = dict[str, Any]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written to the folders of who runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def run(address: str, parameters: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Figure], list[str]]:
    """The three figures as Vega-Lite has them, and the images that a reader sees."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    (place,) = [number for number, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(parameters))
    # The last cell closes the client; what is told needs none.
    notebook.cells.append(nbformat.v4.new_code_cell(TOLD))
    monkeypatch.setenv("TREATYGRAPH_URL", address)
    NotebookClient(notebook, timeout=200, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    images = [output["data"]["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    return json.loads(outputs[-1]["text"]), images


def rows(figure: Figure) -> list[dict[str, Any]]:
    """The rows that a figure is drawn from."""
    (found,) = figure["datasets"].values()
    return list(found)


def subtitle(figure: Figure) -> str:
    said = figure["title"]["subtitle"]
    return said if isinstance(said, str) else said[0]


@pytest.mark.usefixtures("folders")
def test_the_figures_of_the_miniature_have_the_numbers_that_the_law_gives(
    address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (parties, delays, bound), images = run(address, MINIATURE, monkeypatch)
    assert len(images) == len(FIGURES)

    counted = {reading: [] for reading in ("contracting", "Parties")}
    for row in rows(parties):
        counted[row["reading"].split()[0]].append((row["date"][:10], row["definite"], row["possible"]))
    assert counted["contracting"][:6] == [
        ("2001-02-15", 1, 0),
        ("2001-03-20", 2, 0),
        ("2001-06-01", 3, 0),
        ("2001-09-30", 4, 0),
        ("2002-11-30", 5, 0),
        ("2004-01-01", 5, 1),
    ]
    assert counted["Parties"][0] == ("2002-01-01", 4, 0)
    assert {each[-1] for each in counted.values()} == {("2020-06-30", 10, 0)}

    # One of eight signatories of the first treaty has waited for more than twenty years.
    latest = [
        (row["days"], row["share"]) for row in rows(delays) if (row["id"], row["bound"]) == ("mini-1", "days_most")
    ]
    assert latest == [
        *[(0, 0), (0, 1 / 8), (281, 2 / 8), (314, 3 / 8), (387, 4 / 8), (454, 5 / 8), (508, 6 / 8), (1368, 7 / 8)],
        (7356, 7 / 8),
    ]
    earliest = [row["days"] for row in rows(delays) if (row["id"], row["bound"]) == ("mini-1", "days_least")]
    assert earliest == [0, 0, 281, 314, 387, 424, 508, 1309, 7356]
    # Who has withdrawn a consent is counted once.
    assert {row["treaty"] for row in rows(delays)} == {"MINI 1 (7 of 8)", "MINI 2 (2 of 3)"}

    squares = {(row["iso3"], row["series"]): row for row in rows(bound)}
    assert Counter(series for _, series in squares) == {"MINI 1": 10, "MINI 2": 2, "MINI 3": 4}
    assert {key: row["reserved"] for key, row in squares.items() if row["reserved"]} == {
        ("AUT", "MINI 1"): 1,
        ("BEL", "MINI 1"): 3,
        ("CHE", "MINI 1"): 1,
        ("CAN", "MINI 2"): 1,
    }
    for figure in (parties, delays, bound):
        assert subtitle(figure) == f"treatygraph, release {client.release}; acts known up to 2020-06-30; CC BY 4.0"


@pytest.mark.usefixtures("folders")
def test_the_figures_of_the_real_graph_agree_with_its_questions(
    real_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (parties, delays, bound), images = run(real_address, "", monkeypatch)
    assert len(images) == len(FIGURES)
    with Client(real_address) as client:
        treaty = "ets-185"
        drawn = rows(parties)
        for reading, label in (("contracting", "contracting"), ("party", "Parties")):
            for day in ("2004-06-30", "2010-01-01", "2025-07-09"):
                told = [row for row in drawn if row["reading"].startswith(label) and row["date"][:10] <= day]
                asked = client.count_parties(treaty=treaty, on=day, reading=reading)
                assert (told[-1]["definite"] if told else 0) == asked["definite"].item(), (reading, day)

        for name in {row["id"] for row in rows(delays)}:
            consents = client.signature_to_consent(treaty=name)
            for bound_ in ("days_least", "days_most"):
                shares = [row["share"] for row in rows(delays) if (row["id"], row["bound"]) == (name, bound_)]
                assert shares == sorted(shares)
                assert 0 < shares[-1] <= 1
            (label,) = {row["treaty"] for row in rows(delays) if row["id"] == name}
            assert re.search(rf"\({len(consents)} of \d+\)$", label)

        squares = rows(bound)
        (day,) = re.findall(r"known up to (\S+);", subtitle(bound))
        main = [row for row in squares if row["series"] == "ETS 185"]
        assert len(main) == len(client.parties(treaty=treaty, on=day))
        assert {row["iso3"] for row in squares} == {row["iso3"] for row in main}


def test_the_notebook_is_kept_without_what_it_prints() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
