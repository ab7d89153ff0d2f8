#!/usr/bin/env bash
# The whole gate, for developers and CI alike: formatting, lints, docs, tests, the contracts' sizes
# and hashes, the committed artifacts, the end-to-end tests, the client, deployment, other people's
# tools and a run of the demo. Stops at the first step that fails, and says in the end how long each
# took. Safe to run twice. README.md says how long it takes.
#
# What needs substrate-contracts-node, or Node.js 20, is counted as ignored and named where that is
# missing; with CHARTKEY_REQUIRE_NODE set it is an error.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# The workspace of the crates without a contract of their own, and each contract's and part's, which
# share target/. The end-to-end tests link other versions of nearly everything and keep a build
# folder of their own, as the client does.
manifests=(Cargo.toml)
for contract in "${contracts[@]/#/contracts/}" "${test_contracts[@]/#/e2e-tests/}"; do
    manifests+=("$contract/Cargo.toml")
done
e2e='e2e-tests/Cargo.toml'
client='client/Cargo.toml'

# What is built here is what is tested.
unset CHARTKEY_BUNDLES

# Random tests begin with a fresh seed each time, so that every run looks where none has looked. The
# same run again: PROPTEST_RNG_SEED=NUMBER scripts/test.sh. What fails is kept as a regression.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-$((RANDOM << 15 | RANDOM))}

scratch=$(mktemp -d)
current=start
table=''
finish() {
    local status=$?
    rm -rf "$scratch"
    printf '\n%s' "$table"
    ((status == 0)) || printf '\n== failed: %s (after %d s in all, seed %s)\n' "$current" "$SECONDS" \
        "$PROPTEST_RNG_SEED" >&2
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
    table+=$(printf '%6d s  %s' $((SECONDS - start)) "$current")$'\n'
}

# Runs a function once for each workspace that shares target/, with its manifest.
each() {
    local manifest
    for manifest in "${manifests[@]}"; do
        CARGO_TARGET_DIR=$root/target "$1" "$manifest"
    done
}

formatting() { cargo fmt --all --manifest-path "$1" --check; }

lints() {
    cargo clippy --locked --manifest-path "$1" --workspace --all-targets -- -D warnings
}

# What runs on the chain has no std, which clippy for this machine never sees. There is no
# prebuilt core for Wasm: it is compiled from rust-src, as cargo-contract does it.
lints_for_the_chain() {
    local beside=()
    # It reads metadata, beside the chain.
    [[ $1 != Cargo.toml ]] || beside=(--exclude chartkey-metadata)
    RUSTC_BOOTSTRAP=1 cargo clippy --locked --manifest-path "$1" --workspace "${beside[@]}" --lib \
        --no-default-features --target wasm32-unknown-unknown -Zbuild-std=core,alloc \
        -- -D warnings
}

documentation() {
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --manifest-path "$1" --workspace --no-deps
}

# Builds the tests of a workspace with clippy in the compiler's place, and so lints them without a
# second check of everything that they link; the tests then run what was built.
linted=(env RUSTC_WORKSPACE_WRAPPER=clippy-driver
    CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__)
lints_and_build() { "${linted[@]}" cargo test --locked --manifest-path "$1" --workspace --no-run; }
linted_tests() { "${linted[@]}" cargo test --locked --manifest-path "$1" --workspace; }

# A workspace of its own, which links no runtime. Its prices are compared by the end-to-end tests.
simulation() (
    local manifest=e2e-tests/simulation/Cargo.toml
    formatting "$manifest"
    export CARGO_TARGET_DIR=$root/target
    lints "$manifest"
    tests "$manifest"
    cargo run --locked --quiet --manifest-path "$manifest" -- --page "$scratch/simulation.md" \
        --json "$scratch/simulation.json"
    [[ -s $scratch/simulation.json ]] || fail "The simulation wrote no --json file."
    cmp "$scratch/simulation.md" docs/simulation.md || fail \
        "docs/simulation.md is of other prices or sources." "Run scripts/simulate.sh."
)

# Shares target/ with the others, for it links what they link.
fuzz_lints() { CARGO_TARGET_DIR=$root/target lints fuzz/Cargo.toml; }

tests() { cargo test --locked --manifest-path "$1" --workspace; }

# The last line is cargo's, so that ignored tests are counted.
javascript() {
    local version
    version=$({ node --version 2>/dev/null || true; } | sed -n 's/^v\([0-9]*\).*/\1/p')
    if ((${version:-0} >= 20)) && have npm; then
        (cd e2e-tests/javascript && npm ci --ignore-scripts --no-audit --no-fund && npm test)
    elif [[ -n ${CHARTKEY_REQUIRE_NODE:-} ]]; then
        fail "The JavaScript tests need Node.js 20 and npm."
    else
        echo 'test javascript ... ignored, needs Node.js 20 and npm'
        echo 'test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out'
    fi
}

# The demo that the tests were run with: built alone it has other features, and nearly all that it
# links would be compiled again.
demo() {
    CHARTKEY_DEMO=$root/e2e-tests/target/debug/demo scripts/demo.sh --json "$scratch/demo.json"
    [[ -s $scratch/demo.json ]] || fail "The demo wrote no --json file."
}

printf 'Random tests begin with the seed PROPTEST_RNG_SEED=%s\n' "$PROPTEST_RNG_SEED"
step 'set-up' scripts/setup.sh
step 'formatting' each formatting
step 'formatting, end-to-end tests' formatting "$e2e"
step 'formatting, client' formatting "$client"
step 'formatting, fuzzing' formatting fuzz/Cargo.toml
step 'artifacts fit the sources' scripts/build.sh --fits
step 'no chain in the pure crates' scripts/purity.sh
step 'clippy' each lints
step 'clippy, fuzzing' fuzz_lints
step 'clippy for the chain' each lints_for_the_chain
step 'documentation' each documentation
step 'tests' each tests
step 'clippy, client' lints "$client"
step 'documentation, client' documentation "$client"
step 'tests, client' tests "$client"
step 'simulation' simulation
step 'planted faults fit' scripts/faults.sh --check
step 'fuzzing' env FUZZ_SEED="$PROPTEST_RNG_SEED" scripts/fuzz.sh
step 'contracts' scripts/build.sh --check
step 'one code in two folders' scripts/tests/reproducible.sh
step 'contracts for the tests' scripts/build_for_tests.sh
step 'clippy and build, end-to-end tests' lints_and_build "$e2e"
step 'documentation, end-to-end tests' documentation "$e2e"
step 'end-to-end tests' linted_tests "$e2e"
step 'deployment' scripts/tests/deploy.sh
step 'JavaScript' javascript
step 'demo' demo
printf '\n== all passed, %d s\n' "$SECONDS"
