# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# The record of a deployment, deployments/<chain>.json, as scripts/deploy.sh reads and writes it;
# sourced, never run. The format is explained in deployments/README.md.

manifest_format=2

# recorded JQ-PATH: a value of the manifest; nothing for null.
recorded() { jq -r "$1 // empty" <<<"$manifest"; }

# record JQ-OPTION… JQ-PROGRAM: changes the manifest, and its file in one go. A file that is to be
# kept is moved aside first.
record() {
    manifest=$(jq "$@" <<<"$manifest")
    printf '%s\n' "$manifest" >"$file.new"
    if [[ -n $aside ]]; then
        mv "$file" "$aside"
        aside=
    fi
    mv "$file.new" "$file"
}

# Reads the manifest's file; nothing where there is none.
read_manifest() {
    manifest=
    [[ -e $file ]] || return 0
    manifest=$(jq -e --argjson format "$manifest_format" 'select(.format == $format)' "$file" 2>/dev/null) && return
    jq -e '.format == 1' "$file" >/dev/null 2>&1 ||
        fail "$file is not a manifest of a deployment that this script knows; move it away."
    fail "The suite in $file is an older one, without a governor, which cannot be added to it; use the release that deployed it, or move the file away to deploy another suite."
}

# keep_aside: the present file is to be kept under a name of its own; sets aside to that name.
keep_aside() {
    local hash number=1
    hash=$(recorded .chain.genesis_hash)
    while aside=${file%.json}.${hash:2:8}.$number.json && [[ -e $aside ]]; do
        number=$((number + 1))
    done
    echo "the present manifest is kept as $aside"
    manifest=
}

# plan SALT BLOCK: a manifest of what is to be deployed. No event of it is before that block.
plan() {
    local name
    salt=$1
    for name in "${instances[@]}"; do
        addresses[$name]=$(address_of "$name")
    done
    manifest=$(jq -n --argjson format "$manifest_format" --arg name "$chain" --arg type "$chain_type" \
        --arg genesis "$genesis" --arg deployer "$deployer" --arg owner "$owner" --arg steward "$steward" \
        --argjson delay "$delay" --arg salt "$salt" --argjson from_block "$2" \
        --argjson versions "$(versions)" '{
            $format, complete: false,
            chain: { $name, $type, genesis_hash: $genesis },
            $deployer, $owner, $steward, upgrade_delay: $delay, $salt,
            $from_block, block: null, contracts: {}, $versions }')
    for name in "${instances[@]}"; do
        manifest=$(jq --arg name "$name" --arg address "${addresses[$name]}" --arg code "${built[$name]}" \
            --argjson arguments "$(named_arguments "$name")" \
            '.contracts[$name] = { $address, code_hash: $code, $arguments, block: null }' <<<"$manifest")
    done
}

# The versions of all that took part, as JSON.
versions() {
    jq -n --arg cargo_contract "$cargo_contract_version" --arg node "$node" --arg runtime "$runtime" \
        --slurpfile bundle "$(bundle record-registry)" '{ $cargo_contract, $node, $runtime,
            ink: $bundle[0].source.language, rust: $bundle[0].source.compiler,
            chartkey: $bundle[0].contract.version }'
}

# recorded_plan: takes salt, owner, steward, delay and addresses from the manifest.
recorded_plan() {
    local name
    salt=$(recorded .salt)
    set_owner "$(recorded .owner)"
    set_steward "$(recorded .steward)"
    set_delay "$(recorded .upgrade_delay)"
    for name in "${instances[@]}"; do
        addresses[$name]=$(recorded ".contracts[\"$name\"].address")
    done
}
