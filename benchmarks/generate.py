"""Makes a world from a seed: States, treaties, acts, reservations, sources and contradictions, as files of ``data/``.

Run as a module (``python -m benchmarks.generate FOLDER --triples 700000 --seed 1``). The folder becomes a project with
the ontology, the shapes, the queries and the mappings of this one, so that ``treatygraph build`` makes a release of it
(with ``TREATYGRAPH_ROOT`` and ``TREATYGRAPH_OUT`` set). The same seed gives the same bytes; nothing in a world is true.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.invention import acts, clauses, documents, statements, subjects, treaties
from benchmarks.invention.acts import Consent
from benchmarks.invention.tables import Tables
from treatygraph.content import Content

PROJECT = Path(__file__).parents[1]

#: What a world takes over from this project.
LINKED = ("ontology", "shapes", "queries", "data/mappings")

#: Triples of the default graph, on average: of the terminology and the questions, of a State, and of a treaty, itself
#: and for each State.
TRIPLES, PER_STATE, PER_TREATY, PER_PAIR = 8_000, 60, 450, 31

#: How many States a world has for each thousand triples, at most and at least.
STATES, MOST, LEAST = 0.6, 200, 40

_BODIES = """\
@prefix tg: <https://w3id.org/treatygraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
_BODY = """
<https://w3id.org/treatygraph/id/body/committee-{number}> a tg:Body ;
    skos:prefLabel "Committee {number}"@en , "Comité {number}"@fr ;
    tg:bodyOf <https://w3id.org/treatygraph/id/organisation/{organisation}> ;
    tg:monitors <https://w3id.org/treatygraph/id/treaty/{treaty}> ;
    tg:memberStatus tg:contractingState ;
    tg:observerStatus tg:signatory , tg:invited ;
    dcterms:source <https://w3id.org/treatygraph/id/source/{treaty}-text> .
"""


def main() -> None:
    """Makes a world in a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="a folder that does not exist, or is empty")
    options.add_argument("--triples", type=int, default=25_000, help="about how many the default graph will have")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    content = generate(asked.folder, asked.triples, asked.seed)
    print(f"{sum(1 for _ in (content.root / 'data' / 'treaties').iterdir())} treaties in {content.root}")


def extent(triples: int) -> tuple[int, int]:
    """How many States and treaties a world of about so many triples has."""
    states = min(MOST, max(LEAST, int(STATES * triples / 1000)))
    return states, max(2, round((triples - TRIPLES - states * PER_STATE) / (PER_TREATY + states * PER_PAIR)))


def generate(root: Path, triples: int, seed: int) -> Content:
    """Makes a world whose default graph has about so many triples.

    Args:
        root: the project's folder, made if it is not there.
        triples: the number, 14,000 or more.
        seed: the same seed gives the same bytes.

    Returns:
        The content that it is.

    Raises:
        FileExistsError: the folder holds a project already.
    """
    (root / "data").mkdir(parents=True)
    for place in LINKED:
        (root / place).symlink_to(PROJECT / place, target_is_directory=True)
    content = Content(root)
    number, many = extent(triples)
    common = Tables()
    peopled = subjects.invent(number, seed, common)
    consents: dict[str, dict[str, Consent]] = {}
    bodies = [_BODIES]
    for treaty, chance in treaties.invent(many, seed, sorted(peopled.members)):
        own = Tables()
        text = clauses.write(treaty, peopled, chance, own)
        bound = consents.get(treaty.parent.id, {}) if treaty.parent else {}
        consents[treaty.id] = acts.invent(treaty, peopled, bound, chance, own)
        statements.invent(treaty, peopled, consents[treaty.id], chance, own)
        documents.invent(treaty, consents[treaty.id], chance, common)
        own.write(content)
        (root / "data" / "treaties" / treaty.id / "treaty.ttl").write_text(text, encoding="utf-8")
        if treaty.organisation and not treaty.parent:
            bodies.append(_BODY.format(number=treaty.number, organisation=treaty.organisation, treaty=treaty.id))
    documents.invent_rules(content, common)
    common.write(content)
    (root / "data" / "bodies.ttl").write_text("".join(bodies), encoding="utf-8")
    return content


if __name__ == "__main__":
    main()
