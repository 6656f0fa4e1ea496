#!/usr/bin/env bash
# Take the pictures of the README again, from a real consultation of case C01. Needs chromium and pdftoppm.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shoot() { # address, width and height, picture
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --screenshot="$3" --window-size="$2" "$1" 2>/dev/null
}

for lang in en ja; do
  suffix=$([ "$lang" = en ] || echo ".$lang")
  .venv/bin/nagi consult examples/cases.yaml --out "$work/$lang" --date 2026-11-22 --lang "$lang" >/dev/null
  shoot "file://$work/$lang/C01/consultation.html" 1100,1530 "docs/pictures/consultation$suffix.png"
  sheet="$work/$lang.html"
  echo '<body style="margin:12px;background:#dfe6e6;display:flex;gap:12px">' >"$sheet"
  for paper in decision-sheet leaflet plan-and-quotation consent; do
    pdftoppm -r 60 -f 1 -l 1 -singlefile -png "$work/$lang/C01/$paper.pdf" "$work/$lang-$paper"
    echo "<img src=\"$lang-$paper.png\" style=\"width:320px\">" >>"$sheet"
  done
  shoot "file://$sheet" 1340,477 "docs/pictures/papers$suffix.png"
done
ls -l docs/pictures/*.png
