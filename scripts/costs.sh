#!/usr/bin/env bash
# Measures what every message costs, beside a flipper and a token, in process and on
# substrate-contracts-node where one is on PATH: scripts/costs.sh [--json FILE]. Writes
# docs/costs.md, what scripts/simulate.sh reads, and FILE. About 25 minutes at first, most of it to
# compile the chain's runtime; about two minutes afterwards.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# No cd: a FILE is relative to the caller's folder.
"$root/scripts/build.sh"
"$root/scripts/build_for_tests.sh"
# With the whole workspace's features, as the gate has them: else what it links is compiled again.
cargo build --locked --manifest-path "$root/e2e-tests/Cargo.toml" --workspace --bin costs
"${CARGO_TARGET_DIR:-$root/e2e-tests/target}/debug/costs" \
    --date "$(date -u +%F)" --page "$root/docs/costs.md" \
    --prices "$root/e2e-tests/simulation/prices.json" "$@"
