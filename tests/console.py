"""The consoles of the documentation are real: what stands under `$ nagi ...` is what nagi prints.

    python tests/console.py     runs every command of every page again and writes its output

A fenced block with title="name" is a file that the commands of its page may read.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = re.compile(r'^```\w+ title="([\w.-]+)"\n(.*?)^```$', re.M | re.S)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
SHARED = ("examples", "src")


def pages() -> list[Path]:
    """The pages that hold a console, with the README of each language."""
    found = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("README*.md"))]
    return [page for page in found if CONSOLE.search(page.read_text(encoding="utf-8"))]


def rewritten(page: Path) -> str:
    """The page with the output of every command as it is today."""
    text = page.read_text(encoding="utf-8")
    with _folder(text) as env:
        return CONSOLE.sub(lambda block: f"```console\n{_run_all(block[1], env)}```", text)


@contextlib.contextmanager
def _folder(text: str) -> Iterator[Path]:
    """A new folder with the files of the page, and the repository's folders that commands read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in FILE.findall(text):
            (folder / file).write_text(content, encoding="utf-8")
        for shared in SHARED:
            (folder / shared).symlink_to(ROOT / shared)
        yield folder


def _run_all(block: str, folder: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    if not commands[0].startswith("$ nagi "):
        return block  # make and the like are not run here
    return "".join(f"{command}\n{_run(command.removeprefix('$ '), folder)}" for command in commands)


def _run(command: str, folder: Path) -> str:
    place = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = {"PATH": place, "LANG": "C.UTF-8", "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


if __name__ == "__main__":
    for one in pages():
        one.write_text(rewritten(one), encoding="utf-8")
