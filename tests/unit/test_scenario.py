"""Scenarios: what is imagined is what a build with the same rows would give, and what is wrong is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import PROJECT, append, copy_miniature, run
from pyoxigraph import DefaultGraph, QuerySolutions, Store

from treatygraph.content import Content
from treatygraph.errors import LimitError, QuestionError
from treatygraph.graphs import add, construct, text, triples
from treatygraph.inference.reasoning import materialise
from treatygraph.scenarios.comparison import Change, compare, tabulated, written
from treatygraph.scenarios.scenario import QUESTIONS, Rulebook, Scenarios
from treatygraph.sources import load
from treatygraph.validation.hygiene import described

HEADER = "treaty,iso3,action,act,date,not_before,not_after,until,article"

#: Every kind of act that a table of acts may hold, under the miniature's three treaties.
ACTS = {
    "every kind of act": """
        mini-1,ESP,ratification,,2021-02-03,,,,
        mini-1,AUT,denunciation,,2021-05-15,,,,
        mini-1,AUT,ratification,2,2023-01-01,,,,
        mini-1,JPN,denunciation,2,,2021-01-01,2021-01-31,,
        mini-1,NZL,accession,,2021-03-01,,,,
        mini-1,URY,invitation to accede,,2021-04-01,,,,
        mini-1,ESP,invitation to accede,,2021-04-01,,,2022-04-01,
        mini-1,ESP,invitation extension,,2022-02-01,,,2024-02-01,
        mini-1,BEL,suspension,,2021-01-01,,,,
        mini-1,BEL,end of suspension,,2022-01-01,,,,
        mini-1,FIN,ratification,,2006-05-20,,,,
        mini-1,CHE,reservation,,2021-06-06,,,,4-2
        mini-2,CHE,definitive signature,,2021-07-07,,,,
        mini-2,DNK,acceptance,,,2021-01-01,2021-02-28,,
        mini-2,FIN,withdrawal of instrument,,2011-06-01,,,,
        mini-3,MNE,succession,,2021-04-04,,,,
        mini-3,KEN,denunciation,,2021-02-28,,,,
        mini-3,BEL,approval,,2021-12-31,,,,
        mini-3,ESP,provisional application,,2021-01-01,,,,
        mini-3,TUN,entry into force,,2011-12-07,,,,""",
    "a consent to a protocol": "mini-2,BEL,ratification,,2012-05-01,,,,",
    "a denunciation of the treaty that a protocol depends on": "mini-1,FIN,denunciation,,2011-01-10,,,,",
}


def table(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


@pytest.fixture(scope="module")
def rulebook(miniature: tuple[Content, Store]) -> Rulebook:
    return Rulebook.of(miniature[0])


@pytest.fixture(scope="module")
def scenarios(miniature: tuple[Content, Store], rulebook: Rulebook) -> Scenarios:
    return Scenarios(miniature[1], miniature[0].names, rulebook)


def changes(scenarios: Scenarios, *lines: str) -> dict[str, list[Change]]:
    _, found = scenarios.changes(scenarios.read(table(*lines)))
    return {name.partition("-")[2]: each for name, each in found.items()}


def days(found: Sequence[Change]) -> list[tuple[str, ...]]:
    """The changes with what names them, and the days from which what they tell is certain."""
    return [
        (each.change, *each.key.values(), *((side or {}).get("certain_from", "") for side in (each.before, each.after)))
        for each in found
    ]


# What is imagined is what a build would give


@pytest.mark.parametrize("name", ACTS)
def test_what_is_imagined_is_what_a_build_with_the_same_rows_gives(
    name: str, miniature: tuple[Content, Store], rulebook: Rulebook, scenarios: Scenarios, tmp_path: Path
) -> None:
    rows = scenarios.read(table(*(line.strip() for line in ACTS[name].strip().splitlines())))
    root = copy_miniature(tmp_path / "copy")
    for row in rows:
        cells = {**row.cells, "source": "what-if"}
        columns = (root / f"data/treaties/{cells['treaty']}/actions.csv").read_text("utf-8").splitlines()[0].split(",")
        append(root / f"data/treaties/{cells['treaty']}/actions.csv", ",".join(cells[column] for column in columns))
    content = Content(root)
    whole = load(content)
    add(whole, described(content), content.names.graph("provenance"))
    add(whole, construct(whole, rulebook.scope["source"].text), content.names.graph("source/what-if"))
    materialise(whole, content)

    treaties, imagined = scenarios.imagine(rows)
    left_out = [name for name in ("mini-1", "mini-2", "mini-3") if not any(iri.endswith(name) for iri in treaties)]
    # Rows stand in other files of the copy, blank nodes have names of their own.
    apart = re.compile("|".join([r"data/\S*#row=", "_:", *(rf"/{name}\b" for name in left_out)]))

    def said(store: Store) -> set[str]:
        return {told for told in map(str, triples(store, DefaultGraph())) if not apart.search(told)}

    expected, found = said(whole), said(imagined)
    assert sorted(expected - found) == []
    assert sorted(found - expected) == []


KINDS = [
    "ratification", "accession", "signature", "definitive signature", "succession", "denunciation", "suspension",
    "withdrawal of instrument", "invitation to accede", "invitation extension", "end of suspension", "approval",
]  # fmt: skip
DAYS = st.integers(0, 9000).map(lambda days: (date(1999, 1, 1) + timedelta(days)).isoformat())
ROWS = st.lists(
    st.builds(
        lambda treaty, state, kind, act, days: ",".join([treaty, state, kind, act, *days, "", ""]),
        st.sampled_from(["mini-1", "mini-2", "mini-3"]),
        st.sampled_from(["AUT", "CAN", "FIN", "JPN", "KEN", "NZL", "TUN", "URY"]),
        st.sampled_from(KINDS),
        st.sampled_from(["", "", "2"]),
        st.one_of(DAYS.map(lambda day: [day, "", ""]), st.tuples(DAYS, DAYS).map(lambda days: ["", *sorted(days)])),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=15, derandomize=True, database=None, deadline=None)
@given(lines=ROWS)
def test_the_treaties_left_out_of_a_sandbox_change_nothing_in_it(
    miniature: tuple[Content, Store], rulebook: Rulebook, scenarios: Scenarios, lines: list[str]
) -> None:
    rows = scenarios.read(table(*lines))
    names = miniature[0].names
    treaties, imagined = scenarios.imagine(rows)
    everything = [names.thing(f"treaty/mini-{number}").value for number in (1, 2, 3)]
    source = construct(Store(), rulebook.scope["source"].text)
    _, whole = scenarios.suppose(everything, [*scenarios.acts(rows), *source])

    def periods(store: Store, of: Sequence[str]) -> set[str]:
        listed = " ".join(f"<{iri}>" for iri in of)
        kind = f"<{names.term('treaty').value}>"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?treaty {{ {listed} }} ?s {kind} ?treaty ; ?p ?o }}"
        return {str(each) for each in construct(store, query)}

    assert periods(imagined, treaties) == periods(whole, treaties)
    untouched = [iri for iri in everything if iri not in treaties]
    assert periods(whole, untouched) == periods(miniature[1], untouched)


def test_the_release_is_left_as_it_is(miniature: tuple[Content, Store], scenarios: Scenarios) -> None:
    before = set(miniature[1])
    scenarios.answer(table("mini-1,ESP,ratification,,2021-02-03,,,,"), "r", "c")
    assert set(miniature[1]) == before


# What would change


def test_the_consent_that_a_treaty_lacks_brings_it_into_force_for_all(project: Content, real: Store) -> None:
    """Two more ratifications of the Second Protocol: five contracting States, of which it is in force for all."""
    waiting = real.query(
        """PREFIX tg: <https://w3id.org/treatygraph/ontology#>
        SELECT ?iso3 WHERE {
          ?period tg:status tg:signatory ; tg:treaty <https://w3id.org/treatygraph/id/treaty/cets-224> ; tg:holder ?state .
          ?state tg:alpha3 ?iso3 . FILTER NOT EXISTS { ?period tg:endedWith ?consent }
        } ORDER BY ?iso3"""
    )
    assert isinstance(waiting, QuerySolutions)
    two = [text(solution["iso3"]) for solution in waiting][:2]
    scenarios = Scenarios(real, project.names, Rulebook.of(project))
    found = changes(scenarios, *(f"cets-224,{iso3},ratification,,2027-03-02,,,," for iso3 in two))
    (first,) = found["entry-into-force"]
    assert first.after is not None
    assert (first.key["treaty"], first.after["certain_from"]) == ("cets-224", "2027-07-01")
    parties = {
        each.key["iso3"]
        for each in found["statuses"]
        if each.key["status"] == "Party" and each.after and each.after["certain_from"] == "2027-07-01"
    }
    assert parties >= {"JPN", "SRB", "HUN", *two}
    (pairs,) = found["pairs"]
    assert pairs.after is not None
    assert pairs.after["pairs"] == str(len(parties) * (len(parties) - 1) // 2)
    assert {each.key["treaty"] for each in found["partners"]} == {"cets-224"}
    assert found["remarks"] == []


def test_an_accession_gives_a_status_a_right_partners_and_a_seat(scenarios: Scenarios) -> None:
    found = changes(scenarios, "mini-1,ESP,ratification,,2021-02-03,,,,")
    assert days(found["statuses"]) == [
        ("gained", "mini-1", "ESP", "Spain", "Contracting State", "", "2021-02-03"),
        ("gained", "mini-1", "ESP", "Spain", "Party", "", "2021-06-01"),
        ("changed", "mini-1", "ESP", "Spain", "signatory", "2000-05-10", "2000-05-10"),
    ]
    assert (
        "gained",
        "mini-2",
        "ESP",
        "Spain",
        "signature",
        "MINI 2: signature by Contracting States of MINI 1",
        "",
        "2021-02-03",
    ) in days(found["eligibility"])
    assert all("Spain" in (each.key["state"], each.key["partner"]) for each in found["partners"])
    assert {each.change for each in found["partners"]} == {"gained"}
    (pairs,) = found["pairs"]
    assert pairs.before is not None
    assert pairs.after is not None
    assert int(pairs.after["parties"]) == int(pairs.before["parties"]) + 1
    assert int(pairs.after["pairs"]) - int(pairs.before["pairs"]) == int(pairs.before["parties"])


def test_a_denunciation_takes_partners_away_and_makes_a_former_party(scenarios: Scenarios) -> None:
    found = changes(scenarios, "mini-3,KEN,denunciation,,2021-02-28,,,,")
    assert ("gained", "mini-3", "KEN", "Kenya", "former Party", "", "2022-02-28") in days(found["statuses"])
    assert {each.change for each in found["partners"]} == {"lost"}


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("mini-1,CAN,signature,2,2000-05-09,,,,", "The treaty was opened on 2000-05-10."),
        ("mini-1,KEN,signature,,2021-01-01,,,,", "No participation clause entitles the State to it on that day."),
        ("mini-1,KEN,accession,2,2009-05-04,,,,", "No participation clause entitles the State to it on that day."),
        ("mini-3,AUT,signature,,,2011-12-01,2012-02-01,,", "Whether a participation clause entitles the State to it on that day is not certain."),
        ("mini-1,KEN,ratification,2,2021-01-01,,,,", "The State has not signed the treaty by that day."),
        ("mini-2,NZL,definitive signature,,2021-01-01,,,,", "The State is not bound on that day by MINI 1, to which this is a protocol."),
        ("mini-1,AUT,ratification,,2001-02-16,,,,", "It takes the place of the record of the same act (2001-02-15); number it in act if it is another one."),
        ("mini-1,NZL,denunciation,,2021-01-01,,,,", "The State has no consent that it could end."),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_supposed_act_is_remarked(scenarios: Scenarios, line: str, remark: str) -> None:
    noted = changes(scenarios, line)["remarks"]
    assert {each.change for each in noted} == {"noted"}
    assert {each.key["row"] for each in noted} == {"2"}
    assert remark in [each.after["remark"] for each in noted if each.after]


def test_a_denunciation_of_a_treaty_without_a_clause_on_it_is_remarked(
    miniature: tuple[Content, Store], rulebook: Rulebook
) -> None:
    content, store = miniature
    without = Store()
    clause = content.names.thing("clause/mini-3/denunciation")
    without.extend(each for each in store if each.subject != clause)
    (noted,) = changes(Scenarios(without, content.names, rulebook), "mini-3,KEN,denunciation,,2021-02-28,,,,")[
        "remarks"
    ]
    assert noted.after == {"remark": "The graph knows no clause on denunciation of this treaty, so no end follows."}


def test_a_sound_act_is_not_remarked(scenarios: Scenarios) -> None:
    assert changes(scenarios, "mini-1,ESP,ratification,,2021-02-03,,,,")["remarks"] == []


def test_a_record_of_a_lesser_source_yields_and_says_so(scenarios: Scenarios) -> None:
    rows = scenarios.read("treaty,iso3,action,date,source\nmini-1,AUT,ratification,2001-02-16,mini-c\n")
    _, found = scenarios.changes(rows)
    (noted,) = found["70-remarks"]
    assert noted.after == {"remark": "It yields to a record of the same act that stands higher, and has no effect."}
    assert found["10-statuses"] == []


# What is read


FAULTS = {
    "an unknown treaty": ("mini-11,ESP,ratification,,2021-01-01,,,,", "row 2", "`treaty` “mini-11” is not in the graph", "did you mean mini-1 (MINI 1)"),
    "the name of a State in the place of its code": ("mini-1,Spain,ratification,,2021-01-01,,,,", "row 2", "`iso3` “Spain” is not in the graph", "did you mean ESP (Spain)"),
    "an unknown kind of act": ("mini-1,ESP,ratifed,,2021-01-01,,,,", "row 2", "`action` “ratifed” is not in the graph", "did you mean ratification?"),
    "a day that is not in the calendar": ("mini-1,ESP,ratification,,2021-02-30,,,,", "row 2", "`date` “2021-02-30” is not a date", "write it as YYYY-MM-DD"),
    "no day at all": ("mini-1,ESP,ratification,,,,,,", "row 2", "`date` is empty", "not_before, not_after or both"),
    "a number that is none": ("mini-1,ESP,ratification,two,2021-01-01,,,,", "row 2", "`act` “two” is not a whole number", "digits"),
    "a number that no act has": ("mini-1,ESP,ratification,0,2021-01-01,,,,", "row 2", "`act` “0” is not the number of an act", "write 2 for the second"),
    "a row that is too short": ("mini-1,ESP", "row 2", "it has 2 cells, not 9", "a comma for each empty cell"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_row_its_column_and_the_nearest_value(scenarios: Scenarios, name: str) -> None:
    line, place, fault, cure = FAULTS[name]
    with pytest.raises(QuestionError) as caught:
        scenarios.read(table(line))
    (problem,) = caught.value.problems
    assert problem.place == f"what-if {place}"
    assert problem.fault == fault
    assert cure in problem.cure


def test_every_fault_is_told_at_once_in_the_order_of_the_rows(scenarios: Scenarios) -> None:
    with pytest.raises(QuestionError) as caught:
        scenarios.read(
            table("mini-9,XXX,ratification,,,,,,", "mini-1,ESP,ratification,,2021-01-01,,,,", ",,,,2021-13-01,,,,")
        )
    assert [problem.place for problem in caught.value.problems] == ["what-if row 2"] * 3 + ["what-if row 4"] * 4


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "the header lacks treaty, iso3, action, date"),
        ("treaty,iso3,date\n", "the header lacks action"),
        ("treaty,iso3,action,date\n", "no row follows the header"),
        ("treaty,iso3,action,date,datte\nmini-1,ESP,signature,2021-01-01,\n", "there is no column `datte`"),
        ("treaty,iso3,action,date,date\nmini-1,ESP,signature,2021-01-01,\n", "the column `date` is there twice"),
        ('treaty,iso3,action,date\n"mini-1"x,ESP,signature,2021-01-01\n', "it is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_header_or_a_text_that_is_no_table_is_named(scenarios: Scenarios, written: str, fault: str) -> None:
    with pytest.raises(QuestionError) as caught:
        scenarios.read(written)
    assert [problem.fault for problem in caught.value.problems] == [fault]


def test_a_table_may_have_its_columns_in_any_order_and_other_ends_of_lines(scenarios: Scenarios) -> None:
    (row,) = scenarios.read("\ufeffdate,action,iso3,treaty\r\n2021-01-01,ratification,ESP,mini-1\r\n\r\n")
    assert (row.number, row.cells["treaty"], row.cells["state"], row.cells["source"]) == (
        2,
        "mini-1",
        "Spain",
        "what-if",
    )


def test_more_than_is_read_is_refused(scenarios: Scenarios) -> None:
    line = "mini-1,ESP,ratification,,2021-01-01,,,,"
    assert len(scenarios.read(table(*[line] * 100))) == 100
    with pytest.raises(LimitError, match="more than 100 rows"):
        scenarios.read(table(*[line] * 101))
    with pytest.raises(LimitError, match="longer than 65,536 bytes"):
        scenarios.read("é" * 40_000)


# How it is told


def test_rows_are_compared_by_their_keys() -> None:
    before = [{"k": "a", "v": "1"}, {"k": "b", "v": "1"}, {"k": "c", "v": "1"}, {"k": "c", "v": "2"}]
    after = [{"k": "a", "v": "1"}, {"k": "b", "v": "2"}, {"k": "c", "v": "2"}, {"k": "d", "v": ""}]
    found = compare(before, after, ["k"])
    assert [(each.change, each.key["k"], each.before, each.after) for each in found] == [
        ("changed", "b", {"v": "1"}, {"v": "2"}),
        ("lost", "c", {"v": "1"}, None),
        ("gained", "d", None, {"v": ""}),
    ]


def test_rows_are_told_in_the_order_of_their_numbers() -> None:
    after = [{"row": number, "v": ""} for number in ("10", "2", "9")]
    assert [each.key["row"] for each in compare([], after, ["row"])] == ["2", "9", "10"]


def test_an_answer_names_the_release_and_says_that_it_is_hypothetical(scenarios: Scenarios) -> None:
    answer = scenarios.answer(table("mini-3,KEN,denunciation,,2021-02-28,,,,"), "abc", "2020-06-30")
    assert (answer["hypothetical"], answer["release"], answer["coverage"]) == (True, "abc", "2020-06-30")
    assert answer["treaties"] == ["mini-3"]
    header, *lines = [line.split(",") for line in written(answer).splitlines()]
    assert header[:3] == ["hypothetical_on", "question", "change"]
    assert header[-3:] == ["column", "before", "after"]
    assert {line[0] for line in lines} == {"abc"}
    columns, rows = tabulated(answer["answers"][0]["changes"])
    assert columns[:5] == ["change", "treaty", "iso3", "state", "status"]
    assert ["changed", "mini-3", "KEN", "Kenya", "Party"] in [row[:5] for row in rows]
    assert any(cell == "– → 2022-02-28" for row in rows for cell in row)


def test_every_question_names_its_key_and_runs(
    project: Content, miniature: tuple[Content, Store], scenarios: Scenarios
) -> None:
    files = project.queries(QUESTIONS)
    assert len(files) >= 6
    for file in files:
        assert re.match(r"\d\d-", file.name)
        assert set(file.header["title"]) == {"en", "fr"}
        assert file.header["description"]
        assert file.header["key"]
    answer = scenarios.answer(table("mini-1,ESP,ratification,,2021-02-03,,,,"), "r", "c")
    assert [each["question"] for each in answer["answers"]] == [file.name.partition("-")[2] for file in files]


def test_a_rulebook_survives_being_packed(rulebook: Rulebook) -> None:
    assert Rulebook.unpack(rulebook.pack()) == rulebook


# The command


@pytest.fixture(scope="module")
def copied(built: Path, copies: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_miniature(tmp_path_factory.mktemp("what-if") / "copy")
    shutil.copytree(built, root / "build", symlinks=True)
    return root


ONE = "treaty,iso3,action,date\nmini-2,BEL,ratification,2012-05-01\n"


def test_the_command_tells_what_would_change_as_a_table_as_csv_and_as_json(copied: Path) -> None:
    (copied / "acts.csv").write_text(ONE, "utf-8")
    shown = run(copied, "what-if", "acts.csv")
    assert shown.code == 0, shown.err
    assert shown.out.startswith(
        f"hypothetical, over release {(copied / 'build' / 'current').resolve().name}, which knows up to 2020-06-30\n"
    )
    assert re.search(r"^gained +mini-2 +BEL +Belgium +Party +2012-09-01 ", shown.out, re.MULTILINE)
    listed = run(copied, "what-if", "-", "-f", "csv", stdin=ONE)
    assert re.search(
        r",statuses,gained,mini-2,BEL,Belgium,Party,.*,certain_from,,2012-09-01$", listed.out, re.MULTILINE
    )
    assert '"hypothetical": true' in run(copied, "what-if", "-", "-f", "json", stdin=ONE).out


def test_the_readme_shows_what_the_command_tells(published: Path) -> None:
    section = (PROJECT / "README.md").read_text("utf-8").partition("## What if\n")[2].partition("\n## ")[0]
    (command,) = re.findall(r"^    \.venv/bin/treatygraph (what-if \S+)$", section, re.MULTILINE)
    (shown,) = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    ran = run(PROJECT, *command.split(), TREATYGRAPH_OUT=str(published))
    assert ran.code == 0, ran.err
    printed = {line.rstrip() for line in ran.out.splitlines()}
    assert [line for line in shown.splitlines() if line and line not in printed] == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("none.csv", "none.csv: it cannot be read: "),
        ("bad.csv", "bad.csv: byte 1 is not UTF-8"),
        ("-", "what-if row 2: `iso3` “BLG” is not in the graph\n    did you mean BEL (Belgium)"),
    ],
)
def test_the_command_tells_what_is_wrong_with_exit_code_1(copied: Path, file: str, said: str) -> None:
    (copied / "bad.csv").write_bytes(b"\xe9")
    ran = run(copied, "what-if", file, stdin=ONE.replace("BEL", "BLG"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(said)


def test_a_release_that_the_content_has_left_behind_is_not_asked(copied: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(copied, root, symlinks=True)
    append(root / "data/sources.csv", "mini-x,Another,,,,press,,")
    ran = run(root, "what-if", "-", stdin=ONE)
    assert ran.code == 1
    assert "the content has changed since it was built\n    run `treatygraph build`." in ran.err


def test_the_rules_and_the_mapping_of_a_scenario_are_those_of_a_build(project: Content, rulebook: Rulebook) -> None:
    assert [rule.name for rule in rulebook.rules] == [
        path.stem for path in sorted((PROJECT / "ontology/rules").glob("*.rq"))
    ]
    assert rulebook.mapping.text == (PROJECT / "data/mappings/actions.rq").read_text("utf-8")
