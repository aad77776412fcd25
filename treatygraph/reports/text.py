"""The report as text: each cause with its law, its cure and the places of its findings, then how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.namespaces import Names
from treatygraph.reports.about import About
from treatygraph.validation.causes import Cause, causes
from treatygraph.validation.finding import SEVERITIES, Finding, Report

#: The colour of each severity, and of what is waived.
COLOURS = {**dict(zip(SEVERITIES, ("red", "yellow", "blue"), strict=True)), "waived": "dim"}

_SHOWN = 10

#: The words of the report itself, by language.
_WORDS = {
    "en": {
        "mend": "mend",
        "near": "did you mean",
        "more": "and {} more",
        "waived": "waived until {} by {}",
        "all": "the content",
        "good": "conforms",
        "bad": "does not conform",
        "none": "nothing to remark",
    },
    "fr": {
        "mend": "à faire",
        "near": "vouliez-vous dire",
        "more": "et {} de plus",
        "waived": "dérogation jusqu'au {} par {}",
        "all": "le contenu",
        "good": "conforme",
        "bad": "non conforme",
        "none": "rien à signaler",
    },
}


def written(report: Report, about: About, names: Names) -> str:
    """The whole report in English, without colours."""
    return "".join(f"{head}{rest}\n" for _, head, rest in lines(report, about, names, "en", True))


def lines(
    report: Report, about: About, names: Names, language: str, everything: bool
) -> Iterator[tuple[str, str, str]]:
    """The lines of a report, each as the colour of its head, its head, and the rest.

    Args:
        report: the report.
        about: what it is about.
        names: the graph's names, under which things are told by the rest of their IRIs.
        language: ``en`` or ``fr``.
        everything: whether to tell Info, what is waived, and every place; else a few places of what is graver.
    """
    words = _WORDS[language]
    for cause in causes(report.findings):
        if everything or not (cause.first.waiver or cause.first.severity == SEVERITIES[-1]):
            yield from _cause(cause, names, words, language, everything)
    counts = ", ".join(f"{count} {name}" for name, count in report.counted.items() if count) or words["none"]
    what = ", ".join(about.files) or (f"release {about.release}" if about.release else words["all"])
    verdict = words["good"] if report.conforms else words["bad"]
    colour = "green" if report.conforms else COLOURS[SEVERITIES[0]]
    yield colour, f"{what} {verdict}", f": {counts}"


def _cause(
    cause: Cause, names: Names, words: dict[str, str], language: str, everything: bool
) -> Iterator[tuple[str, str, str]]:
    first = cause.first
    state = "waived" if first.waiver else first.severity
    law = f" ({first.basis})" if first.basis else ""
    yield COLOURS[state], f"{state} {first.name}", f"{law}: {first.fault(language)}"
    yield "", "    ", f"{words['mend']}: {first.cure(language)}"
    if first.waiver:
        yield "", "    ", f"{words['waived'].format(first.waiver.until, first.waiver.by)}: {first.waiver.reason}"
    shown = cause.findings if everything else cause.findings[:_SHOWN]
    for found in shown:
        yield "", "    ", _result(found, first, names, words, language)
    if len(shown) < len(cause.findings):
        yield "", "    ", words["more"].format(len(cause.findings) - len(shown))


def _result(found: Finding, first: Finding, names: Names, words: dict[str, str], language: str) -> str:
    things = dict.fromkeys(each.removeprefix(names.base) for each in (found.focus, found.value) if each)
    said = [str(found.place), " → ".join(each for each in things if each != str(found.place))]
    if found.message != first.message:
        said.append(found.fault(language))
    if found.nearest:
        said.append(f"{words['near']} {found.nearest}?")
    return "  ".join(filter(None, said))
