"""The graded checks of lab 03: languages, domain lists, words of addresses, captures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from labs.grading.check import CheckFailure, check, credit, expect, expect_each
from labs.world.draws import Draw
from labs.world.hosts import HOSTS
from labs.world.phrases import SLUG_WORDS, SPAM_SLUG_WORDS
from labs.world.sources import LANGUAGES, NO_BLANKS
from labs.world.writing import Draft, article, forum_thread, mixed_language, promotion

SENTENCES = {
    "en": "The committee met on Tuesday to discuss the plans for a new public library in the old town.",
    "de": "Der Ausschuss traf sich am Dienstag, um die Pläne für eine neue Bibliothek in der Altstadt zu besprechen.",
    "fr": "Le comité s'est réuni mardi pour discuter des projets d'une nouvelle bibliothèque dans la vieille ville.",
    "es": "El comité se reunió el martes para hablar de los planes de una nueva biblioteca en el casco antiguo.",
    "ru": "Комитет собрался во вторник, чтобы обсудить планы новой библиотеки в старом городе.",
    "el": "Η επιτροπή συνεδρίασε την Τρίτη για να συζητήσει τα σχέδια για μια νέα βιβλιοθήκη στην παλιά πόλη.",
    "ko": "위원회는 화요일에 모여 구시가지에 새 공공 도서관을 짓는 계획을 논의했습니다.",
    "zh": "委员会星期二开会讨论在老城区新建公共图书馆的计划，并且同意了夏天的安排。",
    "ja": "委員会は火曜日に集まり、旧市街に新しい図書館を建てる計画について話し合いました。",
    "ar": "اجتمعت اللجنة يوم الثلاثاء لمناقشة خطط إنشاء مكتبة عامة جديدة في المدينة القديمة.",
}
CROATIAN = "Odbor se sastao u utorak kako bi raspravio o planovima za novu javnu knjižnicu u starom gradu."
GALICIAN = "O comité reuniuse o martes para falar dos plans dunha nova biblioteca pública na cidade vella."


def read_answers(answers: Any, texts: Sequence[str]) -> list[tuple[str, float]]:
    """The answer of identify_languages. Raises `CheckFailure` unless it is one (language, probability) a text."""
    form = isinstance(answers, list | tuple) and all(
        isinstance(one, list | tuple) and len(one) == 2 and isinstance(one[0], str) and type(one[1]) in (int, float)
        for one in answers
    )
    if not form or len(answers) != len(texts):
        expected = f"a list of {len(texts)} pairs (language, probability)"
        raise CheckFailure(list(texts), expected, answers, "What does the model return for a list of strings?")
    return [(language, score) for language, score in answers]


def languages_of(submission: Any, texts: Sequence[str]) -> list[str]:
    return [language for language, _ in read_answers(submission.identify_languages(list(texts)), texts)]


def expect_languages(submission: Any, cases: list[tuple[str, str]], *, think: str) -> None:
    """Fail on the shortest text whose language is not the expected one; ``cases``: (text, language)."""
    found = dict(zip((text for text, _ in cases), languages_of(submission, [text for text, _ in cases]), strict=True))
    expect_each(cases, found.__getitem__, think=think)


# --- identify_languages


@check("identify_languages", points=4)
def test_languages_in_order(submission: Any) -> None:
    """Each text of a list gets its language, by its code alone, in the order of the texts; no texts: no answers."""
    cases = [(text, language) for language, text in SENTENCES.items()]
    expect_languages(submission, cases, think="Does the answer have the order and the form of the contract?")
    expect_languages(submission, cases[::-1], think="Does the answer follow the order of the texts?")
    expect(submission.identify_languages([]), [], given=[], think="A batch may be empty.")


@check("identify_languages", points=3, needs=("languages_in_order",))
def test_line_ends_are_blanks(submission: Any) -> None:
    """A line end is a blank: a text with one word a line is the same text, and all of its lines count."""
    broken = [
        text.replace(" ", end) for text in (CROATIAN, GALICIAN, SENTENCES["en"]) for end in ("\n", "\r\n", "\n\n")
    ]
    texts = [text for text in (CROATIAN, GALICIAN, SENTENCES["en"]) for _ in range(3)]
    whole = read_answers(submission.identify_languages(texts), texts)
    found = read_answers(submission.identify_languages(broken), broken)
    think = "fastText refuses line ends. What stands between the last word of a line and the first of the next?"
    expect_each(zip(broken, whole, strict=True), dict(zip(broken, found, strict=True)).__getitem__, think=think)
    second = [(SENTENCES["en"] + "\n" + "\n".join([SENTENCES["de"]] * 6), "de"), ("\n\n" + SENTENCES["ru"], "ru")]
    expect_languages(submission, second, think="Which of its lines have you shown to the model?")


@check("identify_languages", points=4, needs=("languages_in_order",))
def test_labels_are_text(submission: Any) -> None:
    """Words with `__label__` in front are words, wherever they stand."""
    cases = []
    for language in ("fr", "de", "es", "ru", "el", "ko"):
        words = SENTENCES[language].split()
        cases.append((" ".join(f"__label__{word}" for word in words), language))
        cases.append((" ".join([words[0], *(f"__label__{word}" for word in words[1:])]), language))
    think = (
        "What does fastText take a word for that begins with __label__? It throws it away before it looks at the text."
    )
    expect_languages(submission, cases, think=think)


@check("identify_languages", points=3, needs=("languages_in_order",))
def test_probabilities(submission: Any) -> None:
    """The score is the probability of that language: at most 1, high for what is clear, low between sisters."""
    texts = [SENTENCES["ko"], SENTENCES["de"], SENTENCES["ja"], CROATIAN, GALICIAN]
    scores = [score for _, score in read_answers(submission.identify_languages(texts), texts)]
    for text, score, (low, high) in zip(
        texts, scores, ((0.99, 1.0), (0.97, 1.0), (0.99, 1.0), (0.3, 0.65), (0.3, 0.65)), strict=True
    ):
        if not low <= score <= high:
            think = "Which number is the probability of the first label? Can it exceed 1? (float32 can.)"
            raise CheckFailure(text, f"a number from {low:g} to {high:g}", score, think)


@check("identify_languages", points=2, needs=("languages_in_order",))
def test_texts_without_words(submission: Any) -> None:
    """A text without words gets an answer like any other, and its neighbours keep theirs."""
    texts = ["", SENTENCES["fr"], " \n\t ", "12 345", SENTENCES["ar"], "\n"]
    answers = read_answers(submission.identify_languages(texts), texts)
    expect([answers[1][0], answers[4][0]], ["fr", "ar"], given=texts, think="Have you left a text out?")
    think = "The model answers for any line. What else did you put in its place?"
    for text, (language, score) in zip(texts, answers, strict=True):
        if not (language.isascii() and language.isalpha() and 0 <= score <= 1):
            raise CheckFailure(text, "a language and a probability", [language, score], think)


@check("identify_languages", points=4, needs=("languages_in_order",))
def test_accuracy_on_pages_of_the_world(submission: Any, world_seed: int) -> None:
    """Of pages with 50 words or more: mean of the accuracies in each language. Full points at 97 %, none at 50 %."""
    pages = [page for page in pages_of(world_seed) if is_long(page[0], page[1])]
    found = languages_of(submission, [text for text, _ in pages])
    right: dict[str, list[bool]] = defaultdict(list)
    for (_, language), answer in zip(pages, found, strict=True):
        right[language].append(answer == language)
    accuracies = {language: sum(hits) / len(hits) for language, hits in right.items()}
    worst = min(accuracies, key=lambda language: (accuracies[language], language))
    what = f"the mean accuracy over {len(accuracies)} languages (lowest: {worst}, {accuracies[worst]:.2f})"
    credit(sum(accuracies.values()) / len(accuracies), zero=0.5, full=0.97, what=what)


def pages_of(world_seed: int) -> list[tuple[str, str]]:
    """(text, language) of articles, forum threads and advertisements, as the hosts of the world write them."""
    makers = (plain_article, plain_article, forum_thread, promotion)
    draws = [Draw(world_seed, "lab 03", "page", number) for number in range(60)]
    return [
        (makers[number // 10 % len(makers)](draw, LANGUAGES[number % 10]).text, LANGUAGES[number % 10])
        for number, draw in enumerate(draws)
    ]


def plain_article(draw: Draw, language: str) -> Draft:
    return article(draw, language, "general")


def is_long(text: str, language: str) -> bool:
    """Whether the text has 50 words; where there are no blanks, 100 letters stand for them."""
    return sum(map(str.isalpha, text)) >= 100 if language in NO_BLANKS else len(text.split()) >= 50


# --- passages


def letters_in(text: str) -> int:
    return sum(character.isalpha() for character in text)


def expect_passages(submission: Any, cases: list[tuple[str, int, list[str]]], *, think: str) -> None:
    expect_each([((text, n), parts) for text, n, parts in cases], submission.passages, think=think, spread=True)


@check("passages", points=3)
def test_passages_at_the_limit(submission: Any) -> None:
    """A passage ends with the line that brings it to min_letters: exactly so many are enough, one fewer is not."""
    cases = [
        ("aaa\nbbb", 3, ["aaa", "bbb"]),
        ("aa\nb\nccc", 3, ["aa\nb", "ccc"]),
        ("aa\nbb\nccc", 3, ["aa\nbb", "ccc"]),
        ("aaaa\nb\nbb\nccc", 3, ["aaaa", "b\nbb", "ccc"]),
        ("one\ntwo\nsix", 1, ["one", "two", "six"]),
    ]
    expect_passages(submission, cases, think="When is a passage full, and which line is the first of the next?")
    long = "\n".join(["x" * 200, "y" * 199, "z", "w" * 200])
    expected = ["x" * 200, "y" * 199 + "\nz", "w" * 200]
    expect(submission.passages(long), expected, given=long, think="What is min_letters when nobody says it?")


@check("passages", points=3, needs=("passages_at_the_limit",))
def test_short_rest_joins_the_last(submission: Any) -> None:
    """What is left and too short joins the last passage; a text that is too short for one is one passage."""
    cases = [
        ("aaa\nbbb\ncc", 3, ["aaa", "bbb\ncc"]),
        ("aaa\nb\nc", 3, ["aaa\nb\nc"]),
        ("cc", 3, ["cc"]),
        ("c\nd", 3, ["c\nd"]),
        ("", 3, [""]),
    ]
    expect_passages(submission, cases, think="Nothing may be lost, and one letter is too little to name a language.")


@check("passages", points=2, needs=("passages_at_the_limit",))
def test_letters_of_any_script(submission: Any) -> None:
    """Letters count, of any script; digits, signs and blanks do not."""
    cases = [
        ("12 34\n--- !\nab1\nc", 3, ["12 34\n--- !\nab1\nc"]),
        ("图书馆\n计划\n好", 3, ["图书馆", "计划\n好"]),
        ("план\n1234\nшкола", 4, ["план", "1234\nшкола"]),
        ("a, b\nccc", 3, ["a, b\nccc"]),
        ("été\nçà!\nñ", 3, ["été", "çà!\nñ"]),
    ]
    expect_passages(submission, cases, think="Which characters of these lines are letters?")


@check("passages", points=2, needs=("passages_at_the_limit",))
def test_passages_lose_nothing(submission: Any) -> None:
    """Joined with line ends, the passages give the text back: blank lines, blanks and all."""
    cases = [
        ("aaa\n\nbbb", 3, ["aaa", "\nbbb"]),
        ("\n\naaa\nbbb\n", 3, ["\n\naaa", "bbb\n"]),
        (" aaa \n\n\n bbb ", 3, [" aaa ", "\n\n bbb "]),
        ("\n", 3, ["\n"]),
    ]
    expect_passages(submission, cases, think='Put "\\n" between your passages. What is missing?')


@check("passages", points=4, needs=("passages_at_the_limit", "short_rest_joins_the_last"))
def test_passages_of_many_texts(submission: Any, world_seed: int) -> None:
    """On many texts: nothing is lost, each passage has enough letters, and without its last line it had too few."""
    draw = Draw(world_seed, "lab 03", "passages")
    wrong: list[CheckFailure] = []
    for _ in range(50):
        text = "\n".join(draw.choice("aж图1 ") * draw.below(5) for _ in range(draw.between(1, 12)))
        least = draw.between(1, 8)
        found = submission.passages(text, least)
        if problem := passage_problem(text, least, found):
            wrong.append(CheckFailure((text, least), problem, found, "Follow this one line by line."))
    if wrong:
        raise min(wrong, key=lambda failure: len(repr(failure.given)))


def passage_problem(text: str, least: int, found: Any) -> str:
    """What is wrong with passages, told as what was expected; empty when nothing is. One answer only has no problem."""
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found) or not found:
        return "a list of one string or more"
    if "\n".join(found) != text:
        return "passages that give the text back"
    if len(found) > 1 and any(letters_in(part) < least for part in found):
        return f"at least {least} letters in each passage"
    for part in found[:-1]:
        if letters_in(part.rpartition("\n")[0]) >= least:
            return f"passages that end with the line that brings them to {least} letters"
    # The last may hold a rest: lines after it was full that have too few letters for a passage of their own.
    lines, letters = found[-1].split("\n"), 0
    for number, line in enumerate(lines, start=1):
        letters += letters_in(line)
        if letters >= least:
            rest = letters_in("\n".join(lines[number:]))
            return f"a passage of its own for the last {rest} letters" if rest >= least else ""
    return ""


# --- language_verdict

LIMITS: dict[str, Any] = {
    "min_score": 0.65,
    "min_scores": {},
    "min_main_language_fraction": 0.5,
    "allowed": None,
    "min_letters": 20,
}


def verdict(language: str, score: float | None, fraction: float | None, *broken: str) -> dict[str, Any]:
    return {"language": language, "score": score, "main_language_fraction": fraction, "broken": list(broken)}


def expect_verdicts(submission: Any, cases: list[tuple[tuple[Any, ...], dict[str, Any]]], *, think: str) -> None:
    """``cases``: ((language, score, passage languages, letters, limits other than `LIMITS`), verdict)."""
    full = [((*given[:4], {**LIMITS, **given[4]}), expected) for given, expected in cases]
    expect_each(full, submission.language_verdict, think=think, spread=True)


@check("language_verdict", points=3)
def test_common_limit(submission: Any) -> None:
    """A score at the limit is allowed, one below it is not; nothing is rounded."""
    cases: list[Any] = [
        (("en", 0.65, ["en"], [100], {}), verdict("en", 0.65, 1.0)),
        (("en", 0.6499, ["en"], [100], {}), verdict("en", 0.6499, 1.0, "min_score")),
        (("fr", 0.9, ["fr"], [100], {}), verdict("fr", 0.9, 1.0)),
        (("fr", 0.9, ["fr"], [100], {"min_score": 0.91}), verdict("fr", 0.9, 1.0, "min_score")),
        (("en", 0.01, ["en"], [100], {"min_score": None}), verdict("en", 0.01, 1.0)),
    ]
    expect_verdicts(submission, cases, think="Is the limit itself allowed? And what if there is none?")


@check("language_verdict", points=3, needs=("common_limit",))
def test_own_limit_replaces_the_common_one(submission: Any) -> None:
    """A language with a limit of its own is held to that one only, be it lower, higher, 0, or the only one."""
    lower, higher, zero = {"min_scores": {"hr": 0.3}}, {"min_scores": {"en": 0.9}}, {"min_scores": {"hr": 0.0}}
    only = {"min_score": None, "min_scores": {"hr": 0.3}}
    cases: list[Any] = [
        (("hr", 0.3, ["hr"], [100], lower), verdict("hr", 0.3, 1.0)),
        (("hr", 0.29, ["hr"], [100], lower), verdict("hr", 0.29, 1.0, "min_score")),
        (("en", 0.4, ["en"], [100], lower), verdict("en", 0.4, 1.0, "min_score")),
        (("en", 0.89, ["en"], [100], higher), verdict("en", 0.89, 1.0, "min_score")),
        (("en", 0.9, ["en"], [100], higher), verdict("en", 0.9, 1.0)),
        (("hr", 0.2, ["hr"], [100], zero), verdict("hr", 0.2, 1.0)),
        (("hr", 0.2, ["hr"], [100], only), verdict("hr", 0.2, 1.0, "min_score")),
        (("en", 0.2, ["en"], [100], only), verdict("en", 0.2, 1.0)),
    ]
    expect_verdicts(submission, cases, think="Which limit holds for this language, and does any other?")


@check("language_verdict", points=4, needs=("common_limit",))
def test_share_of_the_main_language(submission: Any) -> None:
    """The share is letters in passages of the document's language / letters of all; the limit itself is allowed."""
    broken = "min_main_language_fraction"
    cases: list[Any] = [
        (("en", 0.9, ["en", "de"], [50, 50], {}), verdict("en", 0.9, 0.5)),
        (("en", 0.9, ["en", "de"], [50, 51], {}), verdict("en", 0.9, 50 / 101, broken)),
        (("en", 0.9, ["en", "de", "de"], [300, 50, 50], {}), verdict("en", 0.9, 0.75)),
        (("en", 0.9, ["de", "en", "fr", "en"], [100, 30, 100, 20], {}), verdict("en", 0.9, 0.2, broken)),
        (("en", 0.9, ["de", "de"], [60, 60], {}), verdict("en", 0.9, 0.0, broken)),
        (("en", 0.9, ["en", "de"], [30, 70], {broken: 0.3}), verdict("en", 0.9, 0.3)),
        (("en", 0.9, ["de"], [100], {broken: None}), verdict("en", 0.9, 0.0)),
    ]
    expect_verdicts(submission, cases, think="Count letters, not passages: how many are in the document's language?")


@check("language_verdict", points=3, needs=("common_limit",))
def test_short_texts(submission: Any) -> None:
    """With fewer letters than min_letters the language is `und`, nothing is measured, and no limit is broken."""
    und = verdict("und", None, None)
    none = {"min_letters": 0}
    cases: list[Any] = [
        (("en", 0.1, ["en"], [19], {}), und),
        (("en", 0.9, ["de"], [19], {}), und),
        (("en", 0.9, ["en", "en"], [10, 9], {}), und),
        (("en", 0.9, ["en"], [0], {}), und),
        (("en", 0.9, ["en"], [20], {}), verdict("en", 0.9, 1.0)),
        (("en", 0.1, ["en", "de"], [9, 11], {}), verdict("en", 0.1, 0.45, "min_score", "min_main_language_fraction")),
        (("en", 0.9, ["en"], [0], none), verdict("en", 0.9, None)),
        (("en", 0.9, [], [], none), verdict("en", 0.9, None)),
    ]
    expect_verdicts(submission, cases, think="What do you know about the language of so few letters? Then write that.")


@check("language_verdict", points=3, needs=("common_limit",))
def test_allowed_languages(submission: Any) -> None:
    """Only languages in `allowed` stay, `und` as any other; None allows all, and an empty list none."""
    one, und = {"allowed": ["de", "pt"]}, {"allowed": ["de", "und"]}
    cases: list[Any] = [
        (("de", 0.9, ["de"], [100], one), verdict("de", 0.9, 1.0)),
        (("en", 0.9, ["en"], [100], one), verdict("en", 0.9, 1.0, "not_allowed")),
        (("d", 0.9, ["d"], [100], {"allowed": ["de"]}), verdict("d", 0.9, 1.0, "not_allowed")),
        (("en", 0.9, ["en"], [5], one), verdict("und", None, None, "not_allowed")),
        (("de", 0.9, ["de"], [5], one), verdict("und", None, None, "not_allowed")),
        (("en", 0.9, ["en"], [5], und), verdict("und", None, None)),
        (("en", 0.9, ["en"], [100], {"allowed": []}), verdict("en", 0.9, 1.0, "not_allowed")),
    ]
    expect_verdicts(submission, cases, think="Which language is asked for, the one found or the one in the answer?")


@check("language_verdict", points=2, needs=("common_limit", "share_of_the_main_language", "allowed_languages"))
def test_all_broken_rules(submission: Any) -> None:
    """All broken rules are named, in the order of the handout."""
    rules = ("min_score", "min_main_language_fraction", "not_allowed")
    cases: list[Any] = [
        (("en", 0.1, ["de"], [100], {"allowed": ["fr"]}), verdict("en", 0.1, 0.0, *rules)),
        (("en", 0.1, ["en"], [100], {"allowed": ["fr"]}), verdict("en", 0.1, 1.0, rules[0], rules[2])),
        (("en", 0.9, ["de"], [100], {"allowed": ["fr"]}), verdict("en", 0.9, 0.0, rules[1], rules[2])),
    ]
    expect_verdicts(submission, cases, think="Does your function stop at the first broken rule?")


def judged_as_mixed(submission: Any, texts: list[str]) -> list[bool]:
    """For each text whether the three functions together drop it as mixed: passages of 100 letters, limit 0.9."""
    cuts = [submission.passages(text, 100) for text in texts]
    parts = iter(languages_of(submission, [part for cut in cuts for part in cut]))
    whole = read_answers(submission.identify_languages(texts), texts)
    limits = {**LIMITS, "min_main_language_fraction": 0.9}
    found = []
    for cut, (language, score) in zip(cuts, whole, strict=True):
        names, letters = [next(parts) for _ in cut], [letters_in(part) for part in cut]
        answer = submission.language_verdict(language, score, names, letters, limits)
        found.append("min_main_language_fraction" in answer["broken"])
    return found


@check(
    "language_verdict",
    points=4,
    needs=("accuracy_on_pages_of_the_world", "passages_of_many_texts", "share_of_the_main_language"),
)
def test_mixed_pages_found(submission: Any, world_seed: int) -> None:
    """Of pages that mix two languages, your three functions together find: full points at 90 %, none at 40 %."""
    draw = Draw(world_seed, "lab 03", "pairs")
    texts = []
    for number in range(40):
        first, second = draw.sample(LANGUAGES, 2)
        texts.append(mixed_language(Draw(world_seed, "lab 03", "mixed", number), first, second).text)
    found = judged_as_mixed(submission, texts)
    credit(sum(found) / len(found), zero=0.4, full=0.9, what="the recall of mixed pages")


@check(
    "language_verdict",
    points=3,
    needs=("accuracy_on_pages_of_the_world", "passages_of_many_texts", "share_of_the_main_language"),
)
def test_pure_pages_kept(submission: Any, world_seed: int) -> None:
    """Of pages in one language, they take for mixed: full points at 5 % or less, none at 20 %."""
    makers = (plain_article, forum_thread, promotion)
    draws = [Draw(world_seed, "lab 03", "pure", number) for number in range(40)]
    texts = [makers[number % 3](draw, LANGUAGES[number % 10]).text for number, draw in enumerate(draws)]
    found = judged_as_mixed(submission, texts)
    half = "The plan was agreed in the town hall, and nobody spoke against it. " * 3
    if not judged_as_mixed(submission, [half + "\n" + SENTENCES["ru"] * 3])[0]:
        raise CheckFailure(half + "…", "min_main_language_fraction among the broken rules", [], "Is anything mixed?")
    credit(sum(found) / len(found), zero=0.2, full=0.05, what="the share of pure pages that are taken for mixed")


# --- read_domain_list


def expect_lists(submission: Any, cases: list[tuple[str, tuple[list[str], list[str]]]], *, think: str) -> None:
    expect_each(cases, submission.read_domain_list, think=think)


@check("read_domain_list", points=3)
def test_one_spelling(submission: Any) -> None:
    """Domains come in lower case, without final dot, sorted, each once; comments and blank lines mean nothing."""
    cases: list[Any] = [
        ("evil.example", (["evil.example"], [])),
        ("Evil.EXAMPLE.\nevil.example", (["evil.example"], [])),
        ("b.example\n\n# c.example\n  a.example   # because\n", (["a.example", "b.example"], [])),
        ("b.example\r\na.example\r\n", (["a.example", "b.example"], [])),
        ("a.example#note", (["a.example"], [])),
        ("", ([], [])),
        ("a-b.x_y.example\nwww.gov.uk\nexample", (["a-b.x_y.example", "example", "www.gov.uk"], [])),
    ]
    expect_lists(submission, cases, think="How does a canonical URL spell this host?")


@check("read_domain_list", points=3, needs=("one_spelling",))
def test_forms_of_lists(submission: Any) -> None:
    """Lines of hosts files name all domains behind the address; `*.` and `.` in front of a domain go."""
    cases: list[Any] = [
        ("0.0.0.0 evil.example", (["evil.example"], [])),
        ("127.0.0.1\tevil.example\tbad.example # two", (["bad.example", "evil.example"], [])),
        ("::1 evil.example", (["evil.example"], [])),
        ("*.evil.example\n.bad.example", (["bad.example", "evil.example"], [])),
        ("192.0.2.7", (["192.0.2.7"], [])),
    ]
    expect_lists(submission, cases, think="Which of the fields of this line is a domain that somebody wants to block?")


@check("read_domain_list", points=2, needs=("one_spelling",))
def test_names_of_other_scripts(submission: Any) -> None:
    """A name in Unicode is listed in the ASCII form that URLs have."""
    cases: list[Any] = [
        ("bücher.example", (["xn--bcher-kva.example"], [])),
        ("BÜCHER.example.", (["xn--bcher-kva.example"], [])),
        ("0.0.0.0 例え.example", (["xn--r8jz45g.example"], [])),
        ("straße.example\nXN--BCHER-KVA.example", (["xn--bcher-kva.example", "xn--strae-oqa.example"], [])),
    ]
    expect_lists(submission, cases, think="What stands in the canonical URL of this site?")


@check("read_domain_list", points=4, needs=("one_spelling",))
def test_lines_that_would_never_match(submission: Any) -> None:
    """What is no domain is handed back, line by line, and never guessed at."""
    lines = (
        "http://evil.example/", "evil.example/page", "evil.example:80", "*evil.example", "evil..example",
        "-evil.example", "evil-.example", "evil.example good.example", "0.0.0.0 evil.example a/b", "me@evil.example",
        "a" * 64 + ".example", "*", ".", "||evil.example^",
    )  # fmt: skip
    cases: list[Any] = [(line, ([], [line])) for line in lines]
    cases += [
        ("b.example\n x/y  # path\na.example\nq/r", (["a.example", "b.example"], ["x/y  # path", "q/r"])),
        ("a" * 63 + ".example", (["a" * 63 + ".example"], [])),
        ("a." * 126 + "a", (["a." * 126 + "a"], [])),
        ("a." * 126 + "aa", ([], ["a." * 126 + "aa"])),
    ]
    expect_lists(submission, cases, think="Could the host of any URL ever be equal to this, or end with it?")


# --- match_url

KINDS = ("blocked_domains", "strict_words", "hard_words", "soft_words")
LISTS = {
    "blocked_domains": {"evil.example", "shop.mixed.example", "xn--bcher-kva.example", "192.0.2.7"},
    "strict_words": {"freejackpot", "赌博"},
    "hard_words": {"warez", "bet"},
    "soft_words": {"cheap", "pills", "casino", "sex"},
}


def expect_matches(submission: Any, kind: str, cases: list[tuple[str, list[str]]], *, think: str) -> None:
    """``cases``: (URL, what of the list ``kind`` is found in it)."""

    def ask(url: str) -> Any:
        answer = submission.match_url(url, LISTS)
        if not isinstance(answer, dict) or sorted(answer) != sorted(KINDS):
            raise CheckFailure(url, f"a dictionary with the keys {', '.join(KINDS)}", answer)
        return answer[kind]

    expect_each(cases, ask, think=think)


@check("match_url", points=4)
def test_domain_and_subdomains(submission: Any) -> None:
    """A blocked domain takes its subdomains with it, but no name that only looks like it."""
    cases = [
        ("http://evil.example/", ["evil.example"]),
        ("http://www.evil.example/page", ["evil.example"]),
        ("https://a.b.c.evil.example/", ["evil.example"]),
        ("http://shop.mixed.example/", ["shop.mixed.example"]),
        ("http://xn--bcher-kva.example/", ["xn--bcher-kva.example"]),
        ("http://192.0.2.7/x", ["192.0.2.7"]),
        ("http://notevil.example/", []),
        ("http://evil.example.org/", []),
        ("http://evil.exampl/", []),
        ("http://example/", []),
        ("http://mixed.example/", []),
        ("http://www.mixed.example/shop.mixed.example", []),
        ("http://good.example/?u=http://evil.example/", []),
    ]
    think = "Cut the host at its dots. To which domains does it belong?"
    expect_matches(submission, "blocked_domains", cases, think=think)


@check("match_url", points=2, needs=("domain_and_subdomains",))
def test_hosts_as_they_come(submission: Any) -> None:
    """Port, user, case and a final dot do not change the host."""
    cases = [
        ("http://evil.example:8080/", ["evil.example"]),
        ("http://EVIL.Example/", ["evil.example"]),
        ("http://www.evil.example./", ["evil.example"]),
        ("http://www.evil.example.:443/", ["evil.example"]),
        ("http://good.example@evil.example/", ["evil.example"]),
        ("http://evil.example@good.example/", []),
        ("http://evil.example:80@good.example:81/", []),
        ("http://evil.example?x=1", ["evil.example"]),
    ]
    think = "To which machine does a browser go?"
    expect_matches(submission, "blocked_domains", cases, think=think)


@check("match_url", points=3)
def test_whole_words(submission: Any) -> None:
    """Hard and soft words are whole words of host, path or query; Essex and the alphabet stay."""
    hard: list[tuple[str, list[str]]] = [
        ("http://a.example/warez", ["warez"]),
        ("http://warez.example/", ["warez"]),
        ("http://a.example/my_warez-page.html", ["warez"]),
        ("http://a.example/?q=Warez", ["warez"]),
        ("http://alphabet.example/", []),
        ("http://a.example/better/alphabets", []),
        ("http://a.example/warez2000", []),
        ("http://a.example/softwarez", []),
        ("http://a.example/page#warez", []),
        ("http://warez:bet@a.example/", []),
    ]
    expect_matches(submission, "hard_words", hard, think="Which runs of letters and digits has this address?")
    soft: list[tuple[str, list[str]]] = [
        ("http://essex.example/cheaper/pillsbury", []),
        ("http://a.example/cheap", ["cheap"]),
        ("http://sussex.example/sex", ["sex"]),
    ]
    expect_matches(submission, "soft_words", soft, think="Which runs of letters and digits has this address?")


@check("match_url", points=2, needs=("whole_words",))
def test_different_words_sorted(submission: Any) -> None:
    """Each word that is found is named once, in alphabetical order; every list is asked."""
    cases = [
        ("http://a.example/cheap-cheap/CHEAP", ["cheap"]),
        ("http://pills.example/cheap?casino", ["casino", "cheap", "pills"]),
    ]
    expect_matches(submission, "soft_words", cases, think="Two different soft words count, not one word twice.")
    url = "http://warez.evil.example/freejackpot/bet/sex"
    found = submission.match_url(url, LISTS)
    expected = dict(zip(KINDS, (["evil.example"], ["freejackpot"], ["bet", "warez"], ["sex"]), strict=True))
    expect(found, expected, given=url, think="One match says nothing about the other lists.")


@check("match_url", points=2, needs=("whole_words",))
def test_strict_words_anywhere(submission: Any) -> None:
    """A strict word matches anywhere in host, path and query, also inside a word; not across other signs."""
    cases = [
        ("http://a.example/freejackpot", ["freejackpot"]),
        ("http://myfreejackpots.example/", ["freejackpot"]),
        ("http://a.example/x?y=FreeJackpot1", ["freejackpot"]),
        ("http://a.example/free-jackpot", []),
        ("http://a.example/free/jackpot", []),
        ("http://a.example/#freejackpot", []),
    ]
    expect_matches(submission, "strict_words", cases, think="Where in the address does it stand, and what between?")


@check("match_url", points=2, needs=("strict_words_anywhere",))
def test_escapes(submission: Any) -> None:
    """Escapes are read before words are looked for, also those of other scripts."""
    strict = [
        ("http://a.example/%66ree%6Aackpot", ["freejackpot"]),
        ("http://a.example/%E8%B5%8C%E5%8D%9A%E7%BD%91", ["赌博"]),
    ]
    expect_matches(submission, "strict_words", strict, think="What does %66 stand for?")
    hard = [("http://a.example/%57arez", ["warez"]), ("http://a.example/my%20bet%2Fx", ["bet"])]
    expect_matches(submission, "hard_words", hard, think="What does %20 stand for, and what %57?")


@check("match_url", points=3, needs=("domain_and_subdomains", "whole_words"))
def test_addresses_of_the_world(submission: Any, world_seed: int) -> None:
    """Of the world's addresses, with planted words and blocked hosts: how many are matched as they should be."""
    draw = Draw(world_seed, "lab 03", "addresses")
    lists: dict[str, Any] = {
        "blocked_domains": {"miracle-pills.example"},
        "strict_words": set(),
        "hard_words": set(draw.sample(SLUG_WORDS, 4)),
        "soft_words": set(SPAM_SLUG_WORDS),
    }
    cases = []
    for host in (spec.name for spec in HOSTS):
        for name in (host, f"www.{host}", f"not{host}"):
            slug = [*draw.sample(SPAM_SLUG_WORDS, draw.below(3)), *draw.sample(SLUG_WORDS, 2)]
            # The words of these addresses stand between "-", "/" and "."; that is how they are made.
            words = {*name.replace("-", ".").split("."), *slug}
            blocked = (
                ["miracle-pills.example"] if name in ("miracle-pills.example", "www.miracle-pills.example") else []
            )
            found = (blocked, [], sorted(words & lists["hard_words"]), sorted(words & lists["soft_words"]))
            url = f"http://{name}/{draw.between(2015, 2024)}/{'-'.join(slug)}-{draw.below(900)}.html"
            cases.append((url, dict(zip(KINDS, found, strict=True))))
    busy = [(url, found) for url, found in cases if any(found.values())]
    quiet = [(url, found) for url, found in cases if not any(found.values())]
    right = Counter(
        kind
        for kind, group in (("busy", busy), ("quiet", quiet))
        for url, found in group
        if submission.match_url(url, lists) == found
    )
    # The smaller of both shares, so that an answer that is always the same earns nothing.
    share = min(right["busy"] / len(busy), right["quiet"] / len(quiet))
    credit(share, zero=0.5, full=1.0, what="the share of addresses with the right matches")


# --- surviving_captures


def capture(
    name: str, url: str | None = "http://a.example/", date: str = "01T00:00:00Z", **rest: Any
) -> dict[str, Any]:
    """One capture; ``date`` is what follows 2024-05-."""
    provenance = {"warc_file": "a.warc.gz", "warc_offset": 0, **rest}
    return {"id": name, "canonical_url": url, "warc_date": f"2024-05-{date}", **provenance}


def expect_survivors(
    submission: Any, cases: list[tuple[list[dict[str, Any]], list[str | None]]], *, think: str
) -> None:
    """Also in reverse order: what stays is a property of the captures."""
    both = [pair for given, found in cases for pair in ((given, found), (given[::-1], found[::-1]))]
    expect_each(both, submission.surviving_captures, think=think)


@check("surviving_captures", points=3)
def test_earliest_capture_stays(submission: Any) -> None:
    """Of each canonical URL the earliest capture stays; the others name it."""
    late, early = capture("a", date="02T00:00:00Z"), capture("b", date="01T23:59:59Z")
    other = capture("c", "http://a.example/other", date="03T00:00:00Z")
    cases: list[Any] = [
        ([late, early], ["b", None]),
        ([late, other, early], ["b", None, None]),
        ([capture("z", date="09T00:00:00Z"), late, early], ["b", "b", None]),
        ([other], [None]),
        ([], []),
        # http and https, and a slash at the end, are other addresses: canonicalise has decided that.
        ([capture("d", "https://a.example/"), early, capture("e", "http://a.example//")], [None, None, None]),
    ]
    expect_survivors(submission, cases, think="Which of these captures was made first?")


@check("surviving_captures", points=3, needs=("earliest_capture_stays",))
def test_ties_by_key(submission: Any) -> None:
    """Of one moment the smallest id stays, then the first file, then the smallest offset as a number."""
    cases: list[Any] = [
        ([capture("b", warc_file="a"), capture("a", warc_file="b")], ["a", None]),
        ([capture("a", warc_file="b", warc_offset=1), capture("a", warc_file="a", warc_offset=2)], ["a", None]),
        ([capture("a", warc_offset=10), capture("a", warc_offset=9)], ["a", None]),
        ([capture("c"), capture("a"), capture("b")], ["a", None, "a"]),
    ]
    expect_survivors(submission, cases, think="What tells these captures apart, wherever they stand in the list?")


@check("surviving_captures", points=2, needs=("earliest_capture_stays",))
def test_fractions_of_seconds(submission: Any) -> None:
    """A moment with a fraction of a second is later than the whole second."""
    cases: list[Any] = [
        ([capture("a", date="01T00:00:05.5Z"), capture("b", date="01T00:00:05Z")], ["b", None]),
        ([capture("a", date="01T00:00:05.25Z"), capture("b", date="01T00:00:05.125Z")], ["b", None]),
        ([capture("b", date="01T00:00:05.999999Z"), capture("a", date="01T00:00:06Z")], [None, "b"]),
    ]
    expect_survivors(submission, cases, think="In the table of characters, does '.' stand before or after 'Z'?")


@check("surviving_captures", points=3, needs=("earliest_capture_stays",))
def test_captures_without_address(submission: Any) -> None:
    """Captures without canonical URL are not one page; only equal ids make them one, and only among themselves."""
    cases: list[Any] = [
        ([capture("a", None), capture("b", None)], [None, None]),
        ([capture("a", None, warc_offset=7), capture("a", None)], ["a", None]),
        ([capture("a", None), capture("a")], [None, None]),
        ([capture("a", None), capture("b", "")], [None, None]),
        ([capture("u"), capture("x", "u"), capture("u", None)], [None, None, None]),
    ]
    expect_survivors(submission, cases, think="Is a missing address an address that several pages share?")
