#!/usr/bin/env bash
# Builds the contracts and runs the demo on them: scripts/demo.sh [--json FILE]. Arguments go
# to the demo. About 25 minutes at first, most of it to compile the chain's runtime; under
# a minute afterwards.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# No cd: a FILE is relative to the caller's folder.
"$root/scripts/build.sh"
cargo run --locked --manifest-path "$root/e2e-tests/Cargo.toml" --bin demo -- "$@"
