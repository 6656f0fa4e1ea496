"""Machine code from LLVM IR, kept on disk.

An entry is one file: a digest of its name and the rest, a length, metadata as JSON, the object code. Whatever is
wrong with an entry or its folder, the answer is to compile again; a cache is never a reason to fail.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from nagi.numerics.printers.llvm import GENERATOR

DIGEST_BYTES, LENGTH_BYTES = 32, 8


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the cache keeps for one model: object code and what a driver must know about it."""

    metadata: Mapping[str, Any]
    code: bytes


def default_folder() -> Path | None:
    """The user's cache folder for nagi, or None where there is no home."""
    given = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(given) if given else Path.home() / ".cache") / "nagi" / "kernels"
    except RuntimeError:
        return None


@cache
def platform_key() -> str:
    """What object code depends on beside its source: generator, compiler, processor and its features."""
    _prepare()
    versions = f"{GENERATOR}|{llvmlite.__version__}|{llvm.llvm_version_info}"
    return f"{versions}|{llvm.get_default_triple()}|{llvm.get_host_cpu_name()}|{_features()}"


@cache
def native_lanes() -> int:
    """Doubles in one vector register of this machine: 8 with AVX-512, 4 with AVX2, else 2."""
    _prepare()
    features = llvm.get_host_cpu_features()
    if features.get("avx512f") and features.get("avx512dq"):
        return 8
    return 4 if features.get("avx2") else 2


def kept(key: str, folder: Path | None, make: Callable[[], Entry]) -> Entry:
    """The entry under `key` for this platform; made, and kept if the folder allows, when it is not there."""
    name = hashlib.sha256(f"{platform_key()}|{key}".encode()).hexdigest()
    path = folder / f"{name}.bin" if folder else None
    entry = _read(path) if path else None
    if entry is None:
        entry = make()
        if path:
            _write(path, entry)
    return entry


def compiled(text: str) -> bytes:
    """Object code of an IR module for this machine."""
    _prepare()
    module = llvm.parse_assembly(text)
    module.verify()
    return bytes(_machine().emit_object(module))


class LoadedCode:
    """Object code in memory. Keep it alive as long as an address of it is used."""

    def __init__(self, code: bytes) -> None:
        _prepare()
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
        self._object = llvm.ObjectFileRef.from_data(code)
        self._engine.add_object_file(self._object)
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Where the function `name` begins."""
        found = int(self._engine.get_function_address(name))
        if not found:
            raise KeyError(name)
        return found


@cache
def _prepare() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _features() -> str:
    return str(llvm.get_host_cpu_features().flatten())


def _machine() -> Any:
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=_features(),
        opt=3,
        reloc="pic",
        codemodel="jitdefault",
        jit=True,
    )


def _seal(path: Path, rest: bytes) -> bytes:
    """Binds an entry to its name: whole, but another model's, it must not be run."""
    return hashlib.sha256(path.name.encode() + b"\0" + rest).digest()


def _read(path: Path) -> Entry | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    seal, rest = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if _seal(path, rest) != seal:
        return None
    length = int.from_bytes(rest[:LENGTH_BYTES], "big")
    metadata = rest[LENGTH_BYTES : LENGTH_BYTES + length]
    return Entry(metadata=json.loads(metadata), code=rest[LENGTH_BYTES + length :])


def _write(path: Path, entry: Entry) -> None:
    """Under another name first, its own in every thread and process, so that no reader sees half an entry."""
    metadata = json.dumps(entry.metadata, sort_keys=True).encode()
    rest = len(metadata).to_bytes(LENGTH_BYTES, "big") + metadata + entry.code
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=path.parent, ignore_cleanup_errors=True) as stage:
            whole = Path(stage) / path.name
            whole.write_bytes(_seal(path, rest) + rest)
            whole.replace(path)
