#!/usr/bin/env bash
# Hunts for holes: random messages of random actors to the deployed suite, against a plain model of
# the design. See docs/testing.md.
#
#   scripts/hunt.sh N            N steps from a random seed, which is printed: 10,000 take one to
#                                three minutes on two cores
#   SEED=NUMBER scripts/hunt.sh N    the same steps again
#
# A case that does not hold is made small, printed, and kept in e2e-tests/tests/hunt/regressions. Set
# HUNT_SHRINK_SECONDS to spend more time on making it small than 180 seconds. Safe to run twice.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

steps=${1:-}
[[ $steps =~ ^[1-9][0-9]*$ ]] || fail "Say how many steps: scripts/hunt.sh 10000"
seed=${SEED:-$((RANDOM << 15 | RANDOM))}
[[ $seed =~ ^(0|[1-9][0-9]*)$ ]] || fail "SEED is not a number: $seed"

scripts/build.sh
echo "$steps steps. To do the same again: SEED=$seed scripts/hunt.sh $steps"
# With the whole workspace's features, as the gate has them: else what it links is compiled again.
HUNT_SEED=$seed HUNT_STEPS=$steps cargo test --locked --manifest-path e2e-tests/Cargo.toml \
    --workspace --test hunt -- the_suite_does_what_the_model_says --nocapture
