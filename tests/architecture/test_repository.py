"""What no tracked file may hold: package-index hosts, addresses in locks, paths of a machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = re.compile(
    "|".join(["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian"])
)
MACHINE = re.compile(r"(?<![\w./*])/(?:work|farm|root|home/\w+)/")
RESOLVED = re.compile(r'"resolved"\s*:')
LARGEST = 2_000_000


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        if path.stat().st_size > LARGEST:
            continue
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_package_index_or_a_machine() -> None:
    bad = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path, text in texts()
        for pattern in (HOSTS, MACHINE)
        if (hit := pattern.search(text))
    ]
    assert bad == []


def test_no_lock_holds_an_address() -> None:
    locks = [path for path in tracked() if path.name in {"uv.lock", "pylock.toml"}]
    assert locks == []
    assert [
        path for path, text in texts() if path.name == "package-lock.json" and RESOLVED.search(text)
    ] == []


def test_constraints_and_requirements_name_no_address() -> None:
    for name in ("uv.toml", "requirements.lock"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
