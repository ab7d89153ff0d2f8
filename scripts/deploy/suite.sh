# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# The contracts of the suite: their bundles, what they are made with, how they are wired and what
# that costs; sourced by scripts/deploy.sh, never run.

# The contracts that are instantiated, those of them that have an owner, and the codes that two of
# them run their rarer messages with. Those of the registry are in the order of its metadata.
instances=(access-log consent-manager record-registry provider-directory patient-account)
governed=(consent-manager record-registry provider-directory patient-account)
declare -A codes=(
    [consent-manager]=consent-administration
    [record-registry]='record-administration record-batches record-emergencies'
)

# The steps, in order. Of the codes for one contract the largest comes last: see cost. Those of the
# hand-over are only for an owner other than the deployer.
steps=(
    'instantiate access-log'
    'upload consent-administration' 'instantiate consent-manager'
    'upload record-batches' 'upload record-emergencies' 'upload record-administration'
    'instantiate record-registry'
    'instantiate provider-directory' 'instantiate patient-account'
    'wire access-log' 'wire record-registry'
    'offer consent-manager' 'offer record-registry' 'offer provider-directory' 'offer patient-account'
)

bundle() { echo "$bundles/${1//-/_}.contract"; }

# arguments CONTRACT: its constructor's arguments, one a line. The deployer is the first owner
# whoever is to own the suite: it takes the owner to wire it.
arguments() {
    case $1 in
        access-log) return ;;
        consent-manager) printf '%s\n' "$deployer" "$delay" "${built[consent-administration]}" ;;
        record-registry)
            printf '%s\n' "$deployer" "$delay" "${addresses[consent-manager]}" "${addresses[access-log]}"
            printf '{ administration: %s, batches: %s, emergencies: %s }\n' \
                "${built[record-administration]}" "${built[record-batches]}" "${built[record-emergencies]}"
            ;;
        provider-directory) printf '%s\n' "$deployer" "$delay" "${addresses[record-registry]}" ;;
        patient-account) printf '%s\n' "$deployer" "$delay" "${addresses[consent-manager]}" \
            "${addresses[record-registry]}" "$genesis" ;;
    esac
}

# named_arguments CONTRACT: the same as a JSON object, under the names of the metadata. An argument
# with named fields is an object in it.
named_arguments() {
    arguments "$1" | jq -Rn --slurpfile bundle "$(bundle "$1")" '
        def plain: if test("^[0-9]+$") then tonumber
            elif startswith("{") then [scan("(\\w+): (\\w+)") | { (.[0]): .[1] }] | add
            else . end;
        [$bundle[0].spec.constructors[] | select(.label == "new").args[].label] as $names
        | [inputs] | [$names, map(plain)] | transpose | map({ (.[0]): .[1] }) | add // {}'
}

# codes_in CONTRACT: of its recorded arguments, the hashes of its codes, one a line in the order above.
codes_in() {
    case $1 in
        consent-manager) jq -r .administration ;;
        record-registry) jq -r '.codes | .administration, .batches, .emergencies' ;;
    esac
}

# codes_of CONTRACT: the same as the deployed contract tells them.
codes_of() {
    case $1 in
        consent-manager) view "$1" administration ;;
        record-registry) view "$1" codes ;;
    esac | jq '{ administration: ., codes: . }' | codes_in "$1"
}

# other_codes CONTRACT: reads hashes of its codes, and prints the names of those that are not the ones
# that are built here.
other_codes() {
    local name hash
    for name in ${codes[$1]}; do
        read -r hash || hash=
        [[ $hash == "${built[$name]}" ]] || echo "$name"
    done
}

# check_bundle CONTRACT: prints the code hash of a sound bundle.
check_bundle() {
    local path mode hash wasm
    path=$(bundle "$1")
    [[ -f $path ]] || fail "$path is missing."
    read -r mode hash wasm < <(jq -r '.source | "\(.build_info.build_mode) \(.hash) \(.wasm)"' "$path")
    [[ $mode == Release ]] || fail "$path is no release build; build it with scripts/build.sh."
    [[ $(bytes "${wasm#0x}" | blake2 256) == "${hash#0x}" ]] ||
        fail "The code in $path does not have the hash that the bundle names; build it again."
    echo "$hash"
}

# address_of CONTRACT: the address that it gets, which follows from the deployer, code, arguments
# and salt. So what an interrupted run has deployed is found again, with the manifest or without.
address_of() {
    local arguments input length
    mapfile -t arguments < <(arguments "$1")
    input=$(encoded "$1" new "${arguments[@]}") || failed "encode the arguments of $1"
    # SCALE's length of a list: two bytes from 64 on, one below. Arguments have less than 16 KiB.
    length=$((${#input} / 2))
    if ((length < 64)); then
        length=$(printf '%02x' $((length << 2)))
    else
        length=$(printf '%02x%02x' $(((length << 2 | 1) & 255)) $((length >> 6)))
    fi
    address "$(bytes "$(printf contract_addr_v1 | od -An -tx1 | tr -d ' ')$deployer_hex${built[$1]#0x}$length${input}10${salt#0x}" | blake2 256)"
}

# call_of STEP: its call, where it is one: contract, message and arguments, one a line.
call_of() {
    case $1 in
        'wire access-log') printf '%s\n' access-log set_writer "${addresses[record-registry]}" ;;
        'wire record-registry') printf '%s\n' record-registry set_directory "${addresses[provider-directory]}" ;;
        offer\ *) printf '%s\n' "${1#offer }" govern "Owner(Propose(0x$owner_hex))" ;;
    esac
}

# For jq: 32 bytes, which view answers as a list, in hex.
hex_of_list='def digit: "0123456789abcdef"[.:. + 1];
    def hex: map((. / 16 | floor | digit) + (. % 16 | digit)) | join("");'

# governance CONTRACT: its governance as JSON, the accounts in SS58.
governance() {
    local state hex account
    state=$(view "$1" governance | jq -c "$hex_of_list"' .owner |= map_values(. // [] | hex)')
    for account in holder proposed; do
        hex=$(jq -r ".owner.$account" <<<"$state")
        [[ -z $hex ]] || hex=$(address "$hex")
        state=$(jq -c --arg address "$hex" ".owner.$account = if \$address == \"\" then null else \$address end" <<<"$state")
    done
    echo "$state"
}

# set_to CONTRACT MESSAGE ADDRESS: whether what is set once and for good is set to that address.
set_to() {
    local value
    value=$(view "$1" "$2" | jq -r '. // empty') || exit 1
    [[ -z $value || $value == "$3" ]] ||
        fail "The $2 of $1 is $value instead of $3, for good; deploy another suite with --replace."
    [[ -n $value ]]
}

# offered CONTRACT: whether the owner has it, or only has to accept it.
offered() {
    local state
    state=$(governance "$1") || exit 1
    jq -e --arg owner "$owner" '.owner | .holder == $owner or .proposed == $owner' <<<"$state" >/dev/null
}

# is_done STEP
is_done() {
    local name=${1#* }
    if [[ $1 == upload\ * ]]; then
        is_uploaded "${built[$name]}"
        return
    fi
    [[ -n ${deployed[$name]} ]] || return 1
    case $1 in
        'wire access-log') set_to access-log writer "${addresses[record-registry]}" ;;
        'wire record-registry') set_to record-registry directory "${addresses[provider-directory]}" ;;
        offer\ *) offered "$name" ;;
    esac
}

# Prints the steps that are still to be done. What became of a complete suite's owner is not the
# deployment's business any more.
remaining() {
    local step
    for step in "${steps[@]}"; do
        if [[ $step == offer\ * ]] && [[ $owner == "$deployer" || $(recorded .complete) == true ]]; then
            continue
        fi
        is_done "$step" || echo "$step"
    done
}

# instantiation SECONDS CONTRACT OPTION…: an instantiation, a dry run unless an option says otherwise.
instantiation() {
    local arguments
    mapfile -t arguments < <(arguments "$2")
    ask "$1" instantiate "$(bundle "$2")" ${arguments:+--args "${arguments[@]}"} \
        --salt "$salt" --suri "$secret" "${@:3}" || failed "instantiate $2"
}

# carry_out STEP
carry_out() {
    local name=${1#* } parts block
    case $1 in
        upload\ *) ask "$included_within" upload "$(bundle "$name")" --suri "$secret" --execute --skip-confirm >/dev/null ||
            failed "upload $name" ;;
        instantiate\ *) instantiation "$included_within" "$name" --execute --skip-confirm >/dev/null ;;
        *)
            mapfile -t parts < <(call_of "$1")
            call "${parts[@]}"
            ;;
    esac
    settle
    [[ $1 != instantiate\ * ]] || deployed[$name]=$(code_at "${addresses[$name]}")
    is_done "$1" || fail "The chain took '$1' back; run this again."
    case $1 in
        upload\ *) echo "$name: uploaded as ${built[$name]}" ;;
        instantiate\ *)
            block=$(final_block)
            block=$(block_number "$block")
            record --arg name "$name" --argjson block "$block" '.contracts[$name].block = $block'
            echo "$name: deployed at ${addresses[$name]}"
            ;;
        *) echo "$name: ${parts[1]} ${parts[2]}" ;;
    esac
}

# read_account_back: patient-account stands before this suite, and takes texts that name it and this
# chain: over another chain's genesis hash no signature would hold, or one from there would hold here.
read_account_back() {
    local domain contract
    [[ $(view patient-account suite) == "[\"${addresses[consent-manager]}\",\"${addresses[record-registry]}\"]" ]] ||
        fail "The patient account at ${addresses[patient-account]} does not answer for this consent manager and registry."
    domain=$(view patient-account domain | jq -c "$hex_of_list"' map_values(hex)')
    contract=$(address "$(jq -r .contract <<<"$domain")")
    [[ $contract == "${addresses[patient-account]}" ]] ||
        fail "The patient account at ${addresses[patient-account]} takes commands that name $contract."
    [[ 0x$(jq -r .chain <<<"$domain") == "$genesis" ]] ||
        fail "The patient account at ${addresses[patient-account]} takes commands that name the chain 0x$(jq -r .chain <<<"$domain"), and this one is $genesis."
}

# read_back: compares every setting on the chain with the manifest, and puts into the manifest who
# owns the contracts. A new suite is its deployer's, or already the owner's, and nothing of it may be
# paused, announced or renounced.
read_back() {
    local name state others
    [[ $(view record-registry suite) == "[\"${addresses[consent-manager]}\",\"${addresses[access-log]}\"]" ]] ||
        fail "The registry at ${addresses[record-registry]} does not answer for this consent manager and log."
    [[ $(view provider-directory registry) == "\"${addresses[record-registry]}\"" ]] ||
        fail "The directory at ${addresses[provider-directory]} does not answer for this registry."
    read_account_back
    for name in "${instances[@]}"; do
        [[ ${deployed[$name]} == "${built[$name]}" ]] ||
            fail "The code of $name on the chain is not the code that is built here."
    done
    for name in "${!codes[@]}"; do
        others=$(codes_of "$name" | other_codes "$name")
        [[ -z $others ]] ||
            fail "The code that $name runs as ${others//$'\n'/, } is not the one that is built here."
    done
    for name in "${governed[@]}"; do
        state=$(governance "$name")
        [[ $(jq .delay <<<"$state") == "$delay" ]] || fail "The upgrade delay of $name is not $delay milliseconds."
        jq -e --arg deployer "$deployer" --arg owner "$owner" '.owner.holder | . == $deployer or . == $owner' \
            <<<"$state" >/dev/null || [[ $(recorded .complete) == true ]] ||
            fail "$name was handed over to $(jq -r .owner.holder <<<"$state") before it was all set up."
        jq -e '.paused == false and .upgrades == "Idle"' <<<"$state" >/dev/null ||
            if [[ $(recorded .complete) == true ]]; then
                echo "$name: $(jq -r 'if .paused then "paused" else "not paused" end + ", upgrades: \(.upgrades)"' <<<"$state")"
            else
                fail "$name was paused, or an upgrade of it announced or renounced, before it was all set up."
            fi
        manifest=$(jq --arg name "$name" --argjson owner "$(jq .owner <<<"$state")" '
            .contracts[$name] += { owner: $owner.holder, proposed_owner: $owner.proposed }' <<<"$manifest")
    done
}

# The suite is as it should be: notes it, or says that there is nothing to note.
finish() {
    local name before=$manifest hash number
    read_back
    for name in "${instances[@]}"; do
        manifest=$(jq --arg name "$name" --arg code "${deployed[$name]}" '.contracts[$name].code_hash = $code' <<<"$manifest")
    done
    if [[ $manifest == "$before" && $(recorded .complete) == true ]]; then
        echo "nothing to do: the chain and $file are as they should be"
        return
    elif $dry_run; then
        echo "nothing to deploy: only $file would be written"
        return
    fi
    hash=$(final_block)
    number=$(block_number "$hash")
    # shellcheck disable=SC2016 # variables of jq
    record --arg hash "$hash" --argjson number "$number" --argjson versions "$(versions)" \
        '.complete = true | .block = { $number, $hash } | .versions = $versions
            | .contracts[].block |= (. // $number)'
    echo "every setting read back at block $number; wrote $file"
    for name in "${governed[@]}"; do
        [[ $(recorded ".contracts[\"$name\"].proposed_owner") != "$owner" ]] ||
            echo "$name: $owner has to accept it, with the message govern and 'Owner(Accept)'"
    done
}
