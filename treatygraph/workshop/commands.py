"""The commands of the workshop: ``new`` writes the first form of a file or row, ``check`` tells what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from treatygraph.commands.terminal import err, out, say
from treatygraph.content import Content
from treatygraph.settings import Settings
from treatygraph.workshop import rows, scaffold

_Source = Annotated[str, typer.Option(help="The documents that say so: ids of data/sources.csv, joined by ;")]
_Note = Annotated[str, typer.Option(help="A remark worth keeping.")]

new = typer.Typer(no_args_is_help=True, help="Write the files or the row of a new thing, each field explained.")


def register(app: typer.Typer) -> None:
    """Makes the functions of this module commands of the command line."""
    for command in (treaty, state, act, source, question, rule, shape):
        new.command()(command)
    app.add_typer(new, name="new")
    app.command()(check)


def treaty(
    name: Annotated[str, typer.Argument(help="Series and number in lower case: ets-5, unts-crc.")],
    source: _Source,
    title_en: Annotated[str, typer.Option(help="The official title in English.")] = "",
    title_fr: Annotated[str, typer.Option(help="The official title in French.")] = "",
    series: Annotated[
        str, typer.Option(help="The number in the depositary's series, where the name does not tell it.")
    ] = "",
    depositary: Annotated[str, typer.Option(help="An office of data/organisations.csv.")] = "",
    adopted: Annotated[str, typer.Option(help="The day of adoption of the text, YYYY-MM-DD.")] = "",
    opened: Annotated[str, typer.Option(help="The day of opening for signature, YYYY-MM-DD.")] = "",
) -> None:
    """Write the folder of a treaty: its final clauses and a table of each kind."""
    given = {"title": title_en, "titre": title_fr, "series": series, "depositary": depositary}
    days = {"adopted": adopted, "opened": opened, "source": source}
    content = _content()
    _told(
        scaffold.treaty(content, name, given | days),
        name,
        "fill in the final clauses in treaty.ttl and the articles in provisions.csv",
    )


def state(
    alpha3: Annotated[str, typer.Argument(help="The code by ISO 3166: JPN.")],
    source: _Source,
    name_fr: Annotated[str, typer.Option(help="The name in French.")],
    name_en: Annotated[str, typer.Option(help="The name in English; that of ISO 3166 if it is left out.")] = "",
    alpha2: Annotated[str, typer.Option(help="The two-letter code; that of ISO 3166 if it is left out.")] = "",
    m49: Annotated[
        str, typer.Option(help="The code by UN M49, three digits; that of ISO 3166 if it is left out.")
    ] = "",
    kind: Annotated[str, typer.Option(help="State, territory or other.")] = "State",
    dependency_of: Annotated[str, typer.Option(help="The code of the State that is responsible for a territory.")] = "",
    chart_name: Annotated[str, typer.Option(help="The name in the depositary's chart, where it is another.")] = "",
    aliases: Annotated[str, typer.Option(help="Other names, joined by ;")] = "",
    member_of: Annotated[
        str, typer.Option(help="An organisation that it is a member of: an id of data/organisations.csv.")
    ] = "",
    since: Annotated[str, typer.Option(help="The first day of that membership, YYYY-MM-DD.")] = "",
    note: _Note = "",
) -> None:
    """Add a State or territory to data/states.csv, and its membership of an organisation to data/memberships.csv."""
    named = {"name_en": name_en, "name_fr": name_fr, "chart_name": chart_name, "aliases": aliases}
    coded = {"alpha2": alpha2, "m49": m49, "kind": kind, "dependency_of": dependency_of}
    content = _content()
    places = [rows.state(content, alpha3, {**named, **coded, "source": source, "note": note})]
    if member_of:
        places.append(rows.membership(content, member_of, {"alpha3": alpha3, "since": since, "source": source}))
    _told(places, "", f"record what it did: treatygraph new act TREATY {alpha3} ACTION DATE --source ID")


def act(
    treaty: Annotated[str, typer.Argument(help="The treaty: a folder of data/treaties.")],
    iso3: Annotated[str, typer.Argument(help="The code of the State: JPN.")],
    action: Annotated[str, typer.Argument(help="The kind of act, in the ontology's words: ratification, accession, …")],
    source: _Source,
    date: Annotated[str, typer.Argument(help="The day, YYYY-MM-DD; left out where it is not known.")] = "",
    not_before: Annotated[str, typer.Option(help="Where the day is not known: the first that it can be.")] = "",
    not_after: Annotated[str, typer.Option(help="Where the day is not known: the last that it can be.")] = "",
    number: Annotated[str, typer.Option(help="2 for a second act of this kind between the State and the treaty.")] = "",
    until: Annotated[str, typer.Option(help="The last day of an invitation that names one.")] = "",
    article: Annotated[str, typer.Option(help="The articles that it cites, joined by ;")] = "",
    name: Annotated[
        str, typer.Option(help="The State as the document prints it; as the chart does if it is left out.")
    ] = "",
    confidence: Annotated[str, typer.Option(help="high, medium or low, where no document was seen.")] = "",
    note: _Note = "",
) -> None:
    """Add an act of a State to the actions.csv of a treaty, in its place."""
    known = {"date": date, "not_before": not_before, "not_after": not_after, "until": until, "act": number}
    said = {"state": name, "article": article, "confidence": confidence, "source": source, "note": note}
    content = _content()
    place = rows.act(content, treaty, iso3, {"action": action, **known, **said})
    _told([place], treaty, "see what follows from it: treatygraph validate, treatygraph build")


def source(
    name: Annotated[str, typer.Argument(help="What rows will call it: letters, digits, points, hyphens.")],
    title: Annotated[str, typer.Option(help="The title of the document.")],
    rank: Annotated[
        str, typer.Option(help="depositary, government, copy, repository, encyclopedia, press or unverified.")
    ],
    publisher: Annotated[str, typer.Option(help="Who published it.")] = "",
    url: Annotated[str, typer.Option(help="Where it is.")] = "",
    as_of: Annotated[
        str, typer.Option(help="The day, month or year that it shows: 2026-03-05, 2026-03, 2026, ../2026.")
    ] = "",
    seen: Annotated[str, typer.Option(help="How it was seen: whole document read, …")] = "",
    note: _Note = "",
) -> None:
    """Add a document to data/sources.csv, so that rows can name it."""
    described = {"title": title, "rank": rank, "publisher": publisher, "url": url}
    place = rows.source(_content(), name, {**described, "as_of": as_of, "seen": seen, "note": note})
    _told([place], "", f"name it in a row: --source {name}")


def question(name: Annotated[str, typer.Argument(help="Words joined by hyphens: count-parties.")]) -> None:
    """Write a question of the catalogue, and its test."""
    _told(scaffold.question(_content(), name), name, f"write the SELECT, build, and ask: treatygraph query {name} -p …")


def rule(
    name: Annotated[str, typer.Argument(help="What follows, with or without a number before it: 42-party.")],
) -> None:
    """Write a rule, with a case in which it follows and one in which it does not."""
    _told(
        scaffold.rule(_content(), name), name, "write the CONSTRUCT, then the cases: what is given, what then follows"
    )


def shape(
    name: Annotated[str, typer.Argument(help="What must hold, in words: authentic-language.")],
    family: Annotated[str, typer.Option(help="The file of shapes/ that it belongs to, or a new one: treaty.")],
) -> None:
    """Add a shape to its family, with a graph that it lets pass and one that it refuses."""
    _told(scaffold.shape(_content(), name, family), name, "write what must hold, then the two small graphs")


def check(
    name: Annotated[str, typer.Argument(help="A treaty, question, rule or shape; everything if it is left out.")] = "",
) -> None:
    """Tell what is still missing in the content folders and their tests, without a build."""
    from treatygraph.workshop import checklist  # noqa: PLC0415  (the other commands need no inventory)

    found = checklist.check(_content(), name)
    for remark in found:
        problem = remark.problem
        say(out, "yellow" if remark.advice else "red", problem.place, f"{problem.fault}\n    {problem.cure}")
    demanded = sum(not remark.advice for remark in found)
    advised = f", {len(found) - demanded} advised" if len(found) > demanded else ""
    err.print(f"{demanded} missing{advised}" if found else "nothing is missing")
    if demanded:
        raise typer.Exit(1)


def _content() -> Content:
    settings = Settings()
    return Content(settings.root, settings.base)


def _told(places: list[str], name: str, step: str) -> None:
    """Prints what was written and what comes next."""
    for place in places:
        out.print(f"wrote {place}", soft_wrap=True)
    err.print(f"next: {step}", soft_wrap=True)
    err.print(f"then: treatygraph check {name}".rstrip(), soft_wrap=True)
