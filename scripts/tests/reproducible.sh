#!/usr/bin/env bash
# Builds a contract's part once more, in another folder and from nothing, and compares the hash of
# its code with that in the lock file. One to two minutes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

folder=contracts/consent-manager/changes
bundle=consent_changes

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
copy="$scratch/another place/chartkey"
mkdir -p "$copy"
cp -a "$root"/{Cargo.toml,Cargo.lock,rust-toolchain.toml,contracts,crates,scripts} "$copy/"
mkdir "$copy/e2e-tests"
cp -a "$root"/e2e-tests/{peers,next-*} "$copy/e2e-tests/"

(
    # shellcheck source=scripts/contracts.sh
    source "$copy/scripts/contracts.sh"
    build "$folder"
) >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2 && fail "$folder could not be built in another folder."; }
there=$(jq -r .source.hash "$copy/target/ink/$bundle.contract")
locked=$(sed -n "s/^$bundle \([^ ]*\) .*/\1/p" "$root/deployments/artifacts/lock")
[[ $there == "$locked" ]] || fail "Built in another folder $folder has the code hash $there, and not $locked."
echo "$folder has the code hash $locked in every folder."
echo 'test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out'
