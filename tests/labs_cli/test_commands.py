"""The trainee's loop from the shell's side: what each command does, prints and returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labs.cli.main import run

ROOT = str(Path(__file__).parents[2])
EXERCISE = "labs/04_words/exercise.py"
COUNT = "    raise NotImplementedError\n"
MEAN = '    raise NotImplementedError("write me")\n'
GOOD_COUNT = "    return len(words)\n"
GOOD_MEAN = "    return sum(map(len, words)) / len(words) if words else 0.0\n"


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Lab = Callable[..., Answer]


@pytest.fixture
def lab(checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.chdir(checkout)

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        code = run(["--root", str(checkout), *arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


def write(checkout: Path, count: str = COUNT, mean: str = MEAN) -> None:
    path = checkout / EXERCISE
    text = path.read_text()
    assert COUNT in text
    assert MEAN in text
    path.write_text(text.replace(COUNT, count).replace(MEAN, mean))


def test_in_the_beginning_the_first_exercise_is_next(lab: Lab) -> None:
    answer = lab()
    assert answer.code == 0
    assert "0 of 100 points" in answer.out
    assert "word_count in labs/04_words/exercise.py:4" in answer.out
    told = lab("--json").json
    assert (told["earned"], told["points"], told["current"], told["next_exercise"]) == (
        0,
        400,
        "04_words",
        "word_count",
    )
    assert [found["minutes_left"] for found in told["labs"]] == [60, 30, 45, 30]


def test_list_names_every_exercise_with_its_points(lab: Lab) -> None:
    told = lab("list", "--json").json
    assert [(e["name"], e["points"]) for found in told for e in found["exercises"]] == [
        ("word_count", 40), ("mean_word_length", 60), ("hash_word_ratio", 100),
        ("components_in_one_task", 100), ("word_count", 20),
    ]  # fmt: skip
    assert "hash_word_ratio" not in lab("list", "04").out


def test_a_starter_fails_and_earns_nothing(lab: Lab) -> None:
    answer = lab("check", "04", "--json")
    assert answer.code == 1
    assert answer.json["earned"] == 0
    assert {verdict["outcome"] for verdict in answer.json["verdicts"]} == {"fail", "skip"}


def test_all_checks_pass(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT, GOOD_MEAN)
    answer = lab("check", "04")
    assert answer.code == 0
    assert "100 of 100 points" in answer.out
    assert "lab 05, Hashes: read labs/05_hashes/README.md" in answer.out
    assert lab("--json").json["current"] == "05_hashes"


@pytest.mark.parametrize("asked", ["mean_word_length", "no_words"])
def test_the_exercise_that_was_asked_for_is_the_next_step(checkout: Path, lab: Lab, asked: str) -> None:
    answer = lab("check", "04", asked)
    assert "mean_word_length in labs/04_words/exercise.py:" in answer.out
    assert "`lab check 04 mean_word_length`" in answer.out
    assert "word_count in labs" not in answer.out
    # Without a name, and when what was asked for is done, the first that is not done comes next.
    write(checkout, mean=GOOD_MEAN)
    assert "word_count in labs/04_words/exercise.py:" in lab("check", "04").out
    assert "word_count in labs/04_words/exercise.py:" in lab("check", "04", asked).out


def test_a_failure_shows_the_smallest_input_and_what_to_think(checkout: Path, lab: Lab) -> None:
    write(checkout, count="    return len(words) + (len(words) > 1)\n")
    answer = lab("check", "04", "word_count")
    assert answer.code == 1
    for words in ("['a', 'bb']", "expected  2", "actual    3", "How many are there?", "0 of 30 points"):
        assert words in answer.out
    assert "['a', 'bb', 'c']" not in answer.out


def test_one_failure_of_an_exercise_is_shown_and_all_are_on_request(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT, "    return 7.0\n")
    assert "no_words" not in lab("check", "04").out
    assert "no_words" in lab("check", "04", "--all").out


def test_a_check_whose_prerequisite_failed_is_skipped(checkout: Path, lab: Lab) -> None:
    write(checkout, count="    return 7\n")
    outcomes = {v["check"]: v["outcome"] for v in lab("check", "04", "--json").json["verdicts"]}
    assert (outcomes["counts_words"], outcomes["counts_repeated_words"]) == ("fail", "skip")


def test_one_exercise_alone_and_one_check_alone(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT)
    answer = lab("check", "word_count", "--json")
    assert answer.code == 0
    assert [verdict["check"] for verdict in answer.json["verdicts"]] == ["counts_words", "counts_repeated_words"]
    assert [v["check"] for v in lab("check", "4", "no_words", "--json").json["verdicts"]] == ["no_words"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("    return (1\n", ["labs/04_words/exercise.py:6", "was never closed"]),
        ("    return words / 2\n", ["TypeError", "exercise.py:6", "given  []"]),
        ("    return str(len(words))\n", ["expected  0", "actual    '0'"]),
        ("    import sys; sys.exit(3)\n", ["SystemExit", "exercise.py:6"]),
        ("    import os; os._exit(3)\n", ["ended the process it ran in"]),
        ("    while True: print('x' * 100_000)\n", ["more than 128 MB", "exercise.py:6"]),
        ("    return len(words)\nimport nothing_like_this\n", ["nothing_like_this", "exercise.py:7"]),
        ("    raise ValueError('\\x1b[2J[bold]')\n", ["ValueError", "[bold]"]),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_with_its_place(checkout: Path, lab: Lab, count: str, words: list[str]) -> None:
    write(checkout, count=count)
    answer = lab("check", "04")
    assert answer.code == 1
    for word in words:
        assert word in answer.out
    assert "\x1b" not in answer.out
    assert "Traceback" not in answer.out + answer.err


def test_one_check_and_two_are_told_in_good_english(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT)
    assert "✓ counts_words: 1 check passes" in lab("check", "04", "counts_words").out
    assert "✓ word_count: 2 checks pass" in lab("check", "04", "word_count").out


def test_a_missing_function_is_named(checkout: Path, lab: Lab) -> None:
    (checkout / EXERCISE).write_text("def mean_word_length(words):\n" + GOOD_MEAN)
    answer = lab("check", "04", "--json")
    assert answer.json["verdicts"][0]["message"] == "there is no function word_count in exercise.py"
    assert answer.json["earned"] == 60


def test_what_the_code_prints_is_shown(checkout: Path, lab: Lab) -> None:
    write(checkout, count="    print('now', words)\n" + GOOD_COUNT)
    assert "now ['a', 'a']" in lab("check", "04", "word_count").out


@pytest.mark.parametrize(
    "arguments",
    [["check", "99"], ["check", "04", "nothing"], ["check", "nothing"], ["hint", "04", "nothing"], ["nothing"],
     ["check", "--nothing"], ["undo", "04"], ["solution", "04", "word_count"], ["look", "05"], ["submit"]],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_code_2(lab: Lab, arguments: list[str]) -> None:
    answer = lab(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["check", "hint", "solution"])
def test_a_slip_of_the_finger_is_answered_with_the_name_that_is_meant(lab: Lab, command: str) -> None:
    for arguments in (["04", "wrod_count"], ["wrod_count"]):
        answer = lab(command, *arguments)
        assert answer.code == 2
        assert "wrod_count (did you mean word_count?)" in answer.err
    assert "did you mean" not in lab(command, "04", "nothing").err


def test_results_of_other_code_are_told_as_such(checkout: Path, lab: Lab) -> None:
    path = checkout / EXERCISE
    write(checkout, GOOD_COUNT, GOOD_MEAN)
    good = path.read_text()
    lab("check", "04")
    path.write_text(good.replace(GOOD_COUNT, "    return 7\n"))
    answer = lab()
    assert "word_count        40/40  changed since: 2 of 2 checks passed" in answer.out
    assert "✓  mean_word_length" in answer.out
    assert "→ `lab check 04 word_count`: word_count passed and changed since" in answer.out
    assert "✗  word_count" in lab("check", "04", "word_count").out
    path.write_text(good)
    answer = lab()
    assert "?  word_count" in answer.out
    assert "✗" not in answer.out
    assert lab("list", "04", "--json").json[0]["changed_since_check"]
    assert lab("check", "04", "word_count").code == 0
    path.write_text(good + "# a comment\n")
    assert lab("list", "04", "--json").json[0]["done"]


def test_a_check_that_needs_another_exercise_is_about_its_code_as_well(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT, GOOD_MEAN)
    checks = checkout / "tests/checks/test_04_words.py"
    text = checks.read_text()
    assert '"mean_word_length", points=20)' in text
    checks.write_text(text.replace('length", points=20)', 'length", points=20, needs=("counts_repeated_words",))'))
    lab("check", "04")
    path = checkout / EXERCISE
    path.write_text(path.read_text().replace("return len(words)", "return len(list(words))"))
    assert [e["status"] for e in lab("list", "04", "--json").json[0]["exercises"]] == ["changed", "changed"]


def test_what_only_has_changed_does_not_come_before_what_is_not_written(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT)
    lab("check", "04")
    path = checkout / EXERCISE
    path.write_text(path.read_text().replace("return len(words)", "return len(list(words))"))
    answer = lab()
    assert "→ `lab check 04 word_count`: word_count passed and changed since" in answer.out
    assert "→ mean_word_length in" in answer.out


def test_while_the_file_cannot_be_read_nothing_is_shown_as_passed(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT, GOOD_MEAN)
    lab("check", "04")
    path = checkout / EXERCISE
    path.write_text(path.read_text() + "def broken(:\n")
    for answer in (lab(), lab("check", "04")):
        assert "✓" not in answer.out
        assert "changed since: 2 of 2 checks passed" in answer.out
        assert "These are the last results" in answer.out
    assert "→ mend labs/04_words/exercise.py:12" in lab().out


def test_hints_come_one_after_the_other_and_are_recorded(lab: Lab) -> None:
    assert [lab("hint", "04", "word_count", "--json").json["level"] for _ in range(4)] == [1, 2, 3, 3]
    told = lab("hint", "word_count", "--json").json
    assert told["hints"] == [
        "A document is a list of words.",
        "len() tells how long a list is.",
        "return float(len(words))",
    ]
    assert lab("list", "04", "--json").json[0]["exercises"][0]["hints"] == 3


def test_hints_cost_nothing_and_the_last_leads_to_a_solution_where_there_is_one(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, last = [lab("hint", "04", "word_count").out for _ in range(3)]
    assert "hints cost no points" in first
    assert "`lab solution 04 word_count --give-up` shows the reference" in last
    monkeypatch.setattr("labs.cli.guidance.is_left_out", lambda function: True)  # as in a release
    assert "solution" not in lab("hint", "04", "word_count").out
    answer = lab("solution", "04", "word_count")
    assert (answer.code, answer.out) == (2, "")
    assert "no solutions in this release" in answer.err
    assert "--give-up" not in answer.err


def test_the_solution_comes_after_a_pass(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT)
    lab("check", "04")
    told = lab("solution", "04", "word_count", "--json").json
    assert told["gave_up"] is False
    assert "return float(len(words))" in told["source"]
    assert "-    return len(words)\n+    return float(len(words))\n" in told["diff"]


def test_giving_up_shows_the_solution_and_is_recorded(lab: Lab) -> None:
    assert lab("solution", "04", "word_count").code == 2
    answer = lab("solution", "04", "word_count", "--give-up")
    assert answer.code == 0
    assert "return float(len(words))" in answer.out
    assert [e["gave_up"] for e in lab("list", "04", "--json").json[0]["exercises"]] == [True, False]


def test_reset_and_undo_lose_nothing(checkout: Path, lab: Lab) -> None:
    path = checkout / EXERCISE
    starter = path.read_text()
    lab()
    write(checkout, GOOD_COUNT)
    mine = path.read_text()
    assert lab("reset", "04").code == 0
    assert path.read_text() == starter
    path.write_text(starter + "# a new attempt\n")
    assert lab("undo", "04").code == 0
    assert path.read_text() == mine
    assert lab("undo", "04").code == 0
    assert path.read_text() == starter + "# a new attempt\n"
    names = lab("undo", "04", "--list", "--json").json
    texts = {(checkout / ".lab/backups/04_words" / name).read_text() for name in names}
    assert texts == {mine, starter + "# a new attempt\n"}
    assert lab("undo", "04", "--to", names[-1]).code == 0
    assert path.read_text() == mine


def test_reset_of_one_exercise_leaves_the_others(checkout: Path, lab: Lab) -> None:
    lab()
    write(checkout, GOOD_COUNT, GOOD_MEAN)
    assert lab("reset", "04", "word_count").code == 0
    text = (checkout / EXERCISE).read_text()
    assert COUNT in text
    assert GOOD_MEAN in text
    assert GOOD_COUNT not in text


def test_reset_finds_the_starter_in_git(checkout: Path, lab: Lab) -> None:
    git = ["git", "-C", str(checkout), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    starter = (checkout / EXERCISE).read_text()
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "starter"], check=True)
    write(checkout, GOOD_COUNT)
    subprocess.run([*git, "commit", "-q", "-a", "-m", "my work"], check=True)
    assert lab("reset", "04").code == 0
    assert (checkout / EXERCISE).read_text() == starter


def test_a_missing_exercise_file_comes_back(checkout: Path, lab: Lab) -> None:
    lab()
    starter = (checkout / EXERCISE).read_text()
    (checkout / EXERCISE).unlink()
    assert "lab reset 04" in lab("check", "04").err
    assert lab().code == 0
    assert lab("reset", "04").code == 0
    assert (checkout / EXERCISE).read_text() == starter


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"version": 2}', b'{"labs": {"04_words": 1}}'])
def test_a_damaged_record_is_put_aside_and_said(checkout: Path, lab: Lab, damage: bytes) -> None:
    (checkout / ".lab").mkdir()
    (checkout / ".lab/state.json").write_bytes(damage)
    answer = lab("check", "05", "--json")
    assert answer.code == 1
    assert "was damaged: it is kept as state.damaged-1.json" in answer.err
    assert (checkout / ".lab/state.damaged-1.json").read_bytes() == damage
    assert lab("--json").json["current"] == "05_hashes"


def test_look_shows_what_the_trainees_function_drops(checkout: Path, lab: Lab) -> None:
    told = lab("look", "04", "--kept", "3", "--json").json
    assert (told["by_you"], told["kept"], told["dropped"]) == ([], 2, 1)
    write(checkout, count="    return 1.0\n")
    told = lab("look", "04", "--json").json
    assert (told["by_you"], told["kept"], told["dropped"]) == (["word_count"], 0, 3)
    shown = lab("look", "04").out
    assert "min_words: 1 < 2" in shown
    assert "\x1b" not in shown
    assert "[31mred[/red]" in shown


def test_look_names_the_line_that_python_cannot_read_once(checkout: Path, lab: Lab) -> None:
    write(checkout, count="    return (1\n")
    answer = lab("look", "04")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "error: labs/04_words/exercise.py:6 is not Python: '(' was never closed\n"


def test_without_a_number_the_lab_worked_on_last_is_meant(checkout: Path, lab: Lab) -> None:
    assert lab("hint").err == "lab 04: it comes next\n"
    lab("hint", "05")
    assert lab("--json").json["current"] == "05_hashes"
    answer = lab("hint")
    assert "hash_word_ratio" in answer.out
    assert answer.err == "lab 05: you worked on it last\n"
    assert lab("check", "--json").json["lab"] == "05_hashes"
    assert "Lab 05" in lab().out


def test_submit_packs_the_work_with_hashes(checkout: Path, lab: Lab) -> None:
    write(checkout, GOOD_COUNT)
    (checkout / "labs/04_words/labels.csv").write_text("id,label\n")
    (checkout / "labs/04_words/link.csv").symlink_to("/etc/passwd")
    answer = lab("submit", "--json")
    assert answer.code == 0
    assert (answer.json["earned"], answer.json["points"]) == (40, 100)
    with zipfile.ZipFile(answer.json["file"]) as archive:
        assert archive.namelist() == ["labs/04_words/exercise.py", "labs/04_words/labels.csv", "manifest.json"]
        assert archive.read("labs/04_words/exercise.py") == (checkout / EXERCISE).read_bytes()
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["labs"][0]["failed"] == ["mean_of_lengths", "no_words"]
    assert lab("submit", "--json").json["sha256"] == answer.json["sha256"]
    assert lab("submit").out.count(answer.json["sha256"][:12]) == 1


def test_doctor_names_the_fix_for_damaged_data(
    checkout: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tmp_path / "samples"
    data.mkdir()
    (data / "a.txt").write_text("a")
    hash_of_a = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    (data / "SHA256SUMS").write_text(f"{hash_of_a}  a.txt\n")
    monkeypatch.setenv("PIPELINE_SAMPLES", str(data))
    found = {f["name"]: f for f in lab("doctor", "--no-spark", "--json").json}
    assert found["sample data"]["well"]
    (data / "a.txt").write_text("b")
    answer = lab("doctor", "--no-spark", "--json")
    assert answer.code == 3
    found = {f["name"]: f for f in answer.json}
    assert found["sample data"]["detail"] == "a.txt is damaged"
    assert "git checkout" in found["sample data"]["fix"]


def test_debug_needs_a_terminal(checkout: Path, lab: Lab) -> None:
    write(checkout, count="    return 7\n")
    assert lab("debug", "04", "word_count").code == 2


def test_debug_of_what_passes_says_how_to_find_what_fails(
    checkout: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(checkout, count=GOOD_COUNT)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answer = lab("debug", "04", "word_count")
    assert answer.code == 0
    assert "nothing to debug" in answer.out
    assert "`lab check 04`" in answer.out


def test_from_a_shell_without_colours_or_utf8(checkout: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "ascii",
    }
    command = [sys.executable, "-m", "labs.cli.main", "--root", str(checkout)]
    done = subprocess.run([*command, "check", "04"], capture_output=True, env=environment, cwd=checkout, check=False)
    assert done.returncode == 1
    assert b"0 of 100 points" in done.stdout
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("arguments", [["--help"], ["check", "04"]])
def test_no_spark_is_loaded_on_the_way(checkout: Path, arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": ROOT}
    command = [sys.executable, "-X", "importtime", "-m", "labs.cli.main", "--root", str(checkout), *arguments]
    done = subprocess.run(command, capture_output=True, env=environment, text=True, check=False)
    assert "labs.cli" in done.stderr
    for slow in ("pyspark", "pandas", "pyarrow", "sklearn", "trafilatura"):
        assert f" {slow}\n" not in done.stderr
