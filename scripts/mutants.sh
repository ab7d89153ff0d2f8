#!/usr/bin/env bash
# Plants faults in the pure crates, one at a time, and sees whether the tests notice:
# scripts/mutants.sh [CRATE…], each a folder of crates/; all of them by default. Prints a
# table, and fails where the tests of a crate notice under 95 % of the faults that compile. Works
# on a copy of the tree. About an hour for all on one core, two minutes for the smallest; what was
# found stays in target/mutants/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

least=95
crates=("$@")
((${#crates[@]})) || crates=(vocabulary merkle governance recovery commands policy emergency)

have cargo-mutants || fail 'cargo-mutants is missing. It wants a later Rust than the contracts:' \
    'cargo +stable install --locked cargo-mutants --version 27.1.0'
for crate in "${crates[@]}"; do
    [[ -f crates/$crate/Cargo.toml ]] || fail "There is no crate crates/$crate."
done

# The same random tests for each fault, which nothing found at an earlier one helps; what fails
# need not be made smaller, and debugging information is of no use.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20260101}
export PROPTEST_DISABLE_FAILURE_PERSISTENCE=1 PROPTEST_MAX_SHRINK_ITERS=0
export CARGO_PROFILE_DEV_DEBUG=0
# A build folder of its own goes with the copy.
unset CARGO_TARGET_DIR
# A fault may turn a loop into one that never ends and fills the memory: 8 GiB, in KiB.
ulimit -v 8388608

results=$root/target/mutants

# count CRATE WHAT: how many faults had this outcome.
count() { wc -l <"$results/$1/mutants.out/$2.txt"; }

for crate in "${crates[@]}"; do
    mkdir -p "$results/$crate"
    status=0
    cargo mutants --package "chartkey-$crate" --output "$results/$crate" --jobs 1 \
        --cargo-arg=--locked --cargo-test-arg=--all-targets || status=$?
    # 2: some were missed; 3: some tests ran out of time.
    ((status == 0 || status == 2 || status == 3)) || fail "cargo-mutants failed on $crate."
done

# A test that never ends is noticed as well.
weak=()
row='%-12s %7s %7s %7s %7s %9s %8s\n'
# shellcheck disable=SC2059 # one format for every row
printf "\n$row" crate viable caught timeout missed unviable noticed
for crate in "${crates[@]}"; do
    caught=$(count "$crate" caught) timeout=$(count "$crate" timeout)
    missed=$(count "$crate" missed)
    noticed=$((caught + timeout)) viable=$((caught + timeout + missed))
    tenths=$((viable ? noticed * 1000 / viable : 0))
    # shellcheck disable=SC2059
    printf "$row" "$crate" "$viable" "$caught" "$timeout" "$missed" \
        "$(count "$crate" unviable)" "$((tenths / 10)).$((tenths % 10)) %"
    ((tenths >= least * 10)) || weak+=("$crate")
done
((${#weak[@]} == 0)) || fail "Tests notice less than $least %: ${weak[*]}." \
    "target/mutants/CRATE/mutants.out/missed.txt names what they miss."
