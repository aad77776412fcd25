"""An account written out: as values for JSON and pages, as text for a terminal, as PROV in Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from treatygraph.namespaces import PROV, RDF, RDF_TYPE, RDFS, Names
from treatygraph.proofs.account import Node, Origin
from treatygraph.proofs.premises import Absence
from treatygraph.proofs.proof import Rule, Step
from treatygraph.proofs.scope import forbidden
from treatygraph.proofs.shortfall import Shortfall
from treatygraph.proofs.syntax import Term
from treatygraph.proofs.wording import Wording


def told(node: Node, words: Wording) -> dict[str, Any]:
    """A node and all below it as values: what it says in words, by which rule, from what, with its sources."""
    step = node.step
    shown = step if step is not None and not node.cut else None
    return {
        "triple": _parts(node.triples[0]),
        "also": [_parts(triple) for triple in node.triples[1:]],
        "says": says(node, words),
        "rule": _rule(step.rule, words) if step is not None else None,
        "premises": [told(premise, words) for premise in node.premises],
        "absence": [
            {"says": absent(shown, each, words), "needed": not each.optional}
            for each in (shown.absence if shown else ())
        ],
        "conditions": [
            {"condition": " ".join(each.expression.text.split()), "values": _values(each.solution, words)}
            for each in (shown.conditions if shown else ())
        ],
        "aggregates": [
            {
                "variable": each.variable,
                "expression": each.expression.text,
                "value": words.name(each.value),
                "of": each.number,
            }
            for each in (shown.aggregates if shown else ())
        ],
        "sources": [_source(origin) for origin in node.origins],
        "more": node.cut,
    }


def says(node: Node, words: Wording) -> str:
    """What a node says, in the words of its rule where the rule has some."""
    if node.step is not None and "says" in node.step.rule.file.header:
        return words.sentence(node.step.rule.file.header["says"], node.step.solution)
    return words.triples(node.triples)


def absent(step: Step | None, absence: Absence, words: Wording) -> str:
    """That something is not recorded, in the words of the rule's ``without`` where it has some for it."""
    sentences = step.rule.file.header.get("without", []) if step else []
    groups = forbidden(step.rule.query.where) if step else ()
    place = next((number for number, group in enumerate(groups) if group is absence.group), len(sentences))
    if place < len(sentences):
        return words.sentence(sentences[place], dict(absence.solution))
    return words.absent(absence.group, absence.solution)


def lines(node: Node, words: Wording, indent: str = "") -> Iterator[str]:
    """The account as text, a line for each node, indented."""
    step = node.step
    because = f" [{title(step.rule, words)}; {step.rule.file.header.get('basis', '')}]" if step else ""
    yield f"{indent}{says(node, words)}{because}{' …' if node.cut else ''}"
    for origin in node.origins:
        row = f" row {origin.row}" if origin.row else ""
        yield f"{indent}    {origin.title}{f', {origin.file}{row}' if origin.file else ''}"
    for absence in step.absence if step and not node.cut else ():
        if not absence.optional:
            yield f"{indent}  - {absent(step, absence, words)}"
    for aggregate in step.aggregates if step and not node.cut else ():
        yield f"{indent}  = {aggregate.expression.text}: {words.name(aggregate.value)}"
    for premise in node.premises:
        yield from lines(premise, words, indent + "  ")


def title(rule: Rule, words: Wording) -> str:
    """A rule's title in the language of the words."""
    titles = rule.file.header["title"]
    return str(titles.get(words.language, titles["en"]))


def fallen(shortfall: Shortfall, words: Wording) -> dict[str, Any]:
    """How far a rule comes, as values: how many of its parts hold, what is missing, and why that is."""
    missing: list[dict[str, Any]] = []
    for each in shortfall.missing:
        header = shortfall.rule.file.header
        if each.condition is not None:
            short = header.get("short")
            plain = " ".join(each.condition.text.split())
            says_ = words.sentence(short, each.solution) if short else words.unmet(plain)
            values = {name: term for name, term in each.solution.items() if name in each.condition.variables}
            missing.append({"says": says_, "condition": plain, "values": _values(values, words), "rules": []})
            continue
        says_ = (
            words.present(each.present, each.solution) if each.present else words.lacking(each.patterns, each.solution)
        )
        causes = [fallen(cause, words) for cause in each.causes]
        missing.append({"says": says_, "rules": causes})
    held, lacking = shortfall.held, len(shortfall.missing)
    return {"rule": _rule(shortfall.rule, words), "held": held, "of": held + lacking, "missing": missing}


def shortfall_lines(told_: dict[str, Any], indent: str = "") -> Iterator[str]:
    """How far a rule comes, as text."""
    rule = told_["rule"]
    yield f"{indent}{rule['title']} [{rule['basis']}]: {told_['held']}/{told_['of']}"
    for missing in told_["missing"]:
        yield f"{indent}  - {missing['says']}"
        for cause in missing["rules"]:
            yield from shortfall_lines(cause, indent + "    ")


def turtle(node: Node, words: Wording) -> bytes:
    """The account in PROV-O (https://www.w3.org/TR/prov-o/): each application of a rule an activity."""
    written = list(_prov(node, BlankNode("s0"), words))
    return serialize(written, format=RdfFormat.TURTLE, prefixes=words.names.prefixes()) or b""


def _prov(node: Node, place: BlankNode, words: Wording) -> Iterator[Triple]:
    prov = {
        name: NamedNode(PROV + name) for name in ("Entity", "Activity", "wasGeneratedBy", "used", "hadPrimarySource")
    }
    for number, triple in enumerate(node.triples):
        statement = place if number == 0 else BlankNode(f"{place.value}t{number}")
        yield Triple(statement, RDF_TYPE, NamedNode(RDF + "Statement"))
        yield Triple(statement, RDF_TYPE, prov["Entity"])
        for name, term in zip(("subject", "predicate", "object"), triple, strict=True):
            yield Triple(statement, NamedNode(RDF + name), term)
        for origin in node.origins:
            yield Triple(statement, prov["hadPrimarySource"], origin.source)
            if origin.file:
                row = f"#row={origin.row}" if origin.row else ""
                yield Triple(
                    statement, NamedNode(PROV + "wasDerivedFrom"), NamedNode(words.names.base + origin.file + row)
                )
        if node.step is not None:
            yield Triple(statement, prov["wasGeneratedBy"], BlankNode(f"{place.value}a"))
    yield Triple(place, NamedNode(RDFS + "comment"), Literal(says(node, words), language=words.language))
    if node.step is None:
        return
    activity = BlankNode(f"{place.value}a")
    yield Triple(activity, RDF_TYPE, prov["Activity"])
    yield Triple(activity, prov["used"], rule_iri(node.step.rule, words.names))
    yield Triple(activity, NamedNode(RDFS + "label"), Literal(title(node.step.rule, words), language=words.language))
    for number, premise in enumerate(node.premises):
        below = BlankNode(f"{place.value}-{number}" if number else f"{place.value}-0")
        for other in range(len(premise.triples)):
            yield Triple(activity, prov["used"], below if other == 0 else BlankNode(f"{below.value}t{other}"))
        yield from _prov(premise, below, words)


def rule_iri(rule: Rule, names: Names) -> NamedNode:
    """The IRI of a rule; a rule of the closure is known by the name that OWL 2 Profiles gives it."""
    return names.thing(f"rule/{rule.name}") if not rule.axiomatic else NamedNode(f"{_PROFILES}{rule.name}")


_PROFILES = "https://www.w3.org/TR/owl2-profiles/#"


def _rule(rule: Rule, words: Wording) -> dict[str, str]:
    header = rule.file.header
    return {
        "iri": rule_iri(rule, words.names).value,
        "name": rule.name,
        "title": title(rule, words),
        "basis": str(header.get("basis", "")),
        "description": " ".join(str(header.get("description", "")).split()),
    }


def _source(origin: Origin) -> dict[str, Any]:
    return {
        "iri": origin.source.value,
        "title": origin.title,
        "address": origin.address,
        "file": origin.file,
        "row": origin.row,
    }


def _parts(triple: Triple) -> dict[str, Any]:
    return {"subject": _term(triple.subject), "predicate": _term(triple.predicate), "object": _term(triple.object)}


def _term(term: Term) -> Any:
    """A term as SPARQL's JSON results write it: https://www.w3.org/TR/sparql11-results-json/#select-encode-terms."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        typed = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **typed}
    return {"type": "triple", "value": _parts(term)}


def _values(solution: Any, words: Wording) -> dict[str, str]:
    return {name: words.name(term) for name, term in sorted(solution.items())}


def roots(shortfalls: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is missing at the end of each chain of rules, as ``fallen`` told it, each once."""
    found: dict[str, None] = {}
    for shortfall in shortfalls:
        for missing in shortfall["missing"]:
            found.update(dict.fromkeys(roots(missing["rules"]) if missing["rules"] else [missing["says"]]))
    return list(found)
