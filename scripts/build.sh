#!/usr/bin/env bash
# Builds the contracts for the chain, and the committed artifacts from them: the parts' hashes in
# the contracts' sources, the bundles and the lock file in deployments/artifacts. Prints the sizes
# of their optimised Wasm against their budgets; fails when one is larger than its ceiling.
#
#   scripts/build.sh          builds what has changed, and writes the artifacts
#   scripts/build.sh --check  builds, and fails where the artifacts are of other sources
#   scripts/build.sh --fits   builds nothing: only whether the artifacts are of these sources, and
#                             their codes those of the lock file; a second, needs no cargo-contract
#
# Safe to run twice: a contract whose sources have not changed is left alone. 5 minutes at first,
# a second when nothing has changed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/contracts.sh"

# In bytes of Wasm. The budget is the design's; the ceiling is a little above what there is: lower
# it with every contract that gets smaller, do not raise it without need. What is not on the
# reading path has no budget.
#                                budget ceiling
declare -A limits=(
    [access-log]='               10752   10400'
    [consent-manager]='          22528   13900'
    [record-registry]='          28672   23500'
    [the-reading-path]='         57344   47600'
    [consent-changes]='              0   26600'
    [record-upkeep]='                0   38400'
    [record-batches]='               0   20300'
    [record-emergencies]='           0   22300'
    [provider-directory]='            0   35700'
    [patient-account]='           45056   43100'
    [governor]='                     0   31900'
)

# Prints a line of the table and fails when the size exceeds the ceiling.
row() {
    local budget ceiling verdict=ok
    read -r budget ceiling <<<"${limits[$1]}"
    ((budget == 0 || $2 <= budget)) || verdict="$(($2 - budget)) over budget"
    (($2 <= ceiling)) || verdict="OVER THE CEILING of $ceiling"
    printf '%-22s %10d %10s  %s\n' "$1" "$2" "${budget/#0/-}" "$verdict"
    (($2 <= ceiling))
}

sizes() {
    local folder contract size path=0 status=0
    printf '\n%-22s %10s %10s\n' contract 'Wasm bytes' budget
    for folder in "${contracts[@]}"; do
        contract=$(package_in "contracts/$folder")
        size=$(stat -c %s "$bundles/${contract//-/_}.wasm")
        [[ $contract != @(access-log|consent-manager|record-registry) ]] || path=$((path + size))
        row "$contract" "$size" || status=1
    done
    row the-reading-path "$path" || status=1
    return "$status"
}

# lock_lines: what the lock file says: a name, the hash of its code, the digest of its sources.
lock_lines() {
    local folder name
    echo '# bundle  code hash  sources. Written by scripts/build.sh: do not edit.'
    for folder in "${contracts[@]}"; do
        name=$(package_in "contracts/$folder")
        name=${name//-/_}
        echo "$name $(code_hash "$1/$name.contract") $(digest "contracts/$folder")"
    done
}

# fits: the artifacts are of these sources, and their codes those of the lock file.
fits() {
    local folder name hash wasm differing=()
    lock_lines "$artifacts" | cmp -s - "$lock" || differing+=("$lock")
    for folder in "${contracts[@]}"; do
        name=$(package_in "contracts/$folder")
        name=${name//-/_}
        wasm=$(jq -r .source.wasm "$artifacts/$name.contract")
        # b2sum's 256 bits are blake2b-256, the chain's hash of code.
        hash=$(tr a-f A-F <<<"${wasm#0x}" | basenc --base16 -d | b2sum --length 256 | cut -d ' ' -f 1)
        grep -q "^$name 0x$hash " "$lock" || differing+=("$artifacts/$name.contract")
    done
    ((${#differing[@]} == 0)) || fail "Sources and artifacts differ: ${differing[*]}." \
        "Run scripts/build.sh, and commit what it writes."
    echo 'The artifacts are of these sources.'
}

# same BUNDLE: the artifact says the same as what was built, but for the machine that built it.
same() {
    cmp -s <(jq -S 'del(.source.build_info, .image)' "$bundles/$1") \
        <(jq -S 'del(.source.build_info, .image)' "$artifacts/$1" 2>/dev/null)
}

case ${1:-} in
    '' | --check) ;;
    --fits) fits && exit ;;
    *) fail "'$1' is not an option of scripts/build.sh." ;;
esac

scripts/setup.sh
for contract in "${contracts[@]}"; do
    build "contracts/$contract"
done
sizes || fail "A contract has grown beyond its ceiling." "Make it smaller; the ceilings are at the top of scripts/build.sh."

changed=()
for contract in "${contracts[@]}"; do
    name=$(package_in "contracts/$contract")
    same "${name//-/_}.contract" || changed+=("${name//-/_}.contract")
done
if [[ ${1:-} == --check ]]; then
    ((${#changed[@]} == 0)) || fail "These artifacts are not what the sources give: ${changed[*]}." \
        "Run scripts/build.sh, and commit what it writes."
    fits
else
    mkdir -p "$artifacts"
    for bundle in "${changed[@]}"; do
        echo "$bundle: new in $artifacts"
        cp "$bundles/$bundle" "$artifacts/$bundle"
    done
    lock_lines "$artifacts" >"$lock"
fi
