#!/usr/bin/env bash
# Builds the contracts that only the end-to-end tests need: a flipper and a token to compare costs
# with, and second codes with other parts to upgrade to. The bundles are in target/ink, like those of build.sh.
# Safe to run twice: what has not changed is left alone. Two minutes at first.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/contracts.sh"

scripts/setup.sh
for folder in "${test_contracts[@]}"; do
    build "e2e-tests/$folder"
done
