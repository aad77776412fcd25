"""``check`` finds each thing that a project can lack, says where it lacks and how to mend it, and finds nothing in ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from walks import append, project

from treatygraph.content import Content
from treatygraph.errors import ContentError
from treatygraph.graphs import rows
from treatygraph.workshop import scaffold
from treatygraph.workshop.checklist import CHECKLIST, Remark, check
from treatygraph.workshop.inventory import Inventory


@dataclass(frozen=True)
class Lack:
    """What is taken from a project or spoilt in it, and what must be told of it."""

    query: str
    spoil: Callable[[Path], object]
    place: str
    fault: str
    cure: str


def replace(place: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        path = root / place
        written = path.read_text("utf-8")
        assert old in written, (place, old)
        path.write_text(written.replace(old, new, 1), "utf-8")

    return spoil


def add(place: str, *lines: str) -> Callable[[Path], object]:
    return lambda root: append(root / place, *lines)


def remove(pattern: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        paths = sorted(root.glob(pattern))
        assert paths != [], pattern
        for path in paths:
            path.unlink()

    return spoil


def write(place: str, text: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, "utf-8")

    return spoil


SHAPE = "shape:Novelty a sh:NodeShape ;\n    sh:targetClass tg:Treaty ;\n    sh:property [ sh:path tg:coverage ; sh:minCount 1 ] ."
TERM = 'tg:novelty a owl:DatatypeProperty ;\n    rdfs:label "novelty"@en .'
BORROWED = 'tg:other a owl:DatatypeProperty ;\n    skos:definition "A legal position that a subject can hold in respect of a treaty."@en .'

#: Each is done to one copy; none touches what another is about.
LACKS = [
    Lack("mark-left", replace("queries/catalogue/treaties.rq", "{en: Treaties in the graph,", '{en: "‹title›",'), "queries/catalogue/treaties.rq line 1", "‹title› still stands", "write what it asks for"),
    Lack("question-without-cases", remove("tests/queries/coverage.yaml"), "tests/queries/coverage.yaml", "the question coverage has no test", "write cases"),
    Lack("question-without-rows", write("tests/queries/states.yaml", "- name: none\n  ask: {}\n  rows: |\n    state,iso3\n"), "tests/queries/states.yaml", "no case of it is answered with rows", "add a case"),
    Lack("cases-without-question", write("tests/queries/sourcs.yaml", "- name: none\n  ask: {}\n  rows: |\n    a\n    b\n"), "tests/queries/sourcs.yaml", "there is no question sourcs", "did you mean sources?"),
    Lack("question-without-audience", replace("queries/catalogue/sources.rq", "#+ audience: ", "#+ audience: a "), "queries/catalogue/sources.rq", "no audience that is known", "write `#+ audience:`"),
    Lack("question-without-certainty", replace("queries/catalogue/parties.rq", "?certainty\n", "?sure\n"), "queries/catalogue/parties.rq", "no column certainty or possible", "select ?certainty"),
    Lack("question-with-one-reading", replace("queries/catalogue/sources.rq", "SELECT", "# \nSELECT (tg:party AS ?reading)"), "queries/catalogue/sources.rq", "it counts Parties by party alone", "offer both readings"),
    Lack("question-with-a-taken-parameter", lambda root: [replace("queries/catalogue/provisions.rq", old, new)(root) for old, new in (("#+   treaty:", "#+   rank:"),)] and _retell(root / "queries/catalogue/provisions.rq"), "queries/catalogue/provisions.rq", "its parameter rank has a name that belongs to every question", "another name"),
    Lack("question-without-order", replace("queries/catalogue/count-parties.rq", "ORDER BY ?definite", ""), "queries/catalogue/count-parties.rq", "its rows have no order", "end it with ORDER BY"),
    Lack("column-without-a-meaning", replace("queries/catalogue/members.rq", "SELECT ?organisation_name", "SELECT ?organisation_nom"), "queries/catalogue/members.rq", "its column organisation_nom is not explained", "add organisation_nom to queries/fields.yaml"),
    Lack("meaning-without-a-column", add("queries/fields.yaml", "nothing: {type: string}"), "queries/fields.yaml", "it explains nothing, which is no column", "take the line out"),
    Lack("meaning-without-a-column", replace("queries/catalogue/timeline.rq", "#+   sources: {type: integer,", "#+   sorces: {type: integer,"), "queries/catalogue/timeline.rq", "it explains sorces, which is no column", "mend the name"),
    Lack("rule-without-a-case", remove("tests/rules/42-party/*.then.ttl"), "tests/rules/42-party/it-follows.given.ttl", "the rule 42-party has no case in which it concludes something", "ends in .then.ttl"),
    Lack("rule-without-a-silent-case", remove("tests/rules/47-suspended/the-end-of-*.given.ttl"), "tests/rules/47-suspended/it-does-not-follow.given.ttl", "no case in which it concludes nothing", "write there what comes close"),
    Lack("case-without-its-other-half", write("tests/rules/98-nothing/a.given.ttl", "<http://example.org/s> <http://example.org/p> 1 ."), "tests/rules/98-nothing/a.given.ttl", "there is no rule 98-nothing", "rename the folder"),
    Lack("case-without-its-other-half", write("tests/rules/46-former-party/b.then.ttl", "<http://example.org/s> <http://example.org/p> 1 ."), "tests/rules/46-former-party/b.then.ttl", "nothing is given from which it would follow", "write tests/rules/46-former-party/b.given.ttl."),
    Lack("case-without-its-other-half", write("tests/rules/46-former-party/c.given.ttl", "# nothing"), "tests/rules/46-former-party/c.given.ttl", "it holds no triple", "write what is given"),
    Lack("rule-not-described", replace("ontology/rules/42-party.rq", "#+ basis:", "#+ base:"), "ontology/rules/42-party.rq", "its header has no basis", "the article that says so"),
    Lack("rule-not-worded", replace("ontology/rules/41-contracting-state.rq", "#+ says:", "#+ tells:"), "ontology/rules/41-contracting-state.rq", "it does not say in both languages", "write `#+ says:`"),
    Lack("rule-without-a-number", lambda root: (root / "ontology/rules/70-current-status.rq").rename(root / "ontology/rules/current-status.rq"), "ontology/rules/current-status.rq", "its name has no number", "call it NN-current-status.rq"),
    Lack("rule-names-no-variable", replace("ontology/rules/45-invited.rq", "{actor}", "{actr}"), "ontology/rules/45-invited.rq", "its header writes {actr}", "did you mean actor?"),
    Lack("legal-rule-not-known", replace("ontology/rules/46-former-party.rq", "#+ implements: [", "#+ implements: [R231, "), "ontology/rules/46-former-party.rq", "it implements R231", "did you mean R"),
    Lack("shape-without-a-case", add("shapes/party.ttl", "", SHAPE), "shapes/party.ttl line ", "the shape Novelty has no small graph that it refuses", "tests/shapes/party/novelty.fail.ttl"),
    Lack("shape-without-a-case", remove("tests/shapes/party/body-belongs-to-an-organisation.pass.ttl"), "shapes/party.ttl line ", "the shape Body has no small graph that it lets pass", "write it, for example"),
    Lack("shape-not-described", lambda root: None, "shapes/party.ttl line ", "the shape Novelty has no source", "dcterms:source"),
    Lack("shape-without-words", lambda root: None, "shapes/party.ttl line ", "a constraint of Novelty on coverage has no message in French", "@fr"),
    Lack("message-without-a-cure", replace("shapes/status.ttl", "(VCLT Art. 2(1)(f)-(g)): mend", "(VCLT Art. 2(1)(f)-(g)), mend"), "shapes/status.ttl line ", "does not say how to mend", "end it with a colon"),
    Lack("case-without-a-shape", replace("tests/shapes/party/step-has-a-number.fail.ttl", "# expect: ProcedureStep", "# expect: ProcedureStp"), "tests/shapes/party/step-has-a-number.fail.ttl", "names no shape of shapes/party.ttl: ProcedureStp", "did you mean ProcedureStep?"),
    Lack("case-out-of-sight-of-its-shape", replace("tests/shapes/party/authority-has-a-name.pass.ttl", "tg:Authority", "tg:Body"), "tests/shapes/party/authority-has-a-name.pass.ttl", "Authority finds nothing to look at", "the shape's target"),
    Lack("term-not-declared", replace("queries/catalogue/sources.rq", "SELECT", "# tg:knowBy\nSELECT"), "queries/catalogue/sources.rq line ", "tg:knowBy is not declared", "did you mean knownBy?"),
    Lack("term-not-described", add("ontology/party.ttl", "", TERM), "ontology/party.ttl line ", "tg:novelty has no definition in French", "@fr"),
    Lack("definition-given-twice", add("ontology/party.ttl", "", BORROWED), "ontology/", "has the same definition as tg:", "say what tells the two apart"),
    Lack("source-not-known", add("data/treaties/mini-1/actions.csv", "Kenya,KEN,signature,,2000-06-03,,,,,,mini-d,"), "data/treaties/mini-1/actions.csv row 36", "the source mini-d is not in data/sources.csv", "did you mean mini-"),
    Lack("source-not-known", replace("data/treaties/mini-2/treaty.ttl", "source:mini-a", "source:memory"), "data/treaties/mini-2/treaty.ttl line ", "the source memory is not in data/sources.csv", "new source memory"),
    Lack("state-not-known", add("data/treaties/mini-2/actions.csv", "Japan,JPM,signature,,2010-06-03,,,,,,mini-a,"), "data/treaties/mini-2/actions.csv row 9", "data/states.csv has no JPM", "did you mean JPN?"),
    Lack("treaty-not-described", replace("data/treaties/mini-1/treaty.ttl", ' , "Première convention miniature"@fr', ""), "data/treaties/mini-1/treaty.ttl line 13", "the treaty has no title in French", "@fr"),
    Lack("treaty-without-coverage", lambda root: None, "data/treaties/mini-2/treaty.ttl line 14", "does not say what its rows hold", "tg:coverage"),
    Lack("treaty-without-clauses", replace("data/treaties/mini-3/treaty.ttl", "a tg:FirstEntryIntoForceClause", "a tg:DenunciationClause"), "data/treaties/mini-3/treaty.ttl", "no clause on first entry into force", "a tg:FirstEntryIntoForceClause"),
    Lack("treaty-without-a-description", write("data/treaties/mini-4/offences.csv", "article,id,label_en,label_fr,permitted,confidence,source,note\n"), "data/treaties/mini-4/treaty.ttl", "the folder has rows and no treaty.ttl", "rename the folder"),
    Lack("table-without-rows", lambda root: None, "data/treaties/mini-4/offences.csv", "it has no row", "fill it in, or delete it"),
    Lack("article-without-a-row", replace("data/treaties/mini-1/treaty.ttl", "provision:art-13", "provision:art-99"), "data/treaties/mini-1/treaty.ttl line ", "the clauses rest on art-99", "add the article there"),
    Lack("paragraph-without-its-article", add("data/treaties/mini-2/provisions.csv", "98,(1),Last,,final clause,,mini-a,"), "data/treaties/mini-2/provisions.csv row 12", "Article 98 has a row for a paragraph", "add a row with article 98"),
    Lack("change-not-told", write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1\n\n* Old.\n"), "CHANGELOG.md", "nothing stands below Unreleased", "write a line"),
]  # fmt: skip

#: What the machinery itself cannot read, as it says so.
UNREADABLE = [
    (replace("queries/catalogue/elaboration.rq", "fr: ", "de: "), "queries/catalogue/elaboration.rq: its header has no title in English and French"),
    (replace("queries/catalogue/powers.rq", "SELECT", "SELECTED"), "queries/catalogue/powers.rq: it is not SPARQL: "),
    (replace("queries/catalogue/tcy.rq", "#+ title: {en: ", "#+ title: {en: {"), "queries/catalogue/tcy.rq: its header is not YAML"),
    (replace("ontology/rules/60-participation.rq", "CONSTRUCT", "CONSTRUED"), "ontology/rules/60-participation.rq: it cannot be run: "),
    (write("tests/queries/tcy.yaml", "- name: [\n"), "tests/queries/tcy.yaml: it is not YAML: "),
    (write("data/treaties/mini-5/treaty.ttl", "treaty:x a"), "data/treaties/mini-5/treaty.ttl: it is not Turtle: "),
    (write("data/treaties/mini-5/provisions.csv", "article\n"), "data/treaties/mini-5/provisions.csv row 1: the header is article"),
]  # fmt: skip


def _retell(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("$treaty", "$rank"), "utf-8")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A project that lacks everything that can be lacking."""
    root = project(tmp_path_factory.mktemp("spoilt"))
    for lack in LACKS:
        lack.spoil(root)
    for spoil, _ in UNREADABLE:
        spoil(root)
    return Content(root)


@pytest.fixture(scope="module")
def found(spoilt: Content) -> list[Remark]:
    """What is told of it."""
    return check(spoilt)


def test_our_own_content_lacks_nothing(project: Content) -> None:
    assert [str(remark.problem) for remark in check(project) if not remark.advice] == []


@pytest.mark.parametrize("lack", LACKS, ids=lambda lack: f"{lack.query}: {lack.fault}")
def test_what_is_missing_is_told_with_its_place_and_its_cure(lack: Lack, found: list[Remark]) -> None:
    told = [
        remark.problem
        for remark in found
        if lack.fault in remark.problem.fault and remark.problem.place.startswith(lack.place)
    ]
    assert told != [], [
        str(remark.problem) for remark in found if remark.problem.place.startswith(lack.place.partition(" ")[0])
    ]
    assert any(lack.cure in problem.cure for problem in told), told


@pytest.mark.parametrize("said", [said for _, said in UNREADABLE])
def test_what_cannot_be_read_is_told_as_the_machinery_says_it(said: str, found: list[Remark]) -> None:
    assert any(str(remark.problem).startswith(said) for remark in found)


def test_every_query_of_the_checklist_has_something_that_it_finds(spoilt: Content) -> None:
    store = Inventory(spoilt).store
    names = {query.name for query in spoilt.queries(CHECKLIST) if "about" not in query.header}
    assert names == {lack.query for lack in LACKS}
    assert [query.name for query in spoilt.queries(CHECKLIST) if not rows(store, query.text)[1]] == []


def test_no_sentence_keeps_a_variable_that_has_no_value(found: list[Remark]) -> None:
    kept = [str(remark.problem) for remark in found if re.search(r"\{(?!actr)\w+\}", str(remark.problem))]
    assert kept == []


def test_what_is_only_advised_comes_last_and_is_no_demand(found: list[Remark]) -> None:
    assert [remark.advice for remark in found] == sorted(remark.advice for remark in found)
    advised = {remark.problem.fault for remark in found if remark.advice}
    assert "it has no row" in advised
    assert "the treaty has no title in French" not in advised


# One thing


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("sources", {"queries/catalogue/sources.rq"}),
        ("42-party", {"ontology/rules/42-party.rq", "tests/rules/42-party/it-follows.given.ttl"}),
        ("Novelty", {"shapes/party.ttl"}),
        ("mini-1", {"data/treaties/mini-1/treaty.ttl", "data/treaties/mini-1/actions.csv row 36"}),
    ],
)
def test_a_name_asks_for_what_it_lacks_alone(name: str, places: set[str], spoilt: Content) -> None:
    assert {remark.problem.place.partition(" line ")[0] for remark in check(spoilt, name)} == places


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("question", ["shared-acts"]),
        ("rule", ["81-shared-act", "shared-act"]),
        ("shape", ["shared-act", "SharedAct"]),
        ("treaty", ["cets-999"]),
    ],
)
def test_what_is_new_lacks_what_its_template_asks_for_and_nothing_that_tests_would(
    kind: str, names: list[str], workshop: Content
) -> None:
    written = {
        "question": lambda: scaffold.question(workshop, "shared-acts"),
        "rule": lambda: scaffold.rule(workshop, "shared-act"),
        "shape": lambda: scaffold.shape(workshop, "shared-act", "treaty"),
        "treaty": lambda: scaffold.treaty(workshop, "cets-999", {"source": "mini-a"}),
    }[kind]()
    for name in names:
        demanded = [remark.problem for remark in check(workshop, name) if not remark.advice]
        faults = {re.sub("‹[^›]*›", "‹›", problem.fault) for problem in demanded}
        other = {"the treaty has no depositary (VCLT Art. 76)"} if kind == "treaty" else set()
        assert faults == {"‹› still stands as the template has it"} | other
        assert {problem.place.partition(" line ")[0] for problem in demanded} <= set(written)


def test_a_name_that_nothing_has_is_told_with_the_nearest(workshop: Content) -> None:
    with pytest.raises(ContentError) as caught:
        check(workshop, "count-partys")
    assert "did you mean count-parties?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#+ title: {en: A, fr: A}\n#+ fault: a\nSELECT ?place {}", "its header has no cure"),
        ("#+ title: {en: A, fr: A}\n#+ fault: a\n#+ cure: b\nASK {}", "it cannot be run: it is not a SELECT query"),
        ("#+ title: {en: A, fr: A}\n#+ fault: a\n#+ cure: b\nSELECT", "it cannot be run: "),
    ],
)
def test_a_query_of_the_checklist_that_cannot_be_used_is_named(text: str, said: str, workshop: Content) -> None:
    (workshop.root / CHECKLIST / "a.rq").write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        check(workshop)
    assert f"queries/checklist/a.rq: {said}" in str(caught.value)
