#!/usr/bin/env bash
# Tests of scripts/deploy.sh and scripts/node.sh on a development node of their own: substrate-
# contracts-node from PATH. What needs a chain that is not for development looks at that node
# through relay.mjs, which takes Node.js. Cases that lack the one or the other are named as ignored;
# with CHARTKEY_REQUIRE_NODE set that is an error. The contracts are those of CHARTKEY_BUNDLES, or of
# target/ink as they are. A few minutes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

export CHARTKEY_BUNDLES=${CHARTKEY_BUNDLES:-$root/target/ink}
export RUST_BACKTRACE=0 NO_COLOR=1
unset CHARTKEY_SURI
cargo_contract=$(cargo_contract) || fail "There is no cargo-contract $cargo_contract_version; run scripts/setup.sh."
[[ -f $CHARTKEY_BUNDLES/patient_account.contract ]] || fail "There are no bundles in $CHARTKEY_BUNDLES; run scripts/build.sh."

# Accounts of a development chain.
alice=5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
bob=5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
charlie=5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y
ferdie=5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL
dave=5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy
charlie_hex=90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22

source "$root/scripts/tests/cases.sh"

# The cases, in the order in which they run: later ones look at what earlier ones deployed.

an_unreachable_node_is_named_in_one_sentence() {
    url=ws://127.0.0.1:$(free_port)
    refused none
    says "No node answers at $url"
}

a_dry_run_prints_the_cost_and_changes_nothing() {
    local before
    before=$(next_index "$alice")
    deploy fresh --dry-run
    says 'instantiate provider-directory'
    says 'instantiate patient-account'
    says 'wire record-registry'
    says 'in all'
    says "$alice has"
    [[ ! -e $scratch/fresh ]] || wrong "it wrote a file"
    same "$(next_index "$alice")" "$before"
    same "$(contracts_there)" 0
}

too_little_balance_is_said_and_nothing_begun() {
    refused none --suri //Nobody
    says 'The balance of '
    says ', 0 UNIT, is too low to instantiate'
    same "$(contracts_there)" 0
}

a_balance_for_some_of_the_steps_is_too_little() {
    url=ws://127.0.0.1:$(<"$scratch/poor")
    refused none --suri //Ferdie
    says ', 1 UNIT, is too low for deposits of '
    same "$(next_index "$ferdie")" 0
}

a_wrong_secret_is_said_and_not_repeated() {
    refused none --suri 'wrong horse battery'
    says 'not one that cargo-contract understands'
    if grep -q horse "$out"; then wrong 'the secret is in what it says'; fi
}

code_that_does_not_match_its_hash_is_refused() {
    mkdir "$scratch/broken"
    cp "$CHARTKEY_BUNDLES"/*.contract "$scratch/broken"
    jq -c '.source.wasm += "00"' "$CHARTKEY_BUNDLES/access_log.contract" >"$scratch/broken/access_log.contract"
    CHARTKEY_BUNDLES=$scratch/broken refused none
    says 'does not have the hash'
}

# Bob deploys for Charlie, on a chain where nothing is yet; so every kind of step is there: five
# instantiations, four uploads, two calls to wire them, four for the owner. A run is killed as soon as
# the node has the transaction of its last step: the 4th to 6th are the codes of the registry, the 7th
# is the registry's, the 9th patient-account's.
a_killed_deployment_goes_on_and_does_nothing_twice() {
    local before there reached run
    before=$(next_index "$bob") there=$(contracts_there)
    for reached in 1 2 4 5 7 8 9 11 14; do
        "$root/scripts/deploy.sh" --url "$url" --dir "$scratch/killed" --suri //Bob --owner "$charlie" --delay 0 >"$out" 2>&1 &
        run=$!
        until (($(next_index "$bob") >= before + reached)); do
            kill -0 "$run" 2>/dev/null || wrong "it ended before step $reached"
            sleep 0.1
        done
        kill -9 "$run"
        wait "$run" 2>/dev/null || true
        same "$(field killed .complete)" false
        if ((reached == 5)); then
            deploy killed --suri //Bob --dry-run
            says 'upload record-administration'
            grep -q '^instantiate record-registry .* at most ' "$out" || wrong 'it tells no ceiling for the registry'
            if grep -q 'upload record-batches' "$out"; then wrong 'it would upload a code twice'; fi
        fi
    done
    deploy killed --suri //Bob --owner "$charlie" --delay 0
    says 'going on with the deployment'
    says "$charlie has to accept"
    same "$(field killed .complete)" true
    same "$(next_index "$bob")" $((before + 15))
    same "$(contracts_there)" $((there + 5))
}

an_owner_who_accepted_is_put_on_record() {
    local name
    for name in consent-manager record-registry provider-directory patient-account; do
        same "$(field killed ".contracts[\"$name\"] | \"\(.owner) \(.proposed_owner)\"")" "$bob $charlie"
        ask call "$CHARTKEY_BUNDLES/${name//-/_}.contract" --contract "$(address killed "$name")" \
            -m govern --args 'Owner(Accept)' -s //Charlie -x -y >/dev/null
    done
    deploy killed --suri //Bob
    same "$(field killed '[.contracts[].owner] | unique | map(values) | .[]')" "$charlie"
    deploy killed --suri //Bob
    says 'nothing to do'
}

a_fresh_deployment_is_wired_and_on_record() {
    local name file
    deploy fresh
    same "$(field fresh .complete)" true
    same "$(field fresh .chain.genesis_hash)" "$(ask rpc chain_getBlockHash 0 | jq -r .)"
    same "$(field fresh .upgrade_delay)" 259200000
    same "$(field fresh '.contracts["record-registry"].arguments.log')" "$(address fresh access-log)"
    for name in access-log consent-manager record-registry provider-directory patient-account; do
        file=$CHARTKEY_BUNDLES/${name//-/_}.contract
        same "$(ask info --contract "$(address fresh "$name")" | jq -r .code_hash)" "$(jq -r .source.hash "$file")"
        same "$(field fresh ".contracts[\"$name\"].code_hash")" "$(jq -r .source.hash "$file")"
    done
    same "$(view fresh access-log writer)" "[\"$(address fresh record-registry)\"]"
    same "$(view fresh record-registry directory)" "[\"$(address fresh provider-directory)\"]"
    same "$(view fresh record-registry suite)" "[\"$(address fresh consent-manager)\",\"$(address fresh access-log)\"]"
    same "$(field fresh '.contracts["consent-manager"].arguments.administration')" \
        "$(jq -r .source.hash "$CHARTKEY_BUNDLES/consent_administration.contract")"
    same "$(view fresh record-registry codes)" "$(codes administration batches emergencies | jq -c .)"
    same "$(field fresh '.contracts["record-registry"].arguments.codes | tojson')" \
        "$(codes administration batches emergencies | jq -c '{ administration: .[0], batches: .[1], emergencies: .[2] }')"
    same "$(view fresh provider-directory registry)" "[\"$(address fresh record-registry)\"]"
    same "$(view fresh patient-account suite)" "[\"$(address fresh consent-manager)\",\"$(address fresh record-registry)\"]"
    same "0x$(domain fresh | cut -c 65-)" "$(field fresh .chain.genesis_hash)"
    same "$(field fresh '.contracts["patient-account"].arguments.chain')" "$(field fresh .chain.genesis_hash)"
}

# codes CODE…: the hashes of codes of the registry, as a list in JSON.
codes() {
    local name
    for name in "$@"; do
        jq .source.hash "$CHARTKEY_BUNDLES/record_$name.contract"
    done | jq -s .
}

# A registry that is made by hand, with two of its codes in one another's place.
a_registry_with_other_codes_is_noticed() {
    local stray
    stray=$(ask instantiate "$CHARTKEY_BUNDLES/record_registry.contract" -s //Alice -x -y --args \
        "$alice" 259200000 "$(address fresh consent-manager)" "$(address fresh access-log)" \
        "$(codes administration emergencies batches | jq -r '"{ administration: \(.[0]), batches: \(.[1]), emergencies: \(.[2]) }"')" |
        jq -r .contract)
    mkdir "$scratch/astray"
    jq --arg stray "$stray" '.complete = false | .contracts["record-registry"].address = $stray' \
        "$scratch/fresh/development.json" >"$scratch/astray/development.json"
    refused astray
    says 'not the code deployed (record-batches record-emergencies)'
    says 'contract code that names it'
}

# stray_account OWNER DELAY CONSENT REGISTRY CHAIN: Alice's suite with a patient-account that is made
# with these and not by the script, in a manifest that is not complete.
stray_account() {
    local stray
    stray=$(ask instantiate "$CHARTKEY_BUNDLES/patient_account.contract" --args "$@" -s //Alice -x -y | jq -r .contract)
    rm -rf "$scratch/stray"
    mkdir "$scratch/stray"
    jq --arg stray "$stray" '.complete = false | .contracts["patient-account"].address = $stray' \
        "$scratch/fresh/development.json" >"$scratch/stray/development.json"
    : >"$out"
    refused stray
}

a_patient_account_for_another_chain_is_noticed() {
    local other=0x1111111111111111111111111111111111111111111111111111111111111111
    stray_account "$alice" 259200000 "$(address fresh consent-manager)" "$(address fresh record-registry)" "$other"
    says "takes commands that name the chain $other"
}

a_patient_account_before_another_suite_is_noticed() {
    local genesis
    genesis=$(field fresh .chain.genesis_hash)
    stray_account "$alice" 259200000 "$(address fresh consent-manager)" "$(address killed record-registry)" "$genesis"
    says 'does not answer for this consent manager and registry'
    stray_account "$alice" 259200000 "$(address killed consent-manager)" "$(address fresh record-registry)" "$genesis"
    says 'does not answer for this consent manager and registry'
}

a_patient_account_under_another_governance_is_noticed() {
    local genesis
    genesis=$(field fresh .chain.genesis_hash)
    stray_account "$alice" 259199999 "$(address fresh consent-manager)" "$(address fresh record-registry)" "$genesis"
    says 'The upgrade delay of patient-account is not 259200000 milliseconds'
    stray_account "$dave" 259200000 "$(address fresh consent-manager)" "$(address fresh record-registry)" "$genesis"
    says "patient-account was handed over to $dave"
}

# Its own address is what the contract says by itself; so the node's answer is changed.
a_patient_account_that_takes_texts_for_another_is_noticed() {
    url=ws://127.0.0.1:$(<"$scratch/stranger")
    refused fresh
    says "takes commands that name $charlie"
}

# older DIR: the manifest of the suite as it was before there was a patient-account.
older() {
    mkdir "$scratch/$1"
    jq 'del(.contracts["patient-account"])' "$scratch/fresh/development.json" >"$scratch/$1/development.json"
}

an_older_suite_without_patient_account_is_refused() {
    local before
    before=$(next_index "$alice")
    older older
    refused older
    says 'is an older one, without patient-account'
    says '--replace'
    same "$(next_index "$alice")" "$before"
}

a_second_run_changes_nothing_and_says_so() {
    local before stamp
    before=$(next_index "$alice")
    stamp=$(stat -c '%i %Y' "$scratch/fresh/development.json")
    deploy fresh
    says 'nothing to do'
    same "$(next_index "$alice")" "$before"
    same "$(stat -c '%i %Y' "$scratch/fresh/development.json")" "$stamp"
}

a_lost_manifest_is_written_again_from_the_chain() {
    local before
    before=$(next_index "$alice")
    deploy lost
    same "$(next_index "$alice")" "$before"
    same "$(field lost .contracts)" "$(field fresh ".contracts | .[].block = $(field lost .block.number)")"
}

the_secret_is_neither_said_nor_written() {
    export CHARTKEY_SURI='bottom drive obey lake curtain smoke basket hold race lonely fit walk//Alice'
    rm -rf "$scratch/lost"
    deploy lost
    same "$(field lost .deployer)" "$alice"
    if grep -rq 'curtain' "$out" "$scratch/lost"; then wrong 'the secret is somewhere'; fi
}

another_account_or_delay_than_on_record_is_refused() {
    refused fresh --suri //Bob
    says "was deployed by $alice"
    refused fresh --delay 100
    says 'has a delay of 72 hours'
}

# change_code DIR CONTRACT…: bundles in which these do the same with other code: one more section, that
# means nothing.
change_code() {
    local name wasm
    mkdir "$scratch/$1"
    cp "$CHARTKEY_BUNDLES"/*.contract "$scratch/$1"
    for name in "${@:2}"; do
        wasm=$(jq -r .source.wasm "$CHARTKEY_BUNDLES/$name.contract")00020178
        # shellcheck disable=SC2001 # what is replaced is a pattern
        jq -c --rawfile wasm <(printf %s "$wasm") --arg hash "0x$(printf '%b' "$(sed 's/../\\x&/g' <<<"${wasm#0x}")" | b2sum -l 256 | cut -d ' ' -f 1)" \
            '.source += { $wasm, $hash }' "$CHARTKEY_BUNDLES/$name.contract" >"$scratch/$1/$name.contract"
    done
}

changed_code_is_refused_and_the_upgrade_path_named() {
    local before
    before=$(next_index "$alice")
    cp "$scratch/fresh/development.json" "$scratch/as_it_was"
    change_code changed record_registry patient_account
    CHARTKEY_BUNDLES=$scratch/changed refused fresh
    says 'not the code deployed (record-registry patient-account)'
    says 'announce'
    same "$(next_index "$alice")" "$before"
    cmp -s "$scratch/fresh/development.json" "$scratch/as_it_was" || wrong 'the manifest changed'

    # So is a suite whose registry had only one code for its rarer messages.
    mkdir "$scratch/single"
    jq '.contracts["record-registry"].arguments |= (.administration = .codes.administration | del(.codes))' \
        "$scratch/as_it_was" >"$scratch/single/development.json"
    CHARTKEY_BUNDLES=$scratch/changed refused single
    says '(record-registry record-administration record-batches record-emergencies patient-account)'
}

changed_code_of_the_rarer_messages_is_refused_and_its_way_named() {
    local before
    before=$(next_index "$alice")
    change_code rarer consent_administration record_batches
    CHARTKEY_BUNDLES=$scratch/rarer refused fresh
    says 'not the code deployed (consent-administration record-batches)'
    says 'contract code that names it'
    same "$(next_index "$alice")" "$before"
}

# Of the suite without a delay, which is Charlie's now.
an_upgrade_that_was_applied_is_put_on_record() {
    local name bundle hash step
    for name in record-registry patient-account; do
        CHARTKEY_BUNDLES=$scratch/changed refused killed --suri //Bob
        says "$name"
        bundle=$scratch/changed/${name//-/_}.contract
        hash=$(jq -r .source.hash "$bundle")
        ask upload "$bundle" -s //Charlie -x -y >/dev/null
        for step in "AnnounceUpgrade($hash)" ApplyUpgrade; do
            ask call "$bundle" --contract "$(address killed "$name")" \
                -m govern --args "$step" -s //Charlie -x -y >/dev/null
        done
    done
    refused killed --suri //Bob
    says 'not the code deployed (record-registry patient-account)'
    CHARTKEY_BUNDLES=$scratch/changed deploy killed --suri //Bob
    for name in record-registry patient-account; do
        same "$(field killed ".contracts[\"$name\"].code_hash")" "$(jq -r .source.hash "$scratch/changed/${name//-/_}.contract")"
    done
}

another_chain_of_the_same_name_gets_a_manifest_of_its_own() {
    cp -r "$scratch/fresh" "$scratch/other"
    jq '.chain.genesis_hash = "0x1234567800000000000000000000000000000000000000000000000000000000"' \
        "$scratch/fresh/development.json" >"$scratch/other/development.json"
    deploy other
    same "$(field other .chain.genesis_hash)" "$(field fresh .chain.genesis_hash)"
    same "$(jq -r .chain.genesis_hash "$scratch/other/development.12345678.1.json" | cut -c -10)" 0x12345678
}

replacing_deploys_another_suite_and_keeps_the_old_manifest() {
    cp -r "$scratch/fresh" "$scratch/replaced"
    deploy replaced --replace
    [[ $(address replaced access-log) != "$(address fresh access-log)" ]] || wrong 'it is the same suite'
    same "$(jq -r '.contracts["access-log"].address' "$scratch"/replaced/development.*.1.json)" "$(address fresh access-log)"
}

a_delay_under_72_hours_is_for_development_chains() {
    url=ws://127.0.0.1:$(<"$scratch/live")
    refused none --suri //Dave --delay 71
    says 'under 72 hours'
    same "$(next_index "$dave")" 0
}

only_a_development_chain_has_a_deployer_by_itself() {
    url=ws://127.0.0.1:$(<"$scratch/live")
    refused none
    says 'CHARTKEY_SURI'
}

on_a_real_chain_a_manifest_that_does_not_fit_is_refused() {
    url=ws://127.0.0.1:$(<"$scratch/live")
    mkdir "$scratch/strange"
    jq '.chain.genesis_hash = "0x12345678"' "$scratch/fresh/development.json" >"$scratch/strange/live.json"
    refused strange --suri //Alice
    says 'about another chain of the same name'
    jq --arg nobody "$charlie" '.contracts[].address = $nobody' "$scratch/fresh/development.json" >"$scratch/strange/live.json"
    refused strange --suri //Alice
    says 'is it the right node?'
}

a_chain_without_pallet_contracts_is_refused() {
    url=ws://127.0.0.1:$(<"$scratch/without")
    refused none
    says 'has no pallet-contracts'
}

a_development_chain_started_anew_gets_the_suite_again() {
    deploy older --dry-run
    says 'was started anew'
    says 'instantiate patient-account'
    deploy fresh
    says 'was started anew'
    same "$(field fresh .complete)" true
    same "$(contracts_there)" 5
}

a_node_is_not_started_where_something_listens() {
    if "$root/scripts/node.sh" --port "$port" >"$out" 2>&1; then wrong 'it started'; fi
    one_sentence
    says "listens on port $port already"
}

without_a_node_it_is_said_where_to_get_one() {
    mkdir "$scratch/bin"
    ln -s "$(type -P dirname)" "$(type -P sed)" "$(type -P bash)" "$scratch/bin"
    if PATH=$scratch/bin CARGO_HOME=$scratch "$root/scripts/node.sh" >"$out" 2>&1; then wrong 'it started'; fi
    says 'cargo install contracts-node'
    says 'use-ink/substrate-contracts-node'
}

chain='' changed_chain=''
have substrate-contracts-node || chain=substrate-contracts-node
have node || changed_chain=Node.js
changed_chain=${chain:-$changed_chain}

check '' an_unreachable_node_is_named_in_one_sentence without_a_node_it_is_said_where_to_get_one
if [[ -z $chain ]]; then
    port=$(free_port)
    start_node 0
fi
check "$chain" \
    a_node_is_not_started_where_something_listens \
    a_dry_run_prints_the_cost_and_changes_nothing \
    too_little_balance_is_said_and_nothing_begun \
    a_wrong_secret_is_said_and_not_repeated \
    code_that_does_not_match_its_hash_is_refused \
    a_killed_deployment_goes_on_and_does_nothing_twice \
    an_owner_who_accepted_is_put_on_record \
    a_fresh_deployment_is_wired_and_on_record \
    a_registry_with_other_codes_is_noticed \
    a_patient_account_for_another_chain_is_noticed \
    a_patient_account_before_another_suite_is_noticed \
    a_patient_account_under_another_governance_is_noticed \
    an_older_suite_without_patient_account_is_refused \
    a_second_run_changes_nothing_and_says_so \
    a_lost_manifest_is_written_again_from_the_chain \
    the_secret_is_neither_said_nor_written \
    another_account_or_delay_than_on_record_is_refused \
    changed_code_is_refused_and_the_upgrade_path_named \
    changed_code_of_the_rarer_messages_is_refused_and_its_way_named \
    an_upgrade_that_was_applied_is_put_on_record \
    another_chain_of_the_same_name_gets_a_manifest_of_its_own \
    replacing_deploys_another_suite_and_keeps_the_old_manifest
if [[ -z $changed_chain ]]; then
    # Spaces after a word fill up what JSON does not mind.
    start_relay live '"Development"' '"Live"       '
    # What an account of a development chain holds at first, and 1 UNIT.
    start_relay poor 01000000000000000000000000000010 01000000000000000010a5d4e8000000
    start_relay without 68b66ba122c93fa7 0000000000000000
    url=ws://127.0.0.1:$port
    texts_for=$(domain fresh || true)
    start_relay stranger "$texts_for" "$charlie_hex${texts_for:64}"
fi
check "$changed_chain" \
    a_balance_for_some_of_the_steps_is_too_little \
    a_delay_under_72_hours_is_for_development_chains \
    only_a_development_chain_has_a_deployer_by_itself \
    on_a_real_chain_a_manifest_that_does_not_fit_is_refused \
    a_chain_without_pallet_contracts_is_refused \
    a_patient_account_that_takes_texts_for_another_is_noticed
if [[ -z $chain ]]; then
    kill "$node_process"
    wait "$node_process" || true
    # Slow enough that the script has to wait before it looks.
    start_node 2
fi
check "$chain" a_development_chain_started_anew_gets_the_suite_again

verdict=ok
((failed == 0)) || verdict=FAILED
echo
echo "test result: $verdict. $passed passed; $failed failed; $ignored ignored; 0 measured; 0 filtered out"
((failed == 0))
