"""The one typed configuration: an unknown key or an impossible value is an error that names its place."""

from __future__ import annotations

import difflib
from os import PathLike, fspath
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.contradictions import contradictions
from pipeline.crawl.settings import CrawlSettings
from pipeline.decontaminate.settings import DecontaminateSettings
from pipeline.dedup.exact import ExactSettings
from pipeline.dedup.near import NearSettings
from pipeline.domain.settings import DomainSettings
from pipeline.engine.hadoop import read_beginning
from pipeline.engine.shipping import is_local, local_path
from pipeline.engine.stage import Stage
from pipeline.errors import ConfigError
from pipeline.extract.settings import ExtractSettings
from pipeline.language.settings import LanguageSettings
from pipeline.mixture.settings import MixSettings
from pipeline.ordering.settings import OrderSettings
from pipeline.packing.settings import PackSettings
from pipeline.pii.settings import PiiSettings
from pipeline.quality.settings import QualitySettings
from pipeline.rules.settings import RulesSettings
from pipeline.stages import STAGES, ordered_stages
from pipeline.urls.settings import UrlSettings
from pipeline.vocabulary.settings import TokensSettings

MAX_CONFIG_BYTES = 1 << 20


class PipelineConfig(BaseModel):
    """Everything that decides what a run puts out. A key that is left out has the default of its settings class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = Field(default=0, description="Seed of every choice by chance; the choices are hashes of it.")
    stages: list[str] = Field(default=list(STAGES), description="The stages to run, in their order.")
    spark: dict[str, str] = Field(default={}, description="Spark properties, added to or put over the chosen ones.")
    crawl: CrawlSettings = CrawlSettings()
    extract: ExtractSettings = ExtractSettings()
    urls: UrlSettings = UrlSettings()
    language: LanguageSettings = LanguageSettings()
    domain: DomainSettings = DomainSettings()
    rules: RulesSettings = RulesSettings()
    exact: ExactSettings = ExactSettings()
    near: NearSettings = NearSettings()
    quality: QualitySettings = QualitySettings()
    pii: PiiSettings = PiiSettings()
    decontaminate: DecontaminateSettings = DecontaminateSettings()
    tokens: TokensSettings = TokensSettings()
    mix: MixSettings = MixSettings()
    order: OrderSettings = OrderSettings()
    pack: PackSettings = PackSettings()

    @model_validator(mode="after")
    def _stages_exist_once(self) -> Self:
        for name in self.stages:
            if name not in STAGES:
                raise ValueError(f"stages: there is no stage {name!r}{_did_you_mean(name, list(STAGES))}")
        if len(set(self.stages)) < len(self.stages):
            raise ValueError("stages: a stage is named twice")
        return self

    @model_validator(mode="after")
    def _limits_leave_room(self) -> Self:
        if found := contradictions(self):
            raise ValueError("; ".join(found))
        return self

    def ordered_stages(self) -> list[Stage]:
        """The stages to run. Raises `ConfigError` when one reads what none before it has added."""
        return ordered_stages(self.stages)


class _StrictLoader(yaml.SafeLoader):
    """YAML as usual, except that a key given twice is an error instead of a silent choice of the last one."""


def _unique_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def load_config(path: str | PathLike[str] | None) -> PipelineConfig:
    """Read a YAML configuration; None gives the defaults. Raises `ConfigError` that names every wrong key.

    A path with a scheme is read by Hadoop, before and apart from the Spark session that the configuration describes:
    see `read_beginning`.
    """
    if path is None:
        return PipelineConfig()
    path = fspath(path)
    try:
        text = _read_local(path) if is_local(path) else read_beginning(path, MAX_CONFIG_BYTES + 1)
        if len(text) > MAX_CONFIG_BYTES:
            raise ConfigError(f"{path}: a configuration of more than {MAX_CONFIG_BYTES} bytes is not read")
        content = yaml.load(text.decode("utf-8"), Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: the top of a configuration must be keys and values, not {type(content).__name__}")
    return parse_config(content, str(path))


def _read_local(path: str) -> bytes:
    with local_path(path).open("rb") as file:
        return file.read(MAX_CONFIG_BYTES + 1)  # the size of a pipe or a device is known only once it was read


def parse_config(content: dict[str, Any], name: str = "configuration") -> PipelineConfig:
    """Validate a configuration that has been read. Raises `ConfigError` that names every wrong key."""
    try:
        config = PipelineConfig.model_validate(content)
        config.ordered_stages()
    except ValidationError as error:
        raise ConfigError(f"{name}: " + "; ".join(_in_words(detail) for detail in error.errors())) from error
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from error
    return config


def dump_config(config: PipelineConfig) -> str:
    """The whole configuration as YAML, defaults included: what a run writes beside its results."""
    return yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def _in_words(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = _keys_at(PipelineConfig, [part for part in detail["loc"][:-1] if isinstance(part, str)])
        return f"unknown key {place}{_did_you_mean(str(detail['loc'][-1]), known)}"
    message = detail["msg"].removeprefix("Value error, ")
    got = "" if isinstance(detail["input"], dict) else f" (got {detail['input']!r})"  # a message names its own keys
    return f"{place}: {message}{got}" if place else message


def _keys_at(model: type[BaseModel], place: list[str]) -> list[str]:
    for part in place:
        field = model.model_fields.get(part)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return []
        model = field.annotation
    return list(model.model_fields)


def _did_you_mean(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
