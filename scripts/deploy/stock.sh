# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# Where a deployment stands, by its manifest and by the chain; sourced by scripts/deploy.sh, never run.

# Finds what is at the addresses; sets deployed, and found to how many are there.
look_for_contracts() {
    local name
    found=0
    for name in "${instances[@]}"; do
        deployed[$name]=$(code_at "${addresses[$name]}")
        [[ -z ${deployed[$name]} ]] || found=$((found + 1))
    done
}

# The manifest is for this chain and deployer, and asks for what the options ask for.
check_agreement() {
    [[ $(recorded .deployer) == "$deployer" ]] ||
        fail "The suite in $file was deployed by $(recorded .deployer), but the secret is that of $deployer."
    [[ -z $wanted_hours || $(recorded .upgrade_delay) == "$delay" ]] ||
        fail "The suite in $file has a delay of $(($(recorded .upgrade_delay) / 3600000)) hours, which cannot be changed; leave --delay out, or deploy another one with --replace."
    [[ -z $wanted_owner || $(recorded .owner) == "$owner" ]] ||
        fail "The suite in $file is for $(recorded .owner); its owner hands it over with the governor's message hand_over, not this script."
    [[ -z $wanted_steward || $(recorded .steward) == "$steward" ]] ||
        fail "The steward in $file is $(recorded .steward), who hands over with the directory's message hand_over_stewardship, not this script."
}

# The code on the chain is the release's, which vouches for the parts that it pins. Of a contract that is
# not there yet it is the code that was planned; so its address is as planned, too.
check_code() {
    local name differs=()
    for name in "${instances[@]}"; do
        [[ ${deployed[$name]:-$(recorded ".contracts[\"$name\"].code_hash")} == "${built[$name]}" ]] || differs+=("$name")
    done
    ((${#differs[@]})) || return 0
    fail "The code in $bundles is not the code deployed (${differs[*]}), and nothing was changed: to upgrade, announce the release at the governor, wait for the delay and apply it (docs/architecture.md, Governance); log and governor cannot be upgraded; --replace deploys another suite."
}

# Finds out where the deployment stands, with the manifest or without; sets the plan.
take_stock() {
    local next=0x00000000 block
    read_manifest
    if [[ -n $manifest && $(recorded .chain.genesis_hash) != "$genesis" ]]; then
        $replace || development ||
            fail "$file is about another chain of the same name, with genesis $(recorded .chain.genesis_hash); --replace keeps it aside and deploys on this one."
        echo "$file is about another chain named '$chain'"
        keep_aside
    elif [[ -n $manifest ]] && $replace; then
        next=$(printf '0x%08x' $(($(recorded .salt) + 1)))
        keep_aside
    fi
    if [[ -n $manifest ]]; then
        check_agreement
        recorded_plan
        look_for_contracts
        if ((found)); then
            check_code
            if [[ $(recorded .complete) != true ]]; then
                echo "going on with the deployment in $file"
            elif ((found < ${#instances[@]})); then
                fail "$file names ${#instances[@]} contracts, and only $found of them are on this chain."
            fi
            return
        fi
        if [[ $(recorded .complete) == true ]]; then
            development || fail "None of the contracts in $file is on this chain; is it the right node?"
            echo "the development chain was started anew: none of the contracts in $file is on it"
        fi
        take_options
    fi
    block=$(final_block)
    block=$(block_number "$block")
    plan "$next" "$block"
    look_for_contracts
    if ((found)); then
        echo "$found of the contracts are on the chain already, without a manifest here"
        manifest=$(jq '.from_block = 0' <<<"$manifest")
    fi
}
