"""What ``new`` writes can be used as it stands, overwrites nothing, and what cannot be is refused with its cure."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pyshacl
import pytest
import yaml
from pyoxigraph import Quad, RdfFormat, Store, parse
from rdflib import Graph
from rdflib.namespace import RDF, SH
from walks import append

from treatygraph.catalogue import bind, describe
from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.graphs import rows as answer
from treatygraph.inference.rules import conclusions
from treatygraph.workshop import rows, scaffold
from treatygraph.workshop.inventory import Inventory
from treatygraph.workshop.template import fill, marks

ACT = {"action": "accession", "date": "2012-03-04", "source": "mini-a"}
STATE = {"name_fr": "Nom", "kind": "State", "source": "mini-a"}
SOURCE = {"title": "A document", "rank": "copy"}


def refusal(write: Callable[[], object]) -> str:
    with pytest.raises(ContentError) as caught:
        write()
    return str(caught.value)


def lines(content: Content, place: str) -> list[str]:
    return (content.root / place).read_text("utf-8").splitlines()


# Templates


def test_a_mark_is_filled_and_one_that_nothing_fills_stays_in_its_string() -> None:
    assert (
        fill('    a "‹title›"@en , "‹titre›"@fr ;\n', {"title": "A", "titre": ""}) == '    a "A"@en , "‹titre›"@fr ;\n'
    )


@pytest.mark.parametrize("line", ["    a org:‹office› ;  # an office\n", '    a "‹day›"^^xsd:date ;\n'])
def test_a_line_that_a_mark_would_make_unreadable_becomes_a_comment(line: str) -> None:
    assert fill(line, {}) == "#" + line[1:]


def test_what_fills_a_mark_cannot_end_its_string() -> None:
    text = fill('    <http://example.org/p> "‹title›" .\n', {"title": 'On "x" \\ y\nz'})
    (quad,) = parse("<http://example.org/s>\n" + text, RdfFormat.TURTLE)
    assert quad.object.value == 'On "x" \\ y z'


def test_a_mark_in_a_comment_is_not_left_over_and_one_in_a_header_is() -> None:
    text = "# ‹a›\n#+ title: ‹b›\nc ‹d›  # ‹e›\n  # ‹f›\n"
    assert list(marks(text)) == [(2, "‹b›"), (3, "‹d›")]


# What is written


@pytest.mark.parametrize(
    "write",
    [
        lambda content: scaffold.treaty(content, "cets-999", {"source": "mini-a"}),
        lambda content: scaffold.treaty(content, "cets-999", {"source": "mini-a", "title": 'On "x"', "opened": "2026-01-15"}),
        lambda content: scaffold.question(content, "shared-acts"),
        lambda content: scaffold.rule(content, "shared-act"),
        lambda content: scaffold.shape(content, "shared-act", "treaty"),
        lambda content: scaffold.shape(content, "SharedAct", "novelty"),
    ],
    ids=["a treaty", "a treaty with what is known", "a question", "a rule", "a shape", "a shape of a new family"],
)  # fmt: skip
def test_what_is_written_can_be_read_explains_itself_and_is_not_written_over(
    write: Callable[[Content], list[str]], workshop: Content
) -> None:
    before = {path for path in workshop.root.rglob("*") if path.is_file()}
    places = write(workshop)
    assert Inventory(workshop).problems == []
    assert {path for path in workshop.root.rglob("*") if path.is_file()} - before <= {
        workshop.root / each for each in places
    }
    assert all(
        "#" in (workshop.root / place).read_text("utf-8") for place in places if place.endswith((".rq", ".yaml"))
    )
    assert any(list(marks((workshop.root / place).read_text("utf-8"))) for place in places)
    written = {place: (workshop.root / place).read_bytes() for place in places}
    refusal(lambda: write(workshop))
    assert {place: (workshop.root / place).read_bytes() for place in places} == written


def test_a_new_treaty_has_what_is_known_and_a_comment_for_what_is_not(workshop: Content) -> None:
    scaffold.treaty(workshop, "cets-999", {"source": "mini-a", "title": "Title", "opened": "2026-01-15"})
    written = lines(workshop, "data/treaties/cets-999/treaty.ttl")
    assert "treaty:cets-999 a tg:Treaty ;" in written
    starts = [line for line in written if line.startswith(("    ", "#   tg:depositary", "#   tg:adoptedOn"))]
    assert [line.partition("  #")[0].strip() for line in starts] == [
        'skos:prefLabel "Title"@en , "‹titre›"@fr ;',
        'tg:seriesNumber "CETS 999" ;',
        '#   tg:adoptedOn "‹adopted›"^^xsd:date ;',
        'tg:openedOn "2026-01-15"^^xsd:date ;',
        "#   tg:depositary org:‹depositary› ;",
        'tg:coverage "‹what the rows beside this file hold and lack›"@en ;',
        "dcterms:source source:mini-a .",
    ]
    tables = {path.name for path in (workshop.root / "data/treaties/_template").glob("*.csv")}
    assert {path.name for path in (workshop.root / "data/treaties/cets-999").glob("*.csv")} == tables


def test_a_treaty_whose_name_holds_a_year_gets_no_number_of_a_series(workshop: Content) -> None:
    scaffold.treaty(workshop, "un-2027", {"source": "mini-a"})
    assert any('tg:seriesNumber "‹series›"' in line for line in lines(workshop, "data/treaties/un-2027/treaty.ttl"))


def test_the_cases_of_a_new_rule_hold(workshop: Content) -> None:
    rule, *cases = scaffold.rule(workshop, "shared-act")
    assert rule == "ontology/rules/81-shared-act.rq"
    triples = {
        place: {quad.triple for quad in parse(path=workshop.root / place, format=RdfFormat.TURTLE)} for place in cases
    }
    for place in [place for place in cases if place.endswith(".given.ttl")]:
        store = Store()
        store.extend(Quad(*triple) for triple in triples[place])
        found = set(conclusions(store, workshop.query(workshop.root / rule)))
        assert found == triples.get(place.replace(".given.", ".then."), set())


def test_a_new_rule_keeps_the_number_that_it_is_given(workshop: Content) -> None:
    assert scaffold.rule(workshop, "42-shared-act")[0] == "ontology/rules/42-shared-act.rq"


@pytest.mark.parametrize("family", ["treaty", "action", "novelty"])
def test_the_graphs_of_a_new_shape_pass_and_fail(family: str, workshop: Content) -> None:
    shapes, *cases = scaffold.shape(workshop, "shared-act", family)
    graph = Graph().parse(workshop.root / shapes)
    for case in cases:
        _, report, _ = pyshacl.validate(Graph().parse(workshop.root / case), shacl_graph=graph, inference="none")
        assert isinstance(report, Graph)
        found = {
            str(report.value(each, SH.sourceConstraintComponent))
            for each in report.subjects(RDF.type, SH.ValidationResult)
        }
        assert found == ({str(SH.MaxCountConstraintComponent)} if ".fail." in case else set())


def test_the_cases_of_a_new_question_hold(
    workshop: Content, miniature: tuple[Content, Store], parse_rows: Callable[[str], list[dict[str, str]]]
) -> None:
    question, cases = scaffold.question(workshop, "shared-acts")
    asked = describe(workshop.query(workshop.root / question))
    for case in yaml.safe_load((workshop.root / cases).read_text("utf-8")):
        _, found = answer(miniature[1], bind(asked, case["ask"], workshop.names, "2030-01-01"))
        stem = workshop.names.thing("").value
        assert [{key: cell.removeprefix(stem) for key, cell in row.items()} for row in found] == parse_rows(
            case["rows"]
        )


@pytest.fixture
def parse_rows() -> Callable[[str], list[dict[str, str]]]:
    """Reads the rows of a case."""

    def read(text: str) -> list[dict[str, str]]:
        header, *rest = [line.split(",") for line in text.splitlines()]
        return [dict(zip(header, cells, strict=True)) for cells in rest]

    return read


# Rows


def test_an_act_is_put_in_its_place_under_the_name_of_the_chart(workshop: Content) -> None:
    table = "data/treaties/mini-1/actions.csv"
    before = lines(workshop, table)
    place = rows.act(workshop, "mini-1", "CHE", {**ACT, "number": "", "action": "denunciation"})
    after = lines(workshop, table)
    row = "Switzerland,CHE,denunciation,,2012-03-04,,,,,,mini-a,"
    assert place == f"{table} row {after.index(row) + 1}"
    assert [line for line in after if line != row] == before
    assert after[1:] == sorted(after[1:], key=lambda line: line.split(",")[1])


def test_an_act_of_a_treaty_without_a_table_makes_one(workshop: Content) -> None:
    (workshop.root / "data/treaties/mini-2/actions.csv").unlink()
    assert rows.act(workshop, "mini-2", "CHE", ACT) == "data/treaties/mini-2/actions.csv row 2"


def test_another_document_may_give_another_day_of_the_same_act(workshop: Content) -> None:
    given = {**ACT, "action": "ratification", "date": "2001-02-16"}
    assert "mini-a gives this act of Austria already, on 2001-02-15" in refusal(
        lambda: rows.act(workshop, "mini-1", "AUT", given)
    )
    rows.act(workshop, "mini-1", "AUT", {**given, "source": "mini-c"})
    rows.act(workshop, "mini-1", "AUT", {**given, "act": "2", "date": "2012-01-01"})
    assert (
        len([line for line in lines(workshop, "data/treaties/mini-1/actions.csv") if ",AUT,ratification," in line]) == 3
    )


def test_a_state_takes_its_codes_from_iso_3166(workshop: Content) -> None:
    place = rows.state(workshop, "BRA", {**STATE, "name_fr": "Brésil"})
    assert lines(workshop, "data/states.csv")[int(place.split()[-1]) - 1] == "BRA,BR,076,State,,Brazil,Brésil,,,mini-a,"


def test_a_state_that_exists_no_longer_has_its_code_from_iso_3166_3(workshop: Content) -> None:
    rows.state(workshop, "CSK", {**STATE, "name_en": "Czechoslovakia"})
    (row,) = [line for line in lines(workshop, "data/states.csv") if line.startswith("CSK")]
    assert row == 'CSK,,200,State,,Czechoslovakia,Nom,,,mini-a,"ISO 3166-3, withdrawn 1993-06-15"'


def test_a_membership_is_recorded_with_the_state(workshop: Content) -> None:
    rows.state(workshop, "XKX", {**STATE, "name_en": "Kosovo"})
    rows.membership(workshop, "mini-org", {"alpha3": "XKX", "since": "2012-01-01", "source": "mini-a"})
    assert "mini-org,XKX,2012-01-01,,mini-a,," in lines(workshop, "data/memberships.csv")


# What is refused


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda c: rows.state(c, "JPN", STATE), "data/states.csv row 10: it has JPN: Japan\n    to add a name,"),
        (lambda c: rows.state(c, "BRX", STATE), "state BRX: ISO 3166 gives this code to nobody\n    did you mean B"),
        (lambda c: rows.state(c, "br", STATE), "state br: ISO 3166 gives this code to nobody"),
        (lambda c: rows.state(c, "XKX", STATE), "a new row of data/states.csv: `name_en` is empty\n    fill it in."),
        (lambda c: rows.state(c, "BRA", {**STATE, "kind": "Land"}), "“Land” is not of the form State|territory|other"),
        (lambda c: rows.state(c, "BRA", {**STATE, "source": "minia"}), "source minia: there is none of this name\n    did you mean mini-"),
        (lambda c: rows.membership(c, "mini-office", {}), "organisation mini-office: there is none of this name\n    did you mean mini-org?"),
        (lambda c: rows.source(c, "mini-a", SOURCE), "data/sources.csv: it has a source mini-a\n    give the new one"),
        (lambda c: rows.source(c, "new one", SOURCE), "“new one” is not of the form"),
        (lambda c: rows.source(c, "new", {**SOURCE, "as_of": "May"}), "`as_of` “May” is not of the form"),
        (lambda c: rows.act(c, "mini-4", "CHE", ACT), "treaty mini-4: there is none of this name\n    did you mean mini-"),
        (lambda c: rows.act(c, "mini-1", "Suisse", ACT), "state Suisse: data/states.csv has no such code\n    did you mean CHE, Switzerland?"),
        (lambda c: rows.act(c, "mini-1", "ZZZ", ACT), "state ZZZ: data/states.csv has no such code\n    run `treatygraph new state ZZZ`."),
        (lambda c: rows.act(c, "mini-1", "CHE", {**ACT, "action": "acession"}), "`action` “acession” is not the label of a term below tg:TreatyAction\n    did you mean “accession”?"),
        (lambda c: rows.act(c, "mini-1", "CHE", {**ACT, "action": "reservation"}), "action reservation: it is recorded in data/treaties/mini-1/declarations.csv\n    write it there; its columns are state,iso3,kind,"),
        (lambda c: rows.act(c, "mini-1", "CHE", {**ACT, "date": "2012-02-30"}), "`date` “2012-02-30” is not a date"),
        (lambda c: rows.act(c, "mini-1", "CHE", {**ACT, "source": "mini-a;memory"}), "source memory: there is none of this name"),
        (lambda c: scaffold.treaty(c, "CETS-999", {"source": "mini-a"}), "treaty CETS-999: it cannot be called so\n    write series and number in lower case"),
        (lambda c: scaffold.treaty(c, "cets-999", {}), "source : there is none of this name"),
        (lambda c: scaffold.treaty(c, "cets-999", {"source": "mini-a", "depositary": "mini-ofice"}), "organisation mini-ofice: there is none of this name\n    did you mean mini-office?"),
        (lambda c: scaffold.question(c, "Shared acts"), "question Shared acts: it cannot be called so"),
        (lambda c: scaffold.question(c, "parties"), "queries/catalogue/parties.rq: it exists\n    give the new one another name."),
        (lambda c: scaffold.rule(c, "1-party"), "rule 1-party: it cannot be called so"),
        (lambda c: scaffold.rule(c, "party"), "ontology/rules/42-party.rq: a rule is called so"),
        (lambda c: scaffold.shape(c, "window-order", "novelty"), "shapes/action.ttl: it has a shape called WindowOrder"),
        (lambda c: scaffold.shape(c, "shared_act", "treaty"), "shape shared_act: it cannot be called so"),
        (lambda c: scaffold.shape(c, "shared-act", "Novelty"), "family Novelty: it cannot be called so"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_cure_and_nothing_is_written(
    write: Callable[[Content], object], said: str, workshop: Content
) -> None:
    before = _bytes(workshop.root)
    assert said in refusal(lambda: write(workshop))
    assert _bytes(workshop.root) == before


def test_after_the_last_number_a_rule_must_be_given_one(workshop: Content) -> None:
    (workshop.root / "ontology/rules/99-last.rq").write_text("", "utf-8")
    assert "rule shared-act: no number is left after the last\n    write NN-shared-act." in refusal(
        lambda: scaffold.rule(workshop, "shared-act")
    )


def test_without_its_template_nothing_is_written(workshop: Content) -> None:
    shutil.rmtree(workshop.root / "shapes/_template")
    said = refusal(lambda: scaffold.shape(workshop, "shared-act", "novelty"))
    assert said == "shapes/_template: there is no template\n    restore the folder."


def test_a_word_is_not_looked_up_in_an_ontology_that_cannot_be_read(workshop: Content) -> None:
    append(workshop.root / "ontology/party.ttl", "tg:novelty a")
    assert "ontology/party.ttl: it is not Turtle: " in refusal(lambda: rows.act(workshop, "mini-1", "KEN", ACT))


def test_a_table_that_cannot_be_read_is_not_written_to(workshop: Content) -> None:
    append(workshop.root / "data/sources.csv", "half,a row")
    assert "data/sources.csv row 6: it has 2 cells, not 8" in refusal(lambda: rows.source(workshop, "new", SOURCE))


def _bytes(root: Path) -> Mapping[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}
