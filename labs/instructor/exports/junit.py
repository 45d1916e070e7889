"""JUnit XML and a GitHub step summary: what continuous integration shows of one submission."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from labs.instructor.detail import Detail, told
from labs.instructor.intake import printable
from labs.instructor.result import Result

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~@-])")


def junit(result: Result, detail: Detail) -> str:
    """The JUnit file of one submission: a test suite a lab, a test case a check."""
    root = ElementTree.Element("testsuites", name=_xml(result.submission))
    for lab in result.labs:
        outcomes = [check.outcome for check in lab.checks]
        suite = ElementTree.SubElement(
            root, "testsuite", name=lab.lab, tests=str(len(outcomes)),
            failures=str(sum(outcome in ("fail", "partial", "timeout") for outcome in outcomes)),
            errors=str(outcomes.count("error")), skipped=str(outcomes.count("skip")),
        )  # fmt: skip
        for check in lab.checks:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=f"{lab.lab}.{check.exercise}",
                name=check.check,
                time=f"{check.seconds:.3f}",
            )
            if check.outcome == "pass":
                continue
            kind = {"skip": "skipped", "error": "error"}.get(check.outcome, "failure")
            found = ElementTree.SubElement(case, kind, message=_xml(printable(check.message)))
            found.text = _xml("\n".join(f"{name}: {text}" for name, text in told(check, detail)))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def step_summary(result: Result) -> str:
    """Markdown for GitHub's step summary: a table of labs, and the first check of each that does not pass."""
    lines = [f"## {_markdown(result.submission)}: {result.earned:g} of {result.points:g} points", ""]
    if result.problem:
        lines += [_markdown(result.problem), ""]
    lines += ["| lab | points | next |", "|---|---:|---|"]
    for lab in result.labs:
        failing = next((check for check in lab.checks if check.outcome != "pass"), None)
        first = lab.problem or (failing.title if failing is not None else "all checks pass")
        lines.append(f"| {_markdown(lab.lab)} | {lab.earned:g}/{lab.points:g} | {_markdown(first)} |")
    return "\n".join(lines) + "\n"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", printable(text))
