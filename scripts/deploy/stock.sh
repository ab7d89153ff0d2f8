# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# Where a deployment stands, by its manifest and by the chain; sourced by scripts/deploy.sh, never run.

# Finds what is at the addresses; sets deployed, and found to how many are there. What an older
# manifest does not know of has no address.
look_for_contracts() {
    local name
    found=0
    for name in "${instances[@]}"; do
        deployed[$name]=
        [[ -n ${addresses[$name]} ]] || continue
        deployed[$name]=$(code_at "${addresses[$name]}")
        [[ -z ${deployed[$name]} ]] || found=$((found + 1))
    done
}

# The manifest tells of every contract that there is now.
check_contracts() {
    local name
    for name in "${instances[@]}"; do
        [[ -n ${addresses[$name]} ]] ||
            fail "The suite in $file is an older one, without $name, which cannot be added to it; use the release that deployed it, or deploy another suite with --replace."
    done
}

# The manifest is for this chain and deployer, and asks for what the options ask for.
check_agreement() {
    [[ $(recorded .deployer) == "$deployer" ]] ||
        fail "The suite in $file was deployed by $(recorded .deployer), but the secret is that of $deployer."
    [[ -z $wanted_hours || $(recorded .upgrade_delay) == "$delay" ]] ||
        fail "The suite in $file has a delay of $(($(recorded .upgrade_delay) / 3600000)) hours, which cannot be changed; leave --delay out, or deploy another one with --replace."
    [[ -z $wanted_owner || $(recorded .owner) == "$owner" ]] ||
        fail "The suite in $file is for $(recorded .owner); its owner hands it over with the message govern, not this script."
}

# The code on the chain is the code that was built. Of a contract that is not there yet it is the
# code that was planned; so its address is as planned, too. Only a contract whose own code is the one
# that is built here tells its further codes; of another one those on record are taken.
check_code() {
    local name own expected others differs=() way="to upgrade, announce the new code hash, wait for the delay and apply it (docs/architecture.md, Governance)"
    for name in "${instances[@]}"; do
        own=${deployed[$name]:-$(recorded ".contracts[\"$name\"].code_hash")}
        [[ $own == "${built[$name]}" ]] || differs+=("$name")
        [[ -n ${codes[$name]:-} ]] || continue
        if [[ ${deployed[$name]} == "${built[$name]}" ]]; then
            expected=$(codes_of "$name")
        else
            expected=$(recorded ".contracts[\"$name\"].arguments" | codes_in "$name")
        fi
        mapfile -t others < <(other_codes "$name" <<<"$expected")
        ((${#others[@]})) || continue
        differs+=("${others[@]}")
        way="the code for a contract's rarer messages is replaced only by contract code that names it (docs/architecture.md, Several codes, one contract)"
    done
    ((${#differs[@]})) || return 0
    fail "The code built here is not the code deployed (${differs[*]}), and nothing was changed: $way; the log cannot be upgraded; --replace deploys another suite."
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
            check_contracts
            check_code
            if [[ $(recorded .complete) != true ]]; then
                echo "going on with the deployment in $file"
            elif ((found < ${#instances[@]})); then
                fail "$file tells of ${#instances[@]} contracts, and only $found of them are on this chain."
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
