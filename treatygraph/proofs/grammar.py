"""Reads a rule's query into a tree: https://www.w3.org/TR/sparql11-query/#sparqlGrammar.

It reads the part of SPARQL 1.1 that rules are written in; expressions stay as they are written, for it is the engine
that evaluates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Variable, parse

from treatygraph.namespaces import RDF_TYPE
from treatygraph.proofs.syntax import (
    Bind,
    Construct,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Minus,
    Optional,
    Path,
    Pattern,
    Select,
    Slot,
    Step,
    Union,
    Values,
)
from treatygraph.proofs.tokens import Tokens


def read(text: str) -> Construct:
    """The tree of a CONSTRUCT query.

    Raises:
        SyntaxError: it is none, or uses what no rule has used yet (GRAPH, SERVICE, blank nodes, lists).
    """
    return _Reader(text).construct()


class _Reader(Tokens):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._prefixes: dict[str, str] = {}
        self._base = ""

    def construct(self) -> Construct:
        if not self.found:
            raise SyntaxError("line 1 is not written as rules are")
        start = self.found[0].start()
        while self.peek() in ("BASE", "PREFIX"):
            if self.take() == "BASE":
                self._base = self.take()[1:-1]
            else:
                prefix = self.take()
                self._prefixes[prefix] = self.take()[1:-1]
        begins = self.place
        self.expect("CONSTRUCT")
        prologue = self.text[start : self.found[begins].start()]
        template = self._group()
        patterns = tuple(part for part in template.elements if isinstance(part, Pattern))
        self.expect("WHERE")
        where = self._group()
        if self.place != len(self.found) or len(patterns) != len(template.elements):
            raise self.fault()
        return Construct(prologue, patterns, where)

    def _group(self) -> Group:
        self.expect("{")
        if self.peek() == "SELECT":
            select = self._select()
            self.expect("}")
            return Group((select,))
        elements: list[Element] = []
        while self.peek() != "}":
            elements += self._element()
            if self.peek() == ".":
                self.take()
        self.take()
        return Group(tuple(elements))

    def _element(self) -> Iterator[Element]:
        word = self.peek()
        if word == "{":
            branches = [self._group()]
            while self.peek() == "UNION":
                self.take()
                branches.append(self._group())
            yield Union(tuple(branches)) if len(branches) > 1 else branches[0]
        elif word in ("OPTIONAL", "MINUS"):
            self.take()
            yield (Optional if word == "OPTIONAL" else Minus)(self._group())
        elif word == "FILTER":
            self.take()
            yield self._filter()
        elif word == "BIND":
            self.take()
            self.expect("(")
            expression = self.expression(lambda: self.peek() == "AS")
            self.expect("AS")
            variable = self.take()[1:]
            self.expect(")")
            yield Bind(expression, variable)
        elif word == "VALUES":
            self.take()
            yield self._values()
        else:
            yield from self._triples()

    def _triples(self) -> Iterator[Pattern]:
        subject = self._slot()
        while True:
            step = self._path()
            yield Pattern(subject, step, self._slot())
            while self.peek() == ",":
                self.take()
                yield Pattern(subject, step, self._slot())
            if self.peek() != ";":
                return
            self.take()

    def _filter(self) -> Filter | Exists:
        negated = self.peek() == "NOT"
        if negated:
            self.take()
        if self.peek() == "EXISTS":
            self.take()
            return Exists(self._group(), negated)
        start = self.place
        if self.peek() != "(":
            self.take()
        return Filter(self.written(start, self.closing()))

    def _values(self) -> Values:
        single = self.peek() != "("
        variables = [self.take()] if single else self.bracketed(self.take)
        self.expect("{")
        rows: list[tuple[Slot | None, ...]] = []
        while self.peek() != "}":
            rows.append((self._cell(),) if single else tuple(self.bracketed(self._cell)))
        self.take()
        return Values(tuple(name[1:] for name in variables), tuple(rows))

    def _cell(self) -> Slot | None:
        if self.peek() == "UNDEF":
            self.take()
            return None
        return self._slot()

    def _select(self) -> Select:
        self.expect("SELECT")
        distinct = self.peek() == "DISTINCT"
        if distinct:
            self.take()
        items: list[tuple[str, Expression | None]] = []
        while self.peek() not in ("WHERE", "{"):
            expression = None
            if bracket := self.peek() == "(":
                self.take()
                expression = self.expression(lambda: self.peek() == "AS")
                self.expect("AS")
            items.append((self.take()[1:], expression))
            if bracket:
                self.expect(")")
        if self.peek() == "WHERE":
            self.take()
        group = self._group()
        keys: list[str] = []
        having = None
        if self.peek() == "GROUP":
            self.take()
            self.expect("BY")
            while self.token()["variable"]:
                keys.append(self.take()[1:])
        if self.peek() == "HAVING":
            self.take()
            having = self.written(self.place, self.closing())
        return Select(distinct, tuple(items), group, tuple(keys), having)

    def _path(self) -> Step:
        return self._joined("|", lambda: self._joined("/", self._primary))

    def _joined(self, mark: str, part: Callable[[], Step]) -> Step:
        parts = [part()]
        while self.peek() == mark:
            self.take()
            parts.append(part())
        return Path(mark, tuple(parts)) if len(parts) > 1 else parts[0]

    def _primary(self) -> Step:
        if self.peek() == "^":
            self.take()
            return Path("^", (self._primary(),))
        if self.peek() == "(":
            self.take()
            step = self._path()
            self.expect(")")
        else:
            slot = self._slot()
            if isinstance(slot, Literal):
                raise self.fault()
            step = slot
        return Path(self.take(), (step,)) if self.peek() in ("+", "*", "?") else step

    def _slot(self) -> Slot:
        token = self.token()
        text = self.take()
        if token["variable"]:
            return Variable(text[1:])
        if text == "a":
            return RDF_TYPE
        if token["iri"] or token["colon"]:
            return self._resolved(text)
        if text in ("true", "false") or token["number"]:
            return _literal(text)
        if token["string"]:
            if self.token()["language"]:
                return _literal(text + self.take())
            if self.peek() == "^":
                self.take()
                self.expect("^")
                return _literal(f"{text}^^{self._resolved(self.take())}")
            return _literal(text)
        self.place -= 1
        raise self.fault()

    def _resolved(self, text: str) -> NamedNode:
        if text.startswith("<"):
            return NamedNode(text[1:-1] if ":" in text else self._base + text[1:-1])
        prefix, _, local = text.partition(":")
        if prefix + ":" not in self._prefixes:
            raise self.fault()
        return NamedNode(self._prefixes[prefix + ":"] + local)


def _literal(text: str) -> Literal:
    (found,) = (quad.object for quad in parse(f"<a:a> <a:a> {text} .", RdfFormat.TURTLE))
    assert isinstance(found, Literal)  # noqa: S101  (it is read only where a literal stands)
    return found
