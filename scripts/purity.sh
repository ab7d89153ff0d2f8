#!/usr/bin/env bash
# Fails when a crate of crates/ depends on a chain or on ink!: clients, keepers and pages run these
# crates as well. A second; compiles nothing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# Packages of chains, by their names.
chains='^(ink|pallet|frame|sp-|subxt)'

crates=(crates/*/Cargo.toml)
impure=()
[[ -f ${crates[0]} ]] || fail 'There is no crate in crates/.'
for manifest in "${crates[@]}"; do
    crate=$(package_in "${manifest%/Cargo.toml}")
    # With all features and for every platform. In a variable, so that a failing cargo is noticed.
    tree=$(cargo tree --locked --edges normal --all-features --target all --prefix none \
        --format '{p}' --package "$crate")
    while read -r dependency; do
        impure+=("$crate depends on $dependency.")
    done < <(cut -d ' ' -f 1 <<<"$tree" | grep -E "$chains" | sort -u)
done
((${#impure[@]} == 0)) || fail 'What is in crates/ depends on no chain and not on ink!.' "${impure[@]}"
echo "${#crates[@]} crates depend on no chain and not on ink!"
