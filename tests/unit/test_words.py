"""The words of pages: what templates say in English stands in French in one of the catalogues, well set and once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Message
from jinja2 import Environment

from api.frame.words import FOLDER, words

API = Path(__file__).parents[2] / "api"
REPORTS = Path(__file__).parents[2] / "treatygraph" / "reports"

#: A placeholder of gettext, one that a script fills, and an element of HTML.
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+")

#: What French typography does not know: a straight apostrophe, and signs without the space that does not break.
CODE = re.compile(r"<code>.*?</code>|<[^>]*>|https?://\S+")
ILL_SET = re.compile(r"'|(?<![\u00a0\u202f\d])[:;?!»](?!\d)|«(?!\u00a0)|\.\.\.| [:;?!»]")


def of_templates() -> Iterator[tuple[str, ...]]:
    """Each sentence that templates say; one that goes by number in its two forms."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    environment.policies["ext.i18n.trimmed"] = True
    for folder in (API / "templates", REPORTS / "templates"):
        for path in sorted(folder.rglob("*.html")):
            for _, _, said in environment.extract_translations(path.read_text("utf-8")):
                # Nothing is extracted where a template says what a variable holds.
                if said is not None:
                    yield (said,) if isinstance(said, str) else tuple(form for form in said if form)


def of_operations() -> Iterator[tuple[str, ...]]:
    """What the operations of the interface and their groups are called, which its page says by variables."""
    for path in sorted(API.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("summary", "tags"):
                yield from ((each.value,) for each in ast.walk(node.value) if isinstance(each, ast.Constant))


def of_rest() -> Iterator[tuple[str, ...]]:
    """Every text in the code and in the files beside the templates: a variable may hold it."""
    for path in sorted(API.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield (node.value,)


def written() -> list[tuple[str, Message]]:
    """Every message of the catalogues with the file that it stands in."""
    found = []
    for path in sorted((FOLDER / "fr").glob("*.po")):
        with path.open("rb") as opened:
            found += [(path.name, message) for message in pofile.read_po(opened, locale="fr") if message.id]
    return found


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [str(form) for form in message.string]


WRITTEN = written()
SAID = sorted({*of_templates(), *of_operations()})
MESSAGES = pytest.mark.parametrize(
    ("file", "message"), WRITTEN, ids=[f"{file}: {key(message)[:60]}" for file, message in WRITTEN]
)


def test_every_sentence_of_the_templates_has_its_french() -> None:
    known = {key(message) for _, message in WRITTEN}
    assert [said[0] for said in SAID if said[0] not in known] == []


def test_no_sentence_stands_twice_and_none_is_said_nowhere() -> None:
    counted = Counter(key(message) for _, message in WRITTEN)
    said = {sentence[0] for sentence in SAID} | {sentence[0] for sentence in of_rest()}
    assert [sentence for sentence, number in counted.items() if number > 1] == []
    assert [f"{file}: {key(message)}" for file, message in WRITTEN if key(message) not in said] == []


def test_sentences_that_go_by_number_have_both_forms_in_both_languages() -> None:
    plural = {sentence[0]: sentence[1] for sentence in SAID if len(sentence) > 1}
    told = {message.id[0]: message.id[1] for _, message in WRITTEN if not isinstance(message.id, str)}
    assert told == plural


@MESSAGES
def test_the_french_has_the_places_and_the_elements_of_the_english(file: str, message: Message) -> None:
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    assert len(forms(message)) == len(english)
    for one, other in zip(english, forms(message), strict=True):
        assert other.strip()
        assert sorted(PLACES.findall(one)) == sorted(PLACES.findall(other)), file


@MESSAGES
def test_the_french_is_set_as_french_is(file: str, message: Message) -> None:
    for form in forms(message):
        assert not ILL_SET.search(CODE.sub("", form)), (file, form)


def test_words_are_told_by_language_and_number() -> None:
    french, english = words("fr"), words("en")
    assert (french.gettext("Treaties"), english.gettext("Treaties")) == ("Traités", "Treaties")
    assert [french.ngettext("%(num)s place", "%(num)s places", number) for number in (0, 1, 2)] == [
        "%(num)s endroit",
        "%(num)s endroit",
        "%(num)s endroits",
    ]
    assert [english.ngettext("place", "places", number) for number in (0, 1, 2)] == ["places", "place", "places"]
    assert french.gettext("nothing of the kind") == "nothing of the kind"


def test_days_and_numbers_are_written_as_the_language_writes_them() -> None:
    french, english = words("fr"), words("en")
    assert french.day("2025-07-09") == '<time datetime="2025-07-09">9 juillet 2025</time>'
    assert english.day("2025-07-09") == '<time datetime="2025-07-09">9 July 2025</time>'
    assert english.day("2025-07") == '<time datetime="2025-07">2025-07</time>'
    assert (english.day(None), english.day("")) == ("", "")
    assert (french.number(1234567), english.number(1234567)) == ("1\u202f234\u202f567", "1,234,567")
