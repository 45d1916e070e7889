"""Small files and listings by Hadoop path, so that a run can live on a disk, on HDFS or in an object store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JJavaError

from pipeline.errors import ConfigError, EnvironmentProblem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ARCHIVE_ENDINGS = (".warc", ".warc.gz", ".wet", ".wet.gz", ".arc", ".arc.gz")
"""What a file in an input folder must end with to be read. A file that is named itself may be called anything."""


def join(directory: str, *parts: str) -> str:
    """``directory/part/part`` for Hadoop paths."""
    return "/".join([directory.rstrip("/"), *parts])


def exists(spark: SparkSession, path: str) -> bool:
    """Whether there is a file or folder at ``path``."""
    system, hadoop_path = _open(spark, path)
    return bool(_attempt(lambda: system.exists(hadoop_path), "look at", path))


def is_empty(spark: SparkSession, directory: str) -> bool:
    """Whether there is nothing at ``directory``: no such path, or a folder without entries."""
    system, hadoop_path = _open(spark, directory)
    return not exists(spark, directory) or not _attempt(lambda: system.listStatus(hadoop_path), "list", directory)


def list_names(spark: SparkSession, directory: str) -> list[str]:
    """Names of the files and folders in ``directory``, sorted."""
    system, hadoop_path = _open(spark, directory)
    statuses = _attempt(lambda: system.listStatus(hadoop_path), "list", directory)
    return sorted(status.getPath().getName() for status in statuses)


def make_directory(spark: SparkSession, path: str) -> None:
    """Create the folder and its parents. Raises `EnvironmentProblem` when that is not permitted."""
    system, hadoop_path = _open(spark, path)
    if not _attempt(lambda: system.mkdirs(hadoop_path), "create", path):
        raise EnvironmentProblem(f"cannot create the folder {path}: something else is in its place")


def delete(spark: SparkSession, path: str) -> None:
    """Delete the file or folder and all below it; nothing happens when it is not there."""
    system, hadoop_path = _open(spark, path)
    _attempt(lambda: system.delete(hadoop_path, True), "delete", path)


def read_text(spark: SparkSession, path: str) -> str:
    """The whole UTF-8 file. Raises `EnvironmentProblem` when it cannot be read."""
    return read_bytes(spark, path).decode("utf-8")


def read_bytes(spark: SparkSession, path: str) -> bytes:
    """The whole file. Raises `EnvironmentProblem` when it cannot be read."""
    system, hadoop_path = _open(spark, path)

    def read() -> bytes:
        stream = system.open(hadoop_path)
        try:
            return bytes(_jvm(spark).org.apache.commons.io.IOUtils.toByteArray(stream))
        finally:
            stream.close()

    return bytes(_attempt(read, "read", path))


def write_text(spark: SparkSession, path: str, text: str) -> None:
    """Write a UTF-8 file whole or not at all: it is written aside and renamed over an older one."""
    system, _ = _open(spark, path)
    jvm = _jvm(spark)
    aside, target = jvm.org.apache.hadoop.fs.Path(f"{path}.writing"), jvm.org.apache.hadoop.fs.Path(path)

    def write() -> None:
        stream = system.create(aside, True)
        try:
            stream.write(bytearray(text.encode("utf-8")))
        finally:
            stream.close()
        options = spark.sparkContext._gateway.new_array(jvm.org.apache.hadoop.fs.Options.Rename, 1)  # type: ignore[union-attr]
        options[0] = jvm.org.apache.hadoop.fs.Options.Rename.OVERWRITE
        configuration = spark.sparkContext._jsc.hadoopConfiguration()
        context = jvm.org.apache.hadoop.fs.FileContext.getFileContext(system.getUri(), configuration)
        context.rename(system.makeQualified(aside), system.makeQualified(target), options)

    _attempt(write, "write", path)


def fingerprint(spark: SparkSession, path: str) -> list[tuple[str, int, int]]:
    """(path, size in bytes, time of last change in ms) of the file ``path``, or of every file below that folder.

    Nothing when there is nothing at ``path``: that is for the reader of the file to complain about.
    """
    system, hadoop_path = _open(spark, path)
    if not exists(spark, path):
        return []
    return sorted(_files_below(system, system.getFileStatus(hadoop_path), endings=("",)))


def list_archives(spark: SparkSession, paths: Sequence[str]) -> list[tuple[str, int, int]]:
    """(path, size in bytes, time of last change in ms) of every archive that ``paths`` name, sorted by path.

    A path may be a file, a folder (searched to the bottom for `ARCHIVE_ENDINGS`) or a glob. Raises `ConfigError`
    when one of them matches nothing.
    """
    found: dict[str, tuple[str, int, int]] = {}
    for path in paths:
        system, hadoop_path = _open(spark, path)
        statuses = _attempt(lambda: system.globStatus(hadoop_path), "look at", path)  # noqa: B023 - called at once
        files = [file for status in statuses or [] for file in _files_below(system, status, ARCHIVE_ENDINGS)]
        if not files:
            raise ConfigError(f"input {path}: no such file, and no folder with files ending in {ARCHIVE_ENDINGS}")
        found |= {file[0]: file for file in files}
    return [found[path] for path in sorted(found)]


def _files_below(system: Any, status: Any, endings: tuple[str, ...]) -> list[tuple[str, int, int]]:
    if status.isFile():
        return [(status.getPath().toString(), status.getLen(), status.getModificationTime())]
    files = []
    listing = _attempt(lambda: system.listFiles(status.getPath(), True), "list", status.getPath().toString())
    while listing.hasNext():
        file = listing.next()
        if file.getPath().getName().lower().endswith(endings):
            files.append((file.getPath().toString(), file.getLen(), file.getModificationTime()))
    return files


def _jvm(spark: SparkSession) -> Any:
    return spark.sparkContext._jvm


def _open(spark: SparkSession, path: str) -> tuple[Any, Any]:
    def get() -> tuple[Any, Any]:
        hadoop_path = _jvm(spark).org.apache.hadoop.fs.Path(path)
        return hadoop_path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()), hadoop_path

    system, hadoop_path = _attempt(get, "open", path)
    return system, hadoop_path


def _attempt(action: Any, verb: str, path: str) -> Any:
    try:
        return action()
    except Py4JJavaError as error:
        reason = str(error.java_exception).splitlines()[0]
        raise EnvironmentProblem(f"cannot {verb} {path}: {reason}") from error


def list_files(spark: SparkSession, path: str, ending: str) -> list[str]:
    """The files below the folder ``path`` (or ``path`` itself, when it is a file) that end in ``ending``, sorted.

    Raises `EnvironmentProblem` when there is nothing at ``path``.
    """
    system, hadoop_path = _open(spark, path)
    listing = _attempt(lambda: system.listFiles(hadoop_path, True), "list", path)
    found = []
    while listing.hasNext():
        name = listing.next().getPath().toString()
        if name.endswith(ending):
            found.append(name)
    return sorted(found)


def copy_from_local(spark: SparkSession, local: str, path: str) -> None:
    """Copy the file ``local`` of the driver's disk to the Hadoop path ``path``, over an older one."""
    system, hadoop_path = _open(spark, path)
    source = _jvm(spark).org.apache.hadoop.fs.Path(f"file://{local}")
    _attempt(lambda: system.copyFromLocalFile(False, True, source, hadoop_path), "write", path)
