# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# The contracts of the suite: their bundles, what they are made with, how they are wired and what
# that costs; sourced by scripts/deploy.sh, never run.

# The contracts that are instantiated, those of them that the governor governs, and the parts that two
# of them pin, which have to be on the chain before them.
instances=(governor access-log consent-manager record-registry provider-directory patient-account)
governed=(consent-manager record-registry provider-directory patient-account)
declare -A parts=(
    [consent-manager]=consent-changes
    [record-registry]='record-batches record-emergencies record-upkeep'
)

# The steps, in order. Of the parts of one contract the largest comes last: see cost. The offer is only
# for an owner other than the deployer.
steps=(
    'instantiate governor'
    'instantiate access-log'
    'upload consent-changes' 'instantiate consent-manager'
    'upload record-batches' 'upload record-emergencies' 'upload record-upkeep'
    'instantiate record-registry'
    'instantiate provider-directory' 'instantiate patient-account'
    'wire access-log' 'wire record-registry'
    'govern consent-manager' 'govern record-registry' 'govern provider-directory' 'govern patient-account'
    'offer governor'
)

bundle() { echo "$bundles/${1//-/_}.contract"; }

# arguments CONTRACT: its constructor's arguments, one a line. Who makes the governor is its first owner,
# whoever is to own the suite: it takes the owner to put contracts under it.
arguments() {
    case $1 in
        governor | access-log) return ;;
        consent-manager) printf '%s\n' "${addresses[governor]}" ;;
        record-registry) printf '%s\n' "${addresses[governor]}" "${addresses[consent-manager]}" \
            "${addresses[access-log]}" ;;
        provider-directory) printf '%s\n' "${addresses[governor]}" "0x$steward_hex" "${addresses[record-registry]}" ;;
        patient-account) printf '%s\n' "${addresses[governor]}" "${addresses[consent-manager]}" \
            "${addresses[record-registry]}" "$genesis" ;;
    esac
}

# named_arguments CONTRACT: the same as a JSON object, under the names of the metadata.
named_arguments() {
    arguments "$1" | jq -Rn --arg hex "0x$steward_hex" --arg steward "$steward" --slurpfile bundle "$(bundle "$1")" '
        [$bundle[0].spec.constructors[] | select(.label == "new").args[].label] as $names
        | [inputs | if . == $hex then $steward else . end]
        | [$names, .] | transpose | map({ (.[0]): .[1] }) | add // {}'
}

# check_bundle CONTRACT: prints the code hash of a sound bundle, which is that of the lock file beside it.
check_bundle() {
    local path mode hash wasm
    path=$(bundle "$1")
    [[ -f $path ]] || fail "$path is missing."
    read -r mode hash wasm < <(jq -r '.source | "\(.build_info.build_mode) \(.hash) \(.wasm)"' "$path")
    [[ $mode == Release ]] || fail "$path is no release build; build it with scripts/build.sh."
    [[ $(bytes "${wasm#0x}" | blake2 256) == "${hash#0x}" ]] ||
        fail "The code in $path does not have the hash that the bundle names; build it again."
    [[ ! -e $bundles/lock ]] || grep -q "^${1//-/_} $hash " "$bundles/lock" ||
        fail "The code in $path is not that of $bundles/lock."
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

# set_delay_of CONTRACT: sets delays[CONTRACT]: how long its releases are to wait, in milliseconds; longer
# than those of others where it accepts nothing shorter.
set_delay_of() {
    local shortest
    [[ -z ${delays[$1]:-} ]] || return 0
    shortest=$(view "$1" shortest_delay) || exit 1
    delays[$1]=$((shortest > delay ? shortest : delay))
}

# call_of STEP: its call, where it is one: contract, message and arguments, one a line. Of a contract that
# is put under the governor the delay has to be set.
call_of() {
    local name=${1#* }
    case $1 in
        'wire access-log') printf '%s\n' access-log set_writer "${addresses[record-registry]}" ;;
        'wire record-registry') printf '%s\n' record-registry set_directory "${addresses[provider-directory]}" ;;
        govern\ *) printf '%s\n' governor wire "${addresses[$name]}" "${delays[$name]}" ;;
        'offer governor') printf '%s\n' governor hand_over "Propose(0x$owner_hex)" ;;
    esac
}

# For jq: 32 bytes, which view answers as a list, in hex.
hex_of_list='def digit: "0123456789abcdef"[.:. + 1];
    def hex: map((. / 16 | floor | digit) + (. % 16 | digit)) | join("");'

# handover CONTRACT MESSAGE: what is handed over in two steps as JSON: holder and proposed, in SS58.
handover() {
    local state hex account
    state=$(view "$1" "$2" | jq -c "$hex_of_list"' map_values(. // [] | hex)')
    for account in holder proposed; do
        hex=$(jq -r ".$account" <<<"$state")
        [[ -z $hex ]] || hex=$(address "$hex")
        state=$(jq -c --arg address "$hex" ".$account = if \$address == \"\" then null else \$address end" <<<"$state")
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

# obeyed_by CONTRACT: the governor that a contract names.
obeyed_by() { view "$1" governor | jq -r .; }

# is_governed CONTRACT: whether the governor has it, or had it before it was moved to another one.
is_governed() {
    local governor state
    governor=$(obeyed_by "$1") || exit 1
    if [[ $governor != "${addresses[governor]}" ]]; then
        [[ $(recorded .complete) == true ]] ||
            fail "$1 obeys the governor $governor instead of ${addresses[governor]}; deploy another suite with --replace."
        return
    fi
    state=$(view governor governed "${addresses[$1]}") || exit 1
    jq -e '. != null and .plan != "Expected"' <<<"$state" >/dev/null
}

# is_offered: whether the owner has the governor, or only has to accept it.
is_offered() {
    local state
    state=$(handover governor owner) || exit 1
    jq -e --arg owner "$owner" '.holder == $owner or .proposed == $owner' <<<"$state" >/dev/null
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
        govern\ *) [[ -n ${deployed[governor]} ]] && is_governed "$name" ;;
        offer\ *) is_offered ;;
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
    local name=${1#* } words block
    case $1 in
        upload\ *) ask "$included_within" upload "$(bundle "$name")" --suri "$secret" --execute --skip-confirm >/dev/null ||
            failed "upload $name" ;;
        instantiate\ *) instantiation "$included_within" "$name" --execute --skip-confirm >/dev/null ;;
        *)
            if [[ $1 == govern\ * ]]; then
                # Nothing is put under the governor that does not belong there.
                check_made_for "$name"
                set_delay_of "$name"
            fi
            mapfile -t words < <(call_of "$1")
            call "${words[@]}"
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
        *) echo "${words[0]}: ${words[*]:1}" ;;
    esac
}

# check_account: patient-account stands before this suite, and takes texts that name it and this chain:
# over another chain's genesis hash no signature would hold, or one from there would hold here.
check_account() {
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

# check_made_for CONTRACT: it was made for the contracts of this suite.
check_made_for() {
    case $1 in
        record-registry)
            [[ $(view record-registry suite) == "[\"${addresses[consent-manager]}\",\"${addresses[access-log]}\"]" ]] ||
                fail "The registry at ${addresses[record-registry]} does not answer for this consent manager and log."
            ;;
        provider-directory)
            [[ $(view provider-directory registry) == "\"${addresses[record-registry]}\"" ]] ||
                fail "The directory at ${addresses[provider-directory]} does not answer for this registry."
            ;;
        patient-account) check_account ;;
    esac
}

# read_governed_back CONTRACT: compares how it is governed with the manifest, and puts it on record. While
# a suite is not complete, nothing of it may be announced, renounced or paused.
read_governed_back() {
    local governor state=null said
    governor=$(obeyed_by "$1")
    if [[ $governor != "${addresses[governor]}" ]]; then
        echo "$1: obeys another governor than this suite's, $governor"
    else
        set_delay_of "$1"
        state=$(view governor governed "${addresses[$1]}")
        [[ $(jq .delay <<<"$state") == "${delays[$1]}" ]] ||
            fail "The delay of $1 is $(jq .delay <<<"$state") milliseconds instead of ${delays[$1]}."
        said=$(jq -r '.plan | if . == "Idle" then empty elif type == "string" then ascii_downcase
            elif .release then "a release is announced" else "a move is announced" end' <<<"$state")
        if [[ $(view "$1" paused) == true ]]; then said+=${said:+, }paused; fi
        [[ -z $said || $(recorded .complete) == true ]] ||
            fail "Of $1 something changed before it was all set up: $said."
        [[ -z $said ]] || echo "$1: $said"
    fi
    manifest=$(jq --arg name "$1" --arg governor "$governor" --argjson state "$state" '
        .contracts[$name] += { $governor, delay: $state.delay }' <<<"$manifest")
}

# read_back: compares every setting on the chain with the manifest, and puts into the manifest who owns
# the governor, and who is the steward. A new suite is its deployer's, or already the owner's.
read_back() {
    local name owned stewarded
    for name in "${instances[@]}"; do
        check_made_for "$name"
        [[ ${deployed[$name]} == "${built[$name]}" ]] ||
            fail "The code of $name on the chain is not the code in $bundles."
    done
    owned=$(handover governor owner)
    stewarded=$(handover provider-directory steward)
    if [[ $(recorded .complete) != true ]]; then
        jq -e --arg deployer "$deployer" --arg owner "$owner" '.holder | . == $deployer or . == $owner' \
            <<<"$owned" >/dev/null ||
            fail "The governor was handed over to $(jq -r .holder <<<"$owned") before it was all set up."
        [[ $(jq -r .holder <<<"$stewarded") == "$steward" ]] ||
            fail "The steward of the directory is $(jq -r .holder <<<"$stewarded") instead of $steward."
    fi
    for name in "${governed[@]}"; do
        read_governed_back "$name"
    done
    manifest=$(jq --argjson owner "$owned" --argjson steward "$stewarded" '
        .contracts.governor += { owner: $owner.holder, proposed_owner: $owner.proposed }
        | .contracts["provider-directory"] += { steward: $steward.holder, proposed_steward: $steward.proposed }
        ' <<<"$manifest")
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
    [[ $(recorded .contracts.governor.proposed_owner) != "$owner" ]] ||
        echo "governor: $owner has to accept it, with the message hand_over and 'Accept'"
}
