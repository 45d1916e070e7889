# ruff: noqa: E501 - code within code
"""The cheats. Each is bounded by itself: if a wall does not hold, the machine it is tried on survives all the same."""

from __future__ import annotations

from pathlib import Path

from labs.grading.sandbox.tiers import TIERS, choose_tier

from .conftest import Attack

# One right answer for a forger to send: `duplicate_line_fraction` of two equal lines is 0.5.
_FRAME = 'import json, struct\n_B = b\'{"value":0.5}\'\n_F = struct.pack(">I", len(_B)) + _B\n'


def attacks(outside: Path, port: int) -> list[Attack]:
    """All of them. ``outside`` is a folder that nobody may write to, ``port`` a server that nobody may reach."""
    return [
        # --- values
        Attack(
            "always-equal",
            "class Equal(float):\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n"
            "    __hash__ = float.__hash__\ndef duplicate_line_fraction(lines):\n    return Equal(0.5)\n",
            signs=("method",),
        ),
        Attack(
            "equal-object",
            "class Any:\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"
            "def duplicate_line_fraction(lines):\n    return Any()\n",
            signs=("method",),
        ),
        Attack(
            "pickle",
            f"class Evil:\n    def __reduce__(self):\n        import os\n        return os.system, ('touch {outside}/pickle',)\n"
            "def duplicate_line_fraction(lines):\n    return Evil()\n",
            signs=("method",),
        ),
        Attack(
            "pickle-bytes",
            f"import pickle\nclass Evil:\n    def __reduce__(self):\n        import os\n"
            f"        return os.system, ('touch {outside}/pickle-bytes',)\n"
            "def duplicate_line_fraction(lines):\n    return pickle.dumps(Evil())\n",
            signs=("import",),
        ),
        # --- files beside the exercise
        Attack(
            "conftest",
            "def duplicate_line_fraction(lines): pass",
            {"conftest.py": "import os; os._exit(0)"},
            ("left out",),
        ),
        Attack(
            "conftest-in-lab",
            "def duplicate_line_fraction(lines): pass",
            {"labs/04_rules/conftest.py": "x"},
            ("left out",),
        ),
        Attack(
            "pytest-ini",
            "def duplicate_line_fraction(lines): pass",
            {"pytest.ini": "[pytest]\naddopts = -k nothing"},
            ("left out",),
        ),
        Attack("sitecustomize", "def duplicate_line_fraction(lines): pass", {"sitecustomize.py": "1/0"}, ("left out",)),
        Attack("pth", "def duplicate_line_fraction(lines): pass", {"a.pth": "import os; os._exit(0)"}, ("left out",)),
        Attack(
            "shadow",
            "import re\ndef duplicate_line_fraction(lines): pass",
            {"labs/04_rules/re.py": "1/0"},
            ("left out",),
        ),
        Attack("zip-slip", "def duplicate_line_fraction(lines): pass", {"../../../../tmp/slipped": "x"}, ("left out",)),
        Attack(
            "zip-bomb",
            "def duplicate_line_fraction(lines): pass",
            {"labs/05_x/exercise.py": b"\0" * (40 << 20)},
            ("left out",),
        ),
        Attack("names", "def duplicate_line_fraction(lines): pass", {"\x1b[31m<script>=1+1": "x"}, ("left out",)),
        # --- the test runner
        Attack(
            "patch-pytest",
            "import sys\ntry:\n    import pytest\n    pytest.main = pytest.fail = pytest.skip = lambda *a, **k: 0\n"
            "except ImportError: pass\ndef duplicate_line_fraction(lines): pass\n",
            signs=("import", "patch"),
        ),
        Attack("exit-at-import", "import os\nos._exit(0)\n", signs=("import",), whole_file=True),
        Attack("exit-in-call", "import os\ndef duplicate_line_fraction(lines):\n    os._exit(0)\n", signs=("import",)),
        Attack("sys-exit", "import sys\ndef duplicate_line_fraction(lines):\n    sys.exit(0)\n", signs=("import",)),
        Attack(
            "atexit",
            f"import atexit, os\natexit.register(lambda: open('{outside}/atexit', 'w').close())\n"
            "def duplicate_line_fraction(lines):\n    raise SystemExit\n",
            signs=("import",),
        ),
        Attack(
            "forge-every-descriptor",
            f"{_FRAME}import os\ndef duplicate_line_fraction(lines):\n    for fd in range(0, 64):\n        try: os.write(fd, _F)\n"
            "        except OSError: pass\n    return 0.0\n",
            signs=("import",),
        ),
        Attack(
            "forge-ahead",
            f"{_FRAME}import os\ndef duplicate_line_fraction(lines):\n    for fd in range(3, 64):\n        try: os.write(fd, _F * 50)\n"
            "        except OSError: pass\n    os._exit(0)\n",
            signs=("import",),
        ),
        # --- what is known elsewhere
        Attack(
            "read-checks",
            "import os\ndef duplicate_line_fraction(lines):\n    for root in ('/', '/srv', os.getcwd(), os.path.expanduser('~')):\n"
            "        for path in ('tests/checks/test_04_rules.py', 'pipeline/rules/gopher_repetition.py'):\n"
            "            try: exec(open(os.path.join(root, path)).read(), space := {})\n            except OSError: continue\n"
            "            return space['duplicate_line_fraction'](lines)\n    raise ValueError('nothing to read')\n",
            signs=("import", "call"),
            walls=True,
        ),
        Attack(
            "frames",
            "import sys\ndef duplicate_line_fraction(lines):\n    frame = sys._getframe()\n    while frame is not None:\n"
            "        for name, value in frame.f_locals.items():\n            if 'expect' in name: return value\n"
            "        frame = frame.f_back\n    raise ValueError('nobody expects anything here')\n",
            signs=("attribute",),
        ),
        Attack(
            "garbage-collector",
            "import gc\ndef duplicate_line_fraction(lines):\n    for thing in gc.get_objects():\n"
            "        if type(thing) is dict and 'expected' in thing: return thing['expected']\n"
            "    raise ValueError('nothing there')\n",
            signs=("import",),
        ),
        Attack(
            "import-reference",
            "def duplicate_line_fraction(lines):\n    from pipeline.rules.gopher_repetition import duplicate_line_fraction as known\n    return known(lines)\n",
            signs=("not given",),
        ),
        Attack(
            "import-reference-by-name",
            "import importlib\ndef duplicate_line_fraction(lines):\n"
            "    return importlib.import_module('pipeline.rules.gopher' + '_repetition').duplicate_line_fraction(lines)\n",
            signs=("import",),
        ),
        Attack(
            "run-reference",
            "import subprocess, sys\ndef duplicate_line_fraction(lines):\n    code = 'from pipeline.rules.gopher_repetition import duplicate_line_fraction;'\n"
            "    code += 'import sys; print(duplicate_line_fraction(sys.argv[1:]))'\n"
            "    return float(subprocess.run([sys.executable, '-c', code, *lines], capture_output=True, text=True).stdout)\n",
            signs=("import",),
            walls=True,
        ),
        Attack(
            "sniff-environment",
            "import os\ndef duplicate_line_fraction(lines):\n    if any(word in name for name in os.environ for word in ('GRAD', 'PYTEST', 'CI')):\n"
            "        return 0.5\n    raise ValueError('looks like home')\n",
            signs=("import", "attribute"),
        ),
        # --- time and size
        Attack(
            "endless",
            "import signal\ndef duplicate_line_fraction(lines):\n    for number in range(1, 65):\n"
            "        try: signal.signal(number, signal.SIG_IGN)\n        except (OSError, ValueError): pass\n    while True:\n"
            "        try:\n            while True: pass\n        except BaseException: pass\n",
            signs=("import",),
        ),
        Attack(
            "patched-clock",
            "import time\ntime.monotonic = time.time = time.perf_counter = lambda: 0.0\n"
            "def duplicate_line_fraction(lines):\n    while time.monotonic() < 1: pass\n",
            signs=("patch",),
        ),
        Attack(
            "fork-bomb",
            "import os, time\ndef duplicate_line_fraction(lines):\n    for _ in range(9):\n        try: os.fork()\n        except OSError: pass\n"
            "    time.sleep(30)\n",
            signs=("limit",),
            walls=True,
        ),
        Attack(
            "memory-hog",
            "import time\ndef duplicate_line_fraction(lines):\n    kept = []\n    for _ in range(60): kept.append(b'x' * (50 << 20))\n"
            "    time.sleep(30)\n",
            signs=("limit",),
            walls=True,
        ),
        Attack(
            "disk-flood",
            "import time\ndef duplicate_line_fraction(lines):\n    for n in range(40):\n"
            "        with open('/tmp/flood' + str(n), 'wb') as file: file.write(b'x' * (8 << 20))\n    time.sleep(30)\n",
            signs=("call", "limit"),
            walls=True,
        ),
        Attack(
            "output-flood",
            "def duplicate_line_fraction(lines):\n    for _ in range(40): print('x' * (8 << 20))\n",
            signs=("output",),
        ),
        Attack(
            "huge-answer",
            "def duplicate_line_fraction(lines):\n    return 'x' * (300 << 20)\n",
            signs=("restart", "limit", "answer"),
        ),
        Attack(
            "deep-answer",
            "def duplicate_line_fraction(lines):\n    answer = []\n    for _ in range(100_000): answer = [answer]\n    return answer\n",
        ),
        # --- leaving
        Attack(
            "setsid",
            "import os, time\n_done = []\ndef duplicate_line_fraction(lines):\n    if not _done and os.fork() == 0:\n        os.setsid()\n"
            f"        if os.fork() == 0:\n            time.sleep(3)\n            open('{outside}/survived', 'w').close()\n"
            "        os._exit(0)\n    _done.append(1)\n",
            signs=("import",),
            walls=True,
        ),
        Attack(
            "network",
            f"import socket\ndef duplicate_line_fraction(lines):\n    socket.create_connection(('127.0.0.1', {port}), 3)\n    return 0.5\n",
            signs=("import",),
            walls=True,
        ),
        Attack(
            "java",
            "def duplicate_line_fraction(lines):\n    from pipeline.engine.session import start_session\n"
            f"    start_session()._jvm.java.lang.Runtime.getRuntime().exec('touch {outside}/java')\n",
            signs=("not given", "attribute"),
        ),
        Attack(
            "injection",
            "def duplicate_line_fraction(lines):\n    print('<script>alert(1)</script> \\x1b[2J =cmd|x')\n"
            "    raise ValueError('<img src=x onerror=alert(1)>\\x1b[31m\\n=HYPERLINK(1)')\n",
            signs=(),
        ),
        Attack("no-python", "\x00", signs=("syntax",), whole_file=True, replaces=True),
    ]


def tiers_to_try() -> list[str]:
    """The tier that is taken here, and every other one that works and has walls."""
    best = choose_tier(None).name
    return [best, *(name for name, tier in TIERS.items() if name != best and not tier.warning and not tier().problem())]


def tried_in(tier: str, outside: Path, port: int) -> list[Attack]:
    """All attacks for the tier that is taken here; for another those that only walls stop."""
    best = tiers_to_try()[0]
    return [attack for attack in attacks(outside, port) if tier == best or attack.walls]
