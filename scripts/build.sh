#!/usr/bin/env bash
# Builds the contracts for the chain and prints the sizes of their optimised Wasm against their
# budgets; fails when one is larger than its ceiling. The bundles are
# target/ink/<contract>.contract, with underscores in the name. Safe to run twice: a contract
# whose sources have not changed is left alone. 5 to 15 minutes at first, a second when nothing
# has changed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# In bytes of Wasm. The budget is what the reading path should come down to; the ceiling is what
# it has come down to: lower it with every contract that gets smaller, never raise it. The
# provider directory is not on the reading path and has no budget.
#                            budget ceiling
declare -A limits=(
    [access-log]='           10240   10240'
    [consent-manager]='      22528   22784'
    [record-registry]='      28672   28672'
    [the-reading-path]='     57344   61184'
    [provider-directory]='       0   22016'
)

# Without this the paths of this machine would be part of the code, and of its hash. The pinned
# cargo knows trim-paths as unstable, and cargo-contract builds with unstable features anyway.
trim_paths=(RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_TRIM_PATHS=true CARGO_PROFILE_RELEASE_TRIM_PATHS=all)

# One build folder for all, so that core and ink are compiled once. cargo-contract puts
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
    env "${trim_paths[@]}" "$cargo_contract" contract build --release \
        --manifest-path "contracts/$1/Cargo.toml" </dev/null
    # cargo-contract has no --locked: it would quietly amend a lock file that is out of date.
    after=$(digest "$1")
    [[ $after == "$before" ]] || fail "The sources or lock files of $1 changed while it was built." \
        "Look at 'git diff contracts', commit a lock file that changed, and build again."
    echo "$before" >"$stamp"
}

# Prints a line of the table and fails when the size exceeds the ceiling.
row() {
    local budget ceiling verdict=ok
    read -r budget ceiling <<<"${limits[$1]}"
    ((budget == 0 || $2 <= budget)) || verdict="$(($2 - budget)) over budget"
    (($2 <= ceiling)) || verdict="OVER THE CEILING of $ceiling"
    printf '%-18s %10d %10s  %s\n' "$1" "$2" "${budget/#0/-}" "$verdict"
    (($2 <= ceiling))
}

sizes() {
    local contract size path=0 status=0
    printf '\n%-18s %10s %10s\n' contract 'Wasm bytes' budget
    for contract in "${contracts[@]}"; do
        size=$(stat -c %s "$bundles/${contract//-/_}.wasm")
        [[ $contract == provider-directory ]] || path=$((path + size))
        row "$contract" "$size" || status=1
    done
    row the-reading-path "$path" || status=1
    return "$status"
}

scripts/setup.sh
cargo_contract=$(cargo_contract)
for contract in "${contracts[@]}"; do
    [[ -f contracts/$contract/Cargo.toml ]] || fail "contracts/$contract/Cargo.toml is missing."
    build "$contract"
done
sizes || fail "A contract has grown beyond its ceiling." "Make it smaller; the ceilings are at the top of scripts/build.sh."
