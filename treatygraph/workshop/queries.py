"""What the text of a question or a rule tells beside its header: columns, parameters, variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Store

from treatygraph.catalogue import bind, columns, describe
from treatygraph.content import QueryFile
from treatygraph.errors import ContentError, Problem, QuestionError
from treatygraph.graphs import construct
from treatygraph.namespaces import Names
from treatygraph.proofs.grammar import read


def of_question(file: QueryFile, names: Names) -> Iterator[tuple[str, str]]:
    """The columns, parameters, types of parameters and readings of a question, each with what it is.

    Raises:
        ContentError: the question is not described, cannot be asked its own example, or is not a SELECT query.
    """
    question = describe(file)
    for parameter in question.parameters:
        yield "parameter", parameter.name
        yield "takes", parameter.type
    body = "\n".join(line for line in file.text.splitlines() if not line.lstrip().startswith("#"))
    for reading in sorted(set(re.findall(r"\btg:(contractingState|party)\b", body))):
        yield "reading", reading
    try:
        bind(question, question.example(), names, "2000-01-01")
    except QuestionError as error:
        told = [
            Problem(file.place, problem.fault, "give each required parameter an example.") for problem in error.problems
        ]
        raise ContentError(told) from error
    yield from of_table(file)
    if re.search(r"\bORDER\s+BY\b", body, re.IGNORECASE):
        yield "ordered", "yes"


def of_table(file: QueryFile) -> Iterator[tuple[str, str]]:
    """The columns of a question or of a table that is published, each with what it is.

    Raises:
        ContentError: it is not a SELECT query.
    """
    for column in columns(file):
        yield "column", column


def of_rule(file: QueryFile) -> Iterator[tuple[str, str]]:
    """The variables of a rule, and those that its sentences name.

    Raises:
        ContentError: the rule is not a CONSTRUCT query, or uses what proofs cannot follow.
    """
    try:
        construct(Store(), file.text)
        read(file.text)
    except (SyntaxError, TypeError) as error:
        raise ContentError([Problem(file.place, f"it cannot be run: {error}", "mend the query.")]) from error
    for name in sorted(set(re.findall(r"[?$](\w+)", file.text))):
        yield "variable", name
    said = [file.header.get("says"), file.header.get("short"), *file.header.get("without", [])]
    for sentence in said:
        for text in sentence.values() if isinstance(sentence, dict) else ():
            for name in sorted(set(re.findall(r"\{(\w+)\}", str(text)))):
                yield "names", name
