#!/usr/bin/env bash
# The whole gate, for developers and CI alike: formatting, lints, docs, tests, the contracts'
# sizes, the end-to-end tests and a run of the demo. Stops at the first step that fails. Safe
# to run twice. About 40 minutes at first on two cores, a few minutes afterwards.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

scratch=$(mktemp -d)
current=start
finish() {
    local status=$?
    rm -rf "$scratch"
    ((status == 0)) || printf '\n== failed: %s (after %d s in all)\n' "$current" "$SECONDS" >&2
}
trap finish EXIT

# step HEADLINE COMMAND…
step() {
    local start=$SECONDS
    current=$1
    shift
    printf '\n== %s\n' "$current"
    "$@"
    printf '== %s: %d s\n' "$current" $((SECONDS - start))
}

e2e=(--manifest-path e2e-tests/Cargo.toml)

# What runs on the chain has no std, which clippy for this machine never sees. There is no
# prebuilt core for Wasm: it is compiled from rust-src, as cargo-contract does it.
clippy_for_the_chain() {
    RUSTC_BOOTSTRAP=1 cargo clippy --locked --workspace --lib --no-default-features \
        --target wasm32-unknown-unknown -Zbuild-std=core,alloc -- -D warnings
}

documentation() {
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps "$@"
}

demo() {
    scripts/demo.sh --json "$scratch/demo.json"
    [[ -s $scratch/demo.json ]] || fail "The demo wrote no --json file."
}

step 'set-up' scripts/setup.sh
step 'formatting' cargo fmt --all --check
step 'formatting, end-to-end tests' cargo fmt "${e2e[@]}" --check
step 'clippy' cargo clippy --locked --workspace --all-targets -- -D warnings
step 'clippy for the chain' clippy_for_the_chain
step 'documentation' documentation --workspace
step 'tests' cargo test --locked --workspace
step 'contracts' scripts/build.sh
step 'clippy, end-to-end tests' cargo clippy --locked "${e2e[@]}" --all-targets -- -D warnings
step 'documentation, end-to-end tests' documentation "${e2e[@]}"
step 'end-to-end tests' cargo test --locked "${e2e[@]}"
step 'demo' demo
printf '\n== all passed, %d s\n' "$SECONDS"
