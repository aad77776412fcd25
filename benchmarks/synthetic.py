"""A graph of orders, made from a seed, in which most orders have a fault; the shapes beside it find them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

BASE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SHAPES = Path(__file__).with_suffix(".ttl")

#: Triples of an order with its lines and its share of the customers and products, on average.
TRIPLES_PER_ORDER = 32.5
LINES = 4
CATEGORIES = 20

#: What can be wrong; nothing is, where the draw is empty.
WITH_PRODUCTS = ["", "", "", "language", "weight", "names"]
WITH_CUSTOMERS = ["", "both kinds", "name", "no country", "country", "no mail", "mail"]
WITH_ORDERS = [
    "", "", "number", "day", "state", "not shipped", "shipped too early", "paid and shipped", "no customer",
    "unknown customer", "colour", "language", "two notes", "long note", "no lines", "one product", "total",
]  # fmt: skip
WITH_LINES = ["", "", "", "", "", "quantity", "price", "product", "two products", "replaces itself"]


def shapes() -> list[Triple]:
    """The thirty shapes."""
    return [quad.triple for quad in parse(path=str(SHAPES), format=RdfFormat.TURTLE)]


def triples(size: int, seed: int = 1) -> Iterator[Triple]:
    """A graph of about so many triples, always the same."""
    chance = random.Random(seed)
    orders = int(size / TRIPLES_PER_ORDER)
    customers, products = orders // 5 + 1, orders // 10 + LINES
    for number in range(CATEGORIES):
        above = "Everything" if number < LINES else f"category/{number % LINES}"
        yield _triple(f"category/{number}", "broader", _name(above))
    for number in range(products):
        yield from _product(f"product/{number}", chance)
    for number in range(customers):
        yield from _customer(f"customer/{number}", chance)
    for number in range(orders):
        chosen = [f"product/{product}" for product in chance.sample(range(products), LINES)]
        yield from _order(f"order/{number}", f"customer/{chance.randrange(customers)}", chosen, chance)


def _product(product: str, chance: random.Random) -> Iterator[Triple]:
    fault = chance.choice(WITH_PRODUCTS)
    yield _kind(product, "Product")
    yield _triple(product, "label", Literal(product, language="fr" if fault == "language" else "en"))
    for number in range(3 if fault == "names" else 0):
        yield _triple(product, "label", Literal(f"{product} or {number}", language="en"))
    yield _triple(product, "category", _name(f"category/{chance.randrange(CATEGORIES)}"))
    yield _triple(
        product, "weight", _typed("2000.5" if fault == "weight" else f"{chance.randrange(1, 900)}.5", "decimal")
    )


def _customer(customer: str, chance: random.Random) -> Iterator[Triple]:
    fault = chance.choice(WITH_CUSTOMERS)
    yield _kind(customer, "Customer")
    for kind in ("Person", "Firm") if fault == "both kinds" else (chance.choice(("Person", "Firm")),):
        yield _kind(customer, kind)
    yield _triple(customer, "name", Literal("C" if fault == "name" else customer))
    if fault != "no country":
        yield _triple(customer, "country", Literal("France" if fault == "country" else "FR"))
    if fault != "no mail":
        yield _triple(customer, "mail", Literal("none" if fault == "mail" else f"{customer}@example.org"))


def _order(order: str, customer: str, products: list[str], chance: random.Random) -> Iterator[Triple]:
    fault, day = chance.choice(WITH_ORDERS), chance.randrange(10, 20)
    shipped = fault in ("not shipped", "shipped too early") or chance.randrange(2) == 0
    state = "shipped" if shipped and fault != "paid and shipped" else "paid"
    yield _kind(order, "Order")
    yield _triple(order, "number", Literal(order if fault == "number" else "O-" + order.rpartition("/")[2]))
    yield _triple(order, "placed", Literal("January") if fault == "day" else _typed(f"2026-01-{day}", "date"))
    yield _triple(order, "state", Literal("lost" if fault == "state" else state))
    if fault == "paid and shipped" or (shipped and fault != "not shipped"):
        sent = 1 if fault == "shipped too early" else day + 3
        yield _triple(order, "shipped", _typed(f"2026-01-{sent:02}", "date"))
    if fault != "no customer":
        yield _triple(order, "customer", _name("nobody" if fault == "unknown customer" else customer))
    if fault == "colour":
        yield _triple(order, "colour", Literal("red"))
    for language in ("en", "de" if fault == "language" else "en" if fault == "two notes" else "fr"):
        note = f"Note {chance.random():.9f}" + (" and more than can be printed" if fault == "long note" else "")
        yield _triple(order, "note", Literal(note, language=language))
    total = 0
    for number, product in enumerate(products if fault != "no lines" else []):
        quantity, price = chance.randrange(1, 9), chance.randrange(1, 50)
        total += quantity * price
        of = products[0] if fault == "one product" else product
        yield _triple(order, "line", _name(f"{order}/{number}"))
        yield from _line(f"{order}/{number}", quantity, price, of, chance.choice(WITH_LINES))
    yield _triple(order, "total", _typed(f"{total + 1 if fault == 'total' else total}.0", "decimal"))


def _line(line: str, quantity: int, price: int, product: str, fault: str) -> Iterator[Triple]:
    yield _kind(line, "Line")
    yield _triple(line, "quantity", _typed("0" if fault == "quantity" else str(quantity), "integer"))
    yield _triple(line, "price", _typed("0.0" if fault == "price" else f"{price}.0", "decimal"))
    yield _triple(line, "product", _name("nothing" if fault == "product" else product))
    if fault == "two products":
        yield _triple(line, "product", _name("product/0"))
    yield _triple(line, "replaces", _name(product if fault == "replaces itself" else "product/none"))


def _kind(subject: str, kind: str) -> Triple:
    return Triple(_name(subject), TYPE, _name(kind))


def _triple(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(_name(subject), _name(predicate), value)


def _name(local: str) -> NamedNode:
    return NamedNode(BASE + local)


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))
