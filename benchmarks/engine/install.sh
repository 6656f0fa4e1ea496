#!/usr/bin/env bash
# The peers into .venv-bench; one that cannot be installed is named, and the benchmark does without it.
# Usage: UV=/path/to/uv benchmarks/engine/install.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
UV=${UV:-uv}
"$UV" venv --quiet --allow-existing .venv-bench
export PATH="$PWD/.venv-bench/bin:$PATH"
"$UV" pip install --quiet --python .venv-bench --editable .
while read -r line; do
  [[ $line && $line != \#* ]] || continue
  # shellcheck disable=SC2086 # one line may name several packages
  "$UV" pip install --quiet --python .venv-bench $line || echo "not installed: $line" >&2
done <benchmarks/engine/peers.txt
