"""Small graphs and shapes drawn at random: the engine and the reference find the same in all of them."""

from __future__ import annotations

from comparison import differences, loaded, turtle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NODES = [":a", ":b", ":c", "_:d"]
LITERALS = [
    '"x"',
    '"y"@en',
    '"z"@en',
    '"y"@fr-CA',
    "1",
    "2",
    "true",
    '"2001-01-01"^^xsd:date',
    '"2001-02-30"^^xsd:date',
]
PREDICATES = [":p", ":q", ":r"]
KINDS = ["sh:IRI", "sh:BlankNode", "sh:Literal", "sh:BlankNodeOrIRI", "sh:BlankNodeOrLiteral", "sh:IRIOrLiteral"]

nodes, predicates = st.sampled_from(NODES), st.sampled_from(PREDICATES)
classes = st.sampled_from([":A", ":B"])
terms = st.sampled_from(NODES + LITERALS)
named = st.sampled_from([term for term in NODES + LITERALS if not term.startswith("_")])
counts = st.integers(0, 3)

edges = st.builds("{} {} {} .".format, nodes, predicates, terms)
types = st.builds("{} a {} .".format, nodes, classes)
graphs = st.lists(st.one_of(edges, edges, types), min_size=3, max_size=14).map("\n".join)

paths = st.recursive(
    predicates,
    lambda inner: st.one_of(
        st.builds("( {} {} )".format, inner, inner),
        st.builds("[ sh:alternativePath ( {} {} ) ]".format, inner, inner),
        st.builds("[ sh:{} {} ]".format, st.sampled_from(["inversePath", "oneOrMorePath"]), inner),
        st.builds("[ sh:{} {} ]".format, st.sampled_from(["zeroOrMorePath", "zeroOrOnePath"]), inner),
    ),
    max_leaves=3,
)

#: What may be asked of a value node, and so of the focus node of a node shape.
of_values = st.one_of(
    st.builds("sh:class {}".format, classes),
    st.builds("sh:datatype xsd:{}".format, st.sampled_from(["integer", "string", "date", "boolean"])),
    st.builds("sh:nodeKind {}".format, st.sampled_from(KINDS)),
    st.builds("sh:{} {}".format, st.sampled_from(["minLength", "maxLength"]), st.integers(1, 3)),
    st.builds('sh:pattern "{}" ; sh:flags "i"'.format, st.sampled_from(["^[XA]$", "e", "0"])),
    st.builds("sh:languageIn ( {} )".format, st.sampled_from(['"en"', '"fr" "de"', '"en" "fr"'])),
    st.builds("sh:in ( {} {} )".format, named, named),
    st.builds("sh:hasValue {}".format, named),
    st.builds("sh:{} {}".format, st.sampled_from(["equals", "disjoint"]), predicates),
)

#: What may be asked of the value nodes of a property shape besides.
of_properties = st.one_of(
    of_values,
    of_values,
    st.builds("sh:{} {}".format, st.sampled_from(["minCount", "maxCount"]), counts),
    st.just("sh:uniqueLang true"),
)


def property_shape(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        "[ sh:path {} ; {} ]".format,
        paths,
        st.lists(inner, min_size=1, max_size=2, unique_by=parameter).map(" ; ".join),
    )


def parameter(constraint: str) -> str:
    return constraint.split(maxsplit=1)[0]


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constraints whose parameters are shapes, of constraints that shapes may have."""
    shape = st.one_of(inner.map("[ {} ]".format), property_shape(st.one_of(inner, of_properties)))
    return st.one_of(
        st.builds("sh:not {}".format, shape),
        st.builds("sh:node [ {} ]".format, inner),
        st.builds("sh:{} ( {} {} )".format, st.sampled_from(["and", "or", "xone"]), shape, shape),
        st.builds("sh:property {}".format, property_shape(st.one_of(inner, of_properties))),
        st.builds(
            "sh:property [ sh:path {} ; sh:qualifiedValueShape {} ; sh:qualified{}Count {} ]".format,
            paths, shape, st.sampled_from(["Min", "Max"]), counts,
        ),
        st.just("sh:closed true ; sh:ignoredProperties ( rdf:type :p )"),
    )  # fmt: skip


constraints = st.recursive(of_values, nested, max_leaves=4)
targets = st.sampled_from(
    [
        "sh:targetClass :A",
        "sh:targetSubjectsOf :p",
        "sh:targetObjectsOf :q",
        "sh:targetNode :a , :missing",
        "sh:targetNode 1",
    ]
)
shapes = st.builds(
    ":{} {} ; {} .".format,
    st.sampled_from(["shape", "other"]),
    targets,
    st.lists(st.one_of(constraints, nested(of_values)), min_size=1, max_size=3, unique_by=parameter).map(" ; ".join),
)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(graphs, shapes)
def test_both_engines_find_the_same_in_random_graphs_by_random_shapes(graph: str, shape: str) -> None:
    assert list(differences(loaded(turtle(graph)), turtle(shape))) == []
