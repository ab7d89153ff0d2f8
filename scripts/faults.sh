#!/usr/bin/env bash
# Breaks the contracts on purpose, with one fault of e2e-tests/faults after the other, and sees that
# the test that the fault names fails for it, and only for it: unbroken it passes.
#
#   scripts/faults.sh            all of them: about a minute each, after five minutes at first
#   scripts/faults.sh NAME…      these
#   scripts/faults.sh --check    only that each still fits the sources and names a test; a second
#
# The sources are broken in a copy, target/faults, never in place. Safe to run twice.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

faults=e2e-tests/faults
copy=$root/target/faults

# field FAULT NAME: a line of a fault's head.
field() { sed -n "s/^$2: //p" "$faults/$1.patch"; }

# check FAULT: it fits the sources, and its test is there.
check() {
    local test contract
    [[ -f $faults/$1.patch ]] || fail "There is no fault $faults/$1.patch."
    git apply --check "$faults/$1.patch" 2>/dev/null ||
        fail "The fault $1 does not fit the sources any more; make its patch anew."
    contract=$(field "$1" Build)
    [[ -f contracts/$contract/Cargo.toml ]] || fail "The fault $1 names no contract to build."
    test=$(field "$1" Test)
    grep -rqE "^fn ${test##*::}\b" e2e-tests/tests/scenarios ||
        fail "The fault $1 names the test '$test', which is not there."
}

# Runs one scenario in this process, over the bundles of the copy or of the project.
scenario() {
    CHARTKEY_BUNDLES=$1/target/ink cargo test --locked --quiet --manifest-path e2e-tests/Cargo.toml \
        --test scenarios -- "$2" --skip on_a_node </dev/null 2>&1
}

# outcome: of the test runner's closing line on standard input: passed and failed.
outcome() { sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p'; }

# build_copy CONTRACT
build_copy() (
    # shellcheck source=scripts/contracts.sh
    source "$copy/scripts/contracts.sh"
    build "contracts/$1" "$1"
)

# refresh: the copy is as the project's sources are.
refresh() {
    mkdir -p "$copy/target/ink"
    rm -rf "$copy/contracts" "$copy/scripts"
    cp -a contracts scripts Cargo.toml rust-toolchain.toml "$copy/"
    cp -a target/ink/*.{wasm,contract,json,sources} "$copy/target/ink/"
}

# see FAULT: prints a line of the table; fails when the fault goes unnoticed.
see() {
    local contract test passed failed start=$SECONDS
    contract=$(field "$1" Build)
    test=$(field "$1" Test)
    read -r passed failed < <(scenario "$root" "$test" | outcome) ||
        fail "The scenarios do not run; see 'cargo test --manifest-path e2e-tests/Cargo.toml --test scenarios'."
    ((passed > 0 && failed == 0)) || fail "Without a fault, $test: $passed passed, $failed failed."
    refresh
    git apply --directory=target/faults "$faults/$1.patch"
    build_copy "$contract" >"$copy/build.log" 2>&1 ||
        fail "The fault $1 does not build; see $copy/build.log."
    cmp -s "target/ink/${contract//-/_}.wasm" "$copy/target/ink/${contract//-/_}.wasm" &&
        fail "The fault $1 does not change the code of $contract."
    read -r passed failed < <(scenario "$copy" "$test" | outcome)
    printf '%-38s %-24s %s (%d s)\n' "$1" "$contract" \
        "$( ((failed > 0)) && echo "noticed by $test" || echo "NOT NOTICED by $test")" $((SECONDS - start))
    ((failed > 0))
}

names=()
only_check=false
for argument in "$@"; do
    if [[ $argument == --check ]]; then only_check=true; else names+=("$argument"); fi
done
if ((${#names[@]} == 0)); then
    for path in "$faults"/*.patch; do names+=("$(basename "$path" .patch)"); done
fi
for name in "${names[@]}"; do check "$name"; done
if $only_check; then
    echo "${#names[@]} faults fit the sources and name their tests"
    exit
fi

scripts/build.sh >/dev/null
unnoticed=0
for name in "${names[@]}"; do see "$name" || unnoticed=$((unnoticed + 1)); done
((unnoticed == 0)) || fail "$unnoticed of ${#names[@]} faults went unnoticed."
echo "all ${#names[@]} faults were noticed"
