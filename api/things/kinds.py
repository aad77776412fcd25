"""The kinds of things that have a page of their own, each by the file that describes its page.

A file's place is its registration: ``templates/things/state.yaml`` gives every State a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from treatygraph.catalogue import Question
from treatygraph.errors import ContentError, Problem, QuestionError
from treatygraph.parameters import IDENTIFIED, near

FOLDER = Path(__file__).parents[1] / "templates" / "things"

#: What the page is given of what its questions may ask for, by the name of the parameter.
DAY, LANGUAGE, THING = "on", "language", "thing"


@dataclass(frozen=True, slots=True)
class Kind:
    """Things of one type of parameter, the template of their pages, what it asks and what its reader may choose.

    Args:
        type: the type of parameter, of ``IDENTIFIED``, whose values are these things; questions ask by its name.
        template: the template's file.
        asks: the questions by the name under which the template has their rows, each with the values that are fixed.
        choices: the values of each parameter of the page's address, the first where none is given.
    """

    type: str
    template: str
    asks: Mapping[str, tuple[Question, Mapping[str, str]]]
    choices: Mapping[str, tuple[str, ...]]

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """What the reader chose of each choice.

        Raises:
            QuestionError: a value is none of those that there are.
        """
        chosen = {name: given.get(name) or values[0] for name, values in self.choices.items()}
        wrong = [
            Problem("document", f"{name}={value[:200]} is no choice", near(value[:200], self.choices[name]))
            for name, value in chosen.items()
            if value not in self.choices[name]
        ]
        if wrong:
            raise QuestionError(wrong)
        return chosen

    def given(self, question: Question, fixed: Mapping[str, str], offered: Mapping[str, str]) -> dict[str, str]:
        """The values that a question is asked with: of those that are offered, the ones that it asks for."""
        asked_for = {parameter.name for parameter in question.parameters}
        return {**{name: value for name, value in offered.items() if value and name in asked_for}, **fixed}


def kinds(questions: Mapping[str, Question], folder: Path = FOLDER) -> list[Kind]:
    """The kinds that the files of a folder describe.

    Raises:
        ContentError: a file is named after no type of thing, or asks what is no question.
    """
    return [_kind(path, questions) for path in sorted(folder.glob("*.yaml"))]


def _kind(path: Path, questions: Mapping[str, Question]) -> Kind:
    told: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    asks = {
        name: dict(asked) if isinstance(asked, dict) else {"question": asked} for name, asked in told["asks"].items()
    }
    problems = [
        Problem(path.name, f"{name} asks {asked['question']}, which is no question", "name a file of queries/.")
        for name, asked in asks.items()
        if asked["question"] not in questions
    ]
    if path.stem not in IDENTIFIED:
        problems.append(Problem(path.name, "its name is no type of thing", near(path.stem, sorted(IDENTIFIED))))
    if problems:
        raise ContentError(problems)
    asked_by = {name: (questions[asked.pop("question")], asked) for name, asked in asks.items()}
    choices = {name: tuple(values) for name, values in told.get("choices", {}).items()}
    return Kind(path.stem, told["template"], asked_by, choices)
