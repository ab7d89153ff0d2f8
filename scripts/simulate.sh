#!/usr/bin/env bash
# Simulates a day of a hospital and of a province on a chain, by the weights that scripts/costs.sh
# measured: scripts/simulate.sh [--json FILE]. Writes docs/simulation.md, and FILE. Takes a minute at
# first, to compile, and some seconds afterwards. The same seed gives the same page.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# No cd: a FILE is relative to the caller's folder.
CARGO_TARGET_DIR=$root/target cargo run --locked --quiet \
    --manifest-path "$root/e2e-tests/simulation/Cargo.toml" -- --page "$root/docs/simulation.md" "$@"
