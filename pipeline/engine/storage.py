"""Small files and listings by Hadoop path, so that a run can live on a disk, on HDFS or in an object store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException

from pipeline.engine.failures import SPARK_FAILURES, root_cause
from pipeline.errors import ConfigError, EnvironmentProblem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ARCHIVE_ENDINGS = (".warc", ".warc.gz", ".wet", ".wet.gz", ".arc", ".arc.gz")
"""What a file in an input folder must end with to be read. A file that is named itself may be called anything."""


def join(directory: str, *parts: str) -> str:
    """``directory/part/part`` for Hadoop paths."""
    return "/".join([directory.rstrip("/"), *parts])


def qualified(spark: SparkSession, path: str) -> str:
    """``path`` with its scheme and host: where there is none, those of Hadoop's own file system (``fs.defaultFS``)."""
    system, hadoop_path = _open(spark, path)
    return str(system.makeQualified(hadoop_path).toString())


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
        raise EnvironmentProblem(
            f"cannot create the folder {path}: it may not be written above it, or something else is in its place"
        )


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
        files = [
            file for status in _named(system, hadoop_path) for file in _files_below(system, status, ARCHIVE_ENDINGS)
        ]
        if not files:
            raise ConfigError(
                f"input {path}: no such file, and no folder with files ending in {', '.join(ARCHIVE_ENDINGS)}"
            )
        found |= {file[0]: file for file in files}
    return [found[path] for path in sorted(found)]


def list_passed_over(spark: SparkSession, paths: Sequence[str]) -> list[str]:
    """The files in folders among ``paths`` that `list_archives` leaves out because of their endings, sorted."""
    found: set[str] = set()
    for path in paths:
        system, hadoop_path = _open(spark, path)
        for status in _named(system, hadoop_path):
            if not status.isFile():
                files = (file for file, _, _ in _files_below(system, status, endings=("",)))
                found |= {file for file in files if not file.lower().endswith(ARCHIVE_ENDINGS)}
    return sorted(found)


def _named(system: Any, hadoop_path: Any) -> list[Any]:
    """Status of the file or folder of that very name; where there is none, of all that match it as a glob."""
    path = hadoop_path.toString()
    if _attempt(lambda: system.exists(hadoop_path), "look at", path):
        return [_attempt(lambda: system.getFileStatus(hadoop_path), "look at", path)]
    return list(_attempt(lambda: system.globStatus(hadoop_path), "look at", path) or [])


def _files_below(system: Any, status: Any, endings: tuple[str, ...]) -> list[tuple[str, int, int]]:
    files = [status] if status.isFile() else _walk(system, status.getPath())
    return [
        (file.getPath().toString(), file.getLen(), file.getModificationTime())
        for file in files
        if status.isFile() or file.getPath().getName().lower().endswith(endings)
    ]


def _walk(system: Any, hadoop_path: Any) -> list[Any]:
    """Status of every file below the folder."""

    def walk() -> list[Any]:
        listing, files = system.listFiles(hadoop_path, True), []
        while listing.hasNext():  # opens the folders one after the other
            files.append(listing.next())
        return files

    files: list[Any] = _attempt(walk, "list", hadoop_path.toString())
    return files


def _jvm(spark: SparkSession) -> Any:
    return spark.sparkContext._jvm


def _open(spark: SparkSession, path: str) -> tuple[Any, Any]:
    try:
        hadoop_path = _jvm(spark).org.apache.hadoop.fs.Path(path)
    except IllegalArgumentException as error:
        raise ConfigError(f"{path!r} is no path: {root_cause(error)}") from error
    configuration = spark.sparkContext._jsc.hadoopConfiguration()
    return _attempt(lambda: hadoop_path.getFileSystem(configuration), "open", path), hadoop_path


def _attempt(action: Any, verb: str, path: str) -> Any:
    try:
        return action()
    except Py4JJavaError as error:
        reason = str(error.java_exception).splitlines()[0]
        raise EnvironmentProblem(f"cannot {verb} {path}: {reason}") from error
    except SPARK_FAILURES as error:
        raise EnvironmentProblem(f"cannot {verb} {path}: {root_cause(error)}") from error


def list_files(spark: SparkSession, path: str, *endings: str) -> list[str]:
    """The files below the folder ``path`` that end in one of ``endings``, sorted; or ``path`` itself when it is a file.

    Raises `EnvironmentProblem` when there is nothing at ``path``.
    """
    system, hadoop_path = _open(spark, path)
    names = [file.getPath().toString() for file in _walk(system, hadoop_path)]
    return sorted(name for name in names if name.endswith(endings))


def copy_from_local(spark: SparkSession, local: str, path: str) -> None:
    """Copy the file ``local`` of the driver's disk to the Hadoop path ``path``, over an older one."""
    system, hadoop_path = _open(spark, path)
    source = _jvm(spark).org.apache.hadoop.fs.Path(f"file://{local}")
    _attempt(lambda: system.copyFromLocalFile(False, True, source, hadoop_path), "write", path)
