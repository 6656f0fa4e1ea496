"""Open the built wheel: the knowledge, templates and fonts are inside, and nothing private is."""

import sys
import zipfile
from pathlib import Path

NEEDED = (
    "nagi/knowledge/rules/phase.toml",
    "nagi/knowledge/works/",
    "nagi/knowledge/findings/",
    "nagi/knowledge/claims/",
    "nagi/knowledge/cases/worked.yaml",
    "nagi/reports/templates/",
    "nagi/fonts/",
    "nagi/numerics/driver/device.cu",
    "nagi/py.typed",
)
FORBIDDEN = (
    "tests/",
    "shared/",
    ".env",
    ".pem",
    ".key",
    "settings_local",
    ".sqlite3",
    "__pycache__",
    "consultation.json",
)

folder = Path(sys.argv[1])
wheels = sorted(folder.glob("nagi_skin-*.whl"), key=lambda path: path.stat().st_mtime)
if not wheels:
    sys.exit(f"no wheel in {folder}")
names = zipfile.ZipFile(wheels[-1]).namelist()
missing = [part for part in NEEDED if not any(part in name for name in names)]
private = [name for name in names if any(part in name for part in FORBIDDEN)]
if missing or private:
    sys.exit(f"wheel: missing {missing}, private {private}")
print(f"{wheels[-1].name}: {len(names)} files, nothing missing, nothing private")
