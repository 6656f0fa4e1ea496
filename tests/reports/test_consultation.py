from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from nagi.errors import NagiError
from nagi.reports import write_consultation
from nagi.services.consultation import Consultation

ALL = {
    "consultation.html",
    "consultation.json",
    "decision-sheet.pdf",
    "leaflet.pdf",
    "consent.pdf",
    "plan-and-quotation.pdf",
}


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_candidate_gets_every_paper_the_same_bytes_each_time(named: Consultation, tmp_path: Path) -> None:
    first, second = (write_consultation(named, tmp_path / folder, lang="ja") for folder in ("a", "b"))
    assert {path.name for path in first} == ALL
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_where_nothing_is_planned_there_is_nothing_to_consent_to(
    consultations: Mapping[str, Consultation], tmp_path: Path
) -> None:
    written = write_consultation(consultations["C03"], tmp_path, lang="en")
    assert {path.name for path in written} == ALL - {"consent.pdf"}


def test_an_earlier_consent_form_does_not_stay_beside_a_later_refusal(
    consultations: Mapping[str, Consultation], tmp_path: Path
) -> None:
    write_consultation(consultations["C01"], tmp_path, lang="ja")
    (tmp_path / "note.txt").write_text("somebody else's")
    write_consultation(consultations["C03"], tmp_path, lang="ja")
    assert set(held(tmp_path)) == ALL - {"consent.pdf"} | {"note.txt"}


def test_a_name_that_cannot_be_printed_writes_nothing(named: Consultation, tmp_path: Path) -> None:
    strange = replace(named, case=replace(named.case, person={"name": "山田😀"}))
    with pytest.raises(NagiError, match=r"NAGI-R301.*record\.person\.name"):
        write_consultation(strange, tmp_path / "out", lang="ja")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_consultation(
    named: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_consultation(named, tmp_path, lang="ja")
    before = held(tmp_path)
    monkeypatch.setattr(
        "os.fsync", lambda _file: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(NagiError, match="NAGI-R303"):
        write_consultation(named, tmp_path, lang="en")
    assert held(tmp_path) == before
