#!/usr/bin/env bash
# Builds the three contracts for the chain and prints the sizes of their optimised Wasm
# against their budgets; fails when one is exceeded. The bundles are
# target/ink/<contract>.contract, with underscores in the name. Safe to run twice: a contract
# whose sources have not changed is left alone. 5 to 15 minutes at first, a second when nothing
# has changed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# Wasm budgets in KiB.
declare -A budget_kib=([access-log]=10 [consent-manager]=22 [record-registry]=28)
budget_kib_together=56

# One build folder for all three, so that core and ink are compiled once. cargo-contract puts
# its bundles into the folder's ink/.
export CARGO_TARGET_DIR=$root/target
bundles=target/ink

# A digest of all that a contract's code is made from: its sources and those of the crates
# that it shares, its lock file, and the tools.
digest() {
    local other exclude=()
    for other in "${contracts[@]}"; do
        [[ $other == "$1" ]] || exclude+=(! -path "contracts/$other/*")
    done
    {
        find Cargo.toml contracts -type f \( -name '*.rs' -o -name Cargo.toml -o -name Cargo.lock \) \
            ! -path '*/tests/*' ! -path '*/target/*' "${exclude[@]}" -print0 |
            sort -z | xargs -0 sha256sum
        echo "$channel $cargo_contract_version"
    } | sha256sum | cut -d ' ' -f 1
}

build() {
    local files=$bundles/${1//-/_} stamp=$bundles/$1.sources before after
    before=$(digest "$1")
    if [[ -f $files.contract && -f $files.wasm && -f $files.json ]] &&
        [[ $(cat "$stamp" 2>/dev/null) == "$before" ]]; then
        echo "$1: unchanged"
        return
    fi
    [[ -f contracts/$1/Cargo.lock ]] || fail "contracts/$1/Cargo.lock is missing." \
        "Restore it: without it the code hash cannot be reproduced."
    echo "$1: building"
    rm -f "$stamp" "$files".{contract,wasm,json}
    "$cargo_contract" contract build --release --manifest-path "contracts/$1/Cargo.toml" </dev/null
    # cargo-contract has no --locked: it would quietly amend a lock file that is out of date.
    after=$(digest "$1")
    [[ $after == "$before" ]] || fail "The sources or lock files of $1 changed while it was built." \
        "Look at 'git diff contracts', commit a lock file that changed, and build again."
    echo "$before" >"$stamp"
}

# Prints a line of the table and fails when the size exceeds the budget.
row() {
    local verdict=ok
    (($2 <= $3)) || verdict='OVER BUDGET'
    printf '%-18s %12d %12d  %s\n' "$1" "$2" "$3" "$verdict"
    [[ $verdict == ok ]]
}

sizes() {
    local contract size together=0 status=0
    printf '\n%-18s %12s %12s\n' contract 'Wasm bytes' budget
    for contract in "${contracts[@]}"; do
        size=$(stat -c %s "$bundles/${contract//-/_}.wasm")
        together=$((together + size))
        row "$contract" "$size" $((budget_kib[$contract] * 1024)) || status=1
    done
    row together "$together" $((budget_kib_together * 1024)) || status=1
    return "$status"
}

scripts/setup.sh
cargo_contract=$(cargo_contract)
for contract in "${contracts[@]}"; do
    [[ -f contracts/$contract/Cargo.toml ]] || fail "contracts/$contract/Cargo.toml is missing."
    build "$contract"
done
sizes || fail "A contract exceeds its Wasm budget." "Make it smaller; the budgets are at the top of scripts/build.sh."
