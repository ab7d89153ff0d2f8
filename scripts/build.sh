#!/usr/bin/env bash
# Builds the three contracts for the chain and prints the sizes of their optimised Wasm
# against their budgets; fails when one is exceeded. The bundles are
# target/ink/<contract>/<contract>.contract, with underscores. Safe to run twice: a contract
# whose sources have not changed is left alone. About 5 minutes at first, seconds afterwards.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# Wasm budgets in KiB.
contracts=(access-log consent-manager record-registry)
declare -A budget_kib=([access-log]=10 [consent-manager]=22 [record-registry]=28)
budget_kib_together=56

# The package's name with underscores, as cargo-contract names what it makes.
artifact() {
    sed -n 's/^name *= *"\(.*\)"/\1/p' "contracts/$1/Cargo.toml" | head -n 1 | tr - _
}

# A digest of all that a contract's code is made from: the sources of all crates but the
# other contracts', the lock file, and the tools.
digest() {
    local other exclude=()
    for other in "${contracts[@]}"; do
        [[ $other == "$1" ]] || exclude+=(! -path "contracts/$other/*")
    done
    {
        find contracts -type f \( -name '*.rs' -o -name Cargo.toml \) \
            ! -path '*/tests/*' "${exclude[@]}" -print0 | sort -z | xargs -0 sha256sum
        sha256sum Cargo.toml Cargo.lock scripts/build.sh scripts/cargo-with-lock.sh
        echo "$channel $cargo_contract_version"
    } | sha256sum | cut -d ' ' -f 1
}

# cargo-contract gives each contract a build folder of its own. Let them share one, so that
# core, ink and the pure crates are compiled once and not three times.
share_build_folder() {
    local part
    for part in release wasm32-unknown-unknown; do
        mkdir -p "target/ink/shared/$part"
        [[ -L $1/$part ]] || rm -rf "${1:?}/$part"
        ln -sfn "../shared/$part" "$1/$part"
    done
}

build() {
    local name folder before
    name=$(artifact "$1")
    folder=target/ink/$name
    before=$(digest "$1")
    if [[ -f $folder/$name.contract && -f $folder/$name.wasm && -f $folder/$name.json ]] &&
        [[ $(cat "$folder/sources.sha256" 2>/dev/null) == "$before" ]]; then
        echo "$1: unchanged"
        return
    fi
    echo "$1: building"
    mkdir -p "$folder"
    rm -f "$folder/sources.sha256" "$folder/$name".{contract,wasm,json}
    share_build_folder "$folder"
    CARGO=$root/scripts/cargo-with-lock.sh "$cargo_contract" contract build --release \
        --manifest-path "contracts/$1/Cargo.toml" </dev/null
    echo "$before" >"$folder/sources.sha256"
}

# Prints a line of the table and fails when the size exceeds the budget.
row() {
    local verdict=ok
    (($2 <= $3)) || verdict='OVER BUDGET'
    printf '%-18s %12d %12d  %s\n' "$1" "$2" "$3" "$verdict"
    [[ $verdict == ok ]]
}

sizes() {
    local contract name size together=0 status=0
    printf '\n%-18s %12s %12s\n' contract 'Wasm bytes' budget
    for contract in "${contracts[@]}"; do
        name=$(artifact "$contract")
        size=$(stat -c %s "target/ink/$name/$name.wasm")
        together=$((together + size))
        row "$contract" "$size" $((budget_kib[$contract] * 1024)) || status=1
    done
    row together "$together" $((budget_kib_together * 1024)) || status=1
    return "$status"
}

scripts/setup.sh
[[ -f Cargo.lock ]] || fail "Cargo.lock is missing." "Restore it, or make it with 'cargo generate-lockfile'."
cargo_contract=$(cargo_contract)
for contract in "${contracts[@]}"; do
    [[ -f contracts/$contract/Cargo.toml ]] || fail "contracts/$contract/Cargo.toml is missing."
    build "$contract"
done
sizes || fail "A contract exceeds its Wasm budget." "Make it smaller; the budgets are at the top of scripts/build.sh."
