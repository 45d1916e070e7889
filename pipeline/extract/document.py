"""From one record of an archive to one row of the table: a document, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from xxhash import xxh3_128_hexdigest

from pipeline import schema
from pipeline.engine.batches import Document, one_line
from pipeline.engine.stage import decision
from pipeline.extract.archive import Record
from pipeline.extract.charset import charset_of_content_type
from pipeline.extract.failures import BodyDamage, PageFailed
from pipeline.extract.html import Extracted, clean_text
from pipeline.extract.http import Response, parse_response
from pipeline.extract.settings import ExtractRules, ExtractSettings
from pipeline.extract.sniff import TEXT, sniff
from pipeline.rule import Broken, Measures
from pipeline.tokens import count_tokens

BodyDecoder = Callable[[bytes, "str | None", "str | None", int], "tuple[bytes, bool]"]
Decoder = Callable[[bytes, "str | None"], "tuple[str, str, str]"]
Extractor = Callable[[str, "str | None", "str | None"], Extracted]

_NO_MEASURES: Measures = dict.fromkeys(ExtractRules.measures())


@dataclass(frozen=True)
class Kernels:
    """The functions that turn bytes into text; a substitute may stand in for any of them."""

    decode_body: BodyDecoder
    decode_html: Decoder
    extract: Extractor


def document_row(record: Record, file_name: str, settings: ExtractSettings, kernels: Kernels) -> Document:
    """The row of one record, with every column of the stage. Whatever goes wrong is the row's ``error``."""
    row = _empty_row(record, file_name)
    if record.damage is not None:
        return {**row, schema.ERROR: record.damage}
    if record.kind not in settings.record_types:
        return {**row, **_dropped("record_type", record.kind or "none")}
    response = parse_response(record.content) if record.kind == "response" else Response(None, (), record.content)
    row["id"] = document_id(record.url or "", record.date or "", response.body)
    if record.length > len(record.content):
        return {**row, **_oversized(record.length, response.status, settings)}
    try:
        return {**row, **_document(record, response, settings, kernels)}
    except (BodyDamage, PageFailed) as failure:
        return {**row, schema.ERROR: str(failure)}
    except Exception as error:  # noqa: BLE001 - whatever a page provokes is that page's error
        return {**row, schema.ERROR: one_line(error)}


def document_id(url: str, warc_date: str, body: bytes) -> str:
    """32 hexadecimal digits that name a capture by its content address: URL, date and body as it was sent."""
    return xxh3_128_hexdigest("\n".join((url, warc_date, xxh3_128_hexdigest(body))).encode("utf-8", "replace"))


def host_of(url: str | None) -> str:
    """The URL's host in lower case, internationalised names in their ASCII form; "" when there is none."""
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".").lower()
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def _empty_row(record: Record, file_name: str) -> Document:
    row: Document = {field.name: None for field in schema.ADDED_BY["extract"]}
    place = f"{file_name}\n{record.offset}\n{record.number}"
    return row | {
        "id": xxh3_128_hexdigest(place.encode("utf-8", "replace")),
        "url": record.url,
        "host": host_of(record.url),
        "warc_date": record.date,
        "warc_file": file_name,
        "warc_offset": record.offset,
        "text": "",
        "characters": 0,
        "tokens": 0,
        schema.ERROR: None,
        **_decision(_NO_MEASURES, []),
    }


def _decision(measured: Measures, broken: list[Broken]) -> Document:
    return decision({ExtractRules.rule_set: measured}, broken)


def _dropped(rule: str, evidence: str) -> Document:
    return _decision(_NO_MEASURES, [_broken(rule, evidence)])


def _broken(rule: str, evidence: str) -> Broken:
    return Broken(f"{ExtractRules.rule_set}.{rule}", 1.0, 0.0, evidence)


def _oversized(length: int, status: int | None, settings: ExtractSettings) -> Document:
    measured = {**_NO_MEASURES, "body_bytes": float(length), "http_status": status and float(status)}
    broken = settings.rules.decide(measured)
    if not broken:
        return {schema.ERROR: f"the record has {length} bytes, more than max_record_bytes"}
    return _decision(measured, broken)


def _document(record: Record, response: Response, settings: ExtractSettings, kernels: Kernels) -> Document:
    body, complete = kernels.decode_body(
        response.body,
        response.header("transfer-encoding"),
        response.header("content-encoding"),
        settings.max_record_bytes,
    )
    declared = response.header("content-type") if response.status is not None else record.content_type
    content_type = sniff(body, declared)
    measured: dict[str, float | None] = {
        **_NO_MEASURES,
        "body_bytes": float(len(body)),
        "http_status": None if response.status is None else float(response.status),
        "truncated": float(record.truncated is not None),
    }
    columns: Document = {"content_type": content_type}
    broken: list[Broken] = []
    if response.status is not None and response.status not in settings.http_statuses:
        broken.append(_broken("http_status", str(response.status)))
    if content_type not in settings.content_types:
        broken.append(_broken("content_type", content_type[:100]))
    if broken or settings.rules.decide(measured):
        return {**columns, **_decision(measured, [*settings.rules.decide(measured), *broken])}
    if not complete:
        raise BodyDamage(f"the body unpacks to more than {settings.max_record_bytes} bytes, max_record_bytes")

    page, columns["charset"], _ = kernels.decode_html(body, charset_of_content_type(declared))
    if record.kind == "conversion" or content_type == TEXT:
        text, visible = clean_text(page), len(page)
    else:
        extracted = kernels.extract(page, record.url, record.date)
        text, visible = extracted["text"], extracted.get("visible_characters")  # a substitute need not count them
        columns |= {name: extracted.get(name) for name in ("title", "date", "author", "language_tag")}
    measured["replaced_fraction"] = page.count("\ufffd") / len(page) if page else 0.0
    measured["kept_fraction"] = len(text) / visible if visible else None
    broken = settings.rules.decide(measured)
    if not text:
        broken.append(_broken("empty_text", "no main text was found"))
    columns["language_tag"] = columns.get("language_tag") or response.header("content-language")
    columns |= {"text": text, "characters": len(text), "tokens": count_tokens([text])[0]}
    return {**columns, **_decision(measured, broken)}
