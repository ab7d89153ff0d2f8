#!/usr/bin/env bash
# Tests of scripts/deploy.sh and scripts/node.sh on a development node of their own: substrate-
# contracts-node from PATH. What needs a chain that is not for development looks at that node
# through relay.mjs, which takes Node.js. Cases that lack the one or the other are named as ignored;
# with CHARTKEY_REQUIRE_NODE set that is an error. The contracts are those of CHARTKEY_BUNDLES, or of
# deployments/artifacts as they are. A few minutes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

export CHARTKEY_BUNDLES=${CHARTKEY_BUNDLES:-$root/deployments/artifacts}
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
eve=5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw
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

code_that_is_not_that_of_the_lock_file_is_refused() {
    change_code unlocked consent_changes
    cp "$root/deployments/artifacts/lock" "$scratch/unlocked"
    CHARTKEY_BUNDLES=$scratch/unlocked refused none
    says 'consent_changes.contract is not that of'
}

a_part_that_is_not_the_one_that_is_pinned_is_named_as_missing() {
    rm "$scratch/unlocked/lock"
    CHARTKEY_BUNDLES=$scratch/unlocked refused unpinned --suri //Eve
    says 'would not instantiate consent-manager: Contracts CodeNotFound.'
}

what_is_deployed_by_itself_is_the_release_of_these_sources() {
    local project=$scratch/project
    unset CHARTKEY_BUNDLES
    deploy none --dry-run
    says 'The artifacts are of these sources.'
    mkdir "$project"
    cp -r "$root"/{contracts,crates,deployments,scripts,Cargo.toml,Cargo.lock,rust-toolchain.toml} "$project"
    echo >>"$project/crates/policy/src/lib.rs"
    if "$project/scripts/deploy.sh" --url "$url" --dir "$scratch/none" >"$out" 2>&1; then wrong 'it was not refused'; fi
    says 'Sources and artifacts differ'
}

without_cargo_contract_it_is_said_where_to_get_one() {
    local tool
    mkdir "$scratch/tools"
    for tool in bash dirname jq mktemp rm sed; do ln -s "$(type -P "$tool")" "$scratch/tools"; done
    if PATH=$scratch/tools CARGO_HOME=$scratch "$root/scripts/deploy.sh" >"$out" 2>&1; then wrong 'it ran'; fi
    one_sentence
    says "cargo install cargo-contract --version $cargo_contract_version"
}

# Bob deploys for Charlie, and Eve is to be the steward, on a chain where nothing is yet; so every kind of
# step is there: six instantiations, four uploads, two calls to wire them, four for the governor, one for
# the owner. A run is killed as soon as the node has the transaction of its last step: the 5th to 7th are
# the parts of the registry, the 8th is the registry, the 10th patient-account, the 13th to 16th put
# contracts under the governor.
a_killed_deployment_goes_on_and_does_nothing_twice() {
    local before there reached run
    before=$(next_index "$bob") there=$(contracts_there)
    for reached in 1 3 4 6 8 9 11 13 16; do
        "$root/scripts/deploy.sh" --url "$url" --dir "$scratch/killed" --suri //Bob --owner "$charlie" \
            --steward "$eve" --delay 0 >"$out" 2>&1 &
        run=$!
        until (($(next_index "$bob") >= before + reached)); do
            kill -0 "$run" 2>/dev/null || wrong "it ended before step $reached"
            sleep 0.1
        done
        kill -9 "$run"
        wait "$run" 2>/dev/null || true
        same "$(field killed .complete)" false
        if ((reached == 6)); then
            deploy killed --suri //Bob --dry-run
            says 'upload record-upkeep'
            grep -q '^instantiate record-registry .* at most ' "$out" || wrong 'it prints no ceiling for the registry'
            if grep -q 'upload record-batches' "$out"; then wrong 'it would upload a code twice'; fi
        fi
    done
    deploy killed --suri //Bob --owner "$charlie" --delay 0
    says 'going on with the deployment'
    says "$charlie has to accept"
    same "$(field killed .complete)" true
    same "$(next_index "$bob")" $((before + 17))
    same "$(contracts_there)" $((there + 6))
}

an_owner_who_accepted_is_put_on_record() {
    local names='.contracts.governor | "\(.owner) \(.proposed_owner)"'
    same "$(field killed "$names")" "$bob $charlie"
    as Charlie killed governor hand_over Accept
    deploy killed --suri //Bob
    same "$(field killed "$names")" "$charlie null"
    deploy killed --suri //Bob
    says 'nothing to do'
}

a_steward_who_hands_over_is_put_on_record() {
    local names='.contracts["provider-directory"] | "\(.steward) \(.proposed_steward)"'
    same "$(field killed "$names")" "$eve null"
    as Eve killed provider-directory hand_over_stewardship "Propose(0x$charlie_hex)"
    deploy killed --suri //Bob
    same "$(field killed "$names")" "$eve $charlie"
    as Charlie killed provider-directory hand_over_stewardship Accept
    deploy killed --suri //Bob
    same "$(field killed "$names")" "$charlie null"
}

a_fresh_deployment_is_wired_and_on_record() {
    local name file
    deploy fresh
    same "$(field fresh .complete)" true
    same "$(field fresh .chain.genesis_hash)" "$(ask rpc chain_getBlockHash 0 | jq -r .)"
    same "$(field fresh .upgrade_delay)" 259200000
    same "$(field fresh '.contracts["record-registry"].arguments.log')" "$(address fresh access-log)"
    for name in governor access-log consent-manager record-registry provider-directory patient-account; do
        file=$CHARTKEY_BUNDLES/${name//-/_}.contract
        same "$(ask info --contract "$(address fresh "$name")" | jq -r .code_hash)" "$(jq -r .source.hash "$file")"
        same "$(field fresh ".contracts[\"$name\"].code_hash")" "$(jq -r .source.hash "$file")"
    done
    same "$(view fresh access-log writer)" "[\"$(address fresh record-registry)\"]"
    same "$(view fresh record-registry directory)" "[\"$(address fresh provider-directory)\"]"
    same "$(view fresh record-registry suite)" "[\"$(address fresh consent-manager)\",\"$(address fresh access-log)\"]"
    same "$(held fresh consent-manager)" "$(codes consent_changes)"
    same "$(held fresh record-registry)" "$(codes record_batches record_emergencies record_upkeep)"
    same "$(view fresh provider-directory registry)" "[\"$(address fresh record-registry)\"]"
    same "$(view fresh patient-account suite)" "[\"$(address fresh consent-manager)\",\"$(address fresh record-registry)\"]"
    same "0x$(domain fresh | cut -c 65-)" "$(field fresh .chain.genesis_hash)"
    same "$(field fresh '.contracts["patient-account"].arguments.chain')" "$(field fresh .chain.genesis_hash)"
    for name in consent-manager record-registry provider-directory patient-account; do
        same "$(view fresh "$name" Governed::governor)" "[\"$(address fresh governor)\"]"
        same "$(field fresh ".contracts[\"$name\"].governor")" "$(address fresh governor)"
        same "$(field fresh ".contracts[\"$name\"].delay")" "$(delay fresh "$name")"
    done
    same "$(delay fresh consent-manager) $(delay fresh record-registry)" '259200000 259200000'
    same "$(delay fresh provider-directory) $(delay fresh patient-account)" '259200000 1296000000'
    same "$(field fresh .contracts.governor.owner)" "$alice"
    same "$(field fresh '.contracts["provider-directory"] | .steward, .arguments.steward' | uniq)" "$alice"
}

# codes BUNDLE…: the hashes of codes, as a list in JSON.
codes() {
    local name
    for name in "$@"; do
        jq .source.hash "$CHARTKEY_BUNDLES/$name.contract"
    done | jq -sc .
}

# make_stray GOVERNOR CONSENT REGISTRY CHAIN: Alice's suite with a patient-account that is made with these
# and not by the script, in a manifest that is not complete.
make_stray() {
    local stray
    stray=$(ask instantiate "$CHARTKEY_BUNDLES/patient_account.contract" --args "$@" -s //Alice -x -y | jq -r .contract)
    rm -rf "$scratch/stray"
    mkdir "$scratch/stray"
    jq --arg stray "$stray" '.complete = false | .contracts["patient-account"].address = $stray' \
        "$scratch/fresh/development.json" >"$scratch/stray/development.json"
    : >"$out"
}

# stray_account ARGUMENT…: such a suite is refused, and its patient-account not put under the governor.
stray_account() {
    make_stray "$@"
    refused stray
    same "$(delay stray patient-account)" ''
}

a_patient_account_for_another_chain_is_noticed() {
    local other=0x1111111111111111111111111111111111111111111111111111111111111111
    stray_account "$(address fresh governor)" "$(address fresh consent-manager)" "$(address fresh record-registry)" "$other"
    says "takes commands that name the chain $other"
}

a_patient_account_before_another_suite_is_noticed() {
    local genesis governor
    genesis=$(field fresh .chain.genesis_hash) governor=$(address fresh governor)
    stray_account "$governor" "$(address fresh consent-manager)" "$(address killed record-registry)" "$genesis"
    says 'does not answer for this consent manager and registry'
    stray_account "$governor" "$(address killed consent-manager)" "$(address fresh record-registry)" "$genesis"
    says 'does not answer for this consent manager and registry'
}

a_patient_account_under_another_governance_is_noticed() {
    local suite
    suite=("$(address fresh consent-manager)" "$(address fresh record-registry)" "$(field fresh .chain.genesis_hash)")
    stray_account "$(address killed governor)" "${suite[@]}"
    says "patient-account obeys the governor $(address killed governor) instead of $(address fresh governor)"
    make_stray "$(address fresh governor)" "${suite[@]}"
    as Alice fresh governor wire "$(address stray patient-account)" 1296000001
    refused stray
    says 'The delay of patient-account is 1296000001 milliseconds instead of 1296000000'
}

# What changed before a suite was all set up is no setting of the script's. Later it is only said.
a_pause_and_an_announced_release_are_noticed() {
    local name=consent-manager
    mkdir "$scratch/unfinished"
    jq '.complete = false' "$scratch/fresh/development.json" >"$scratch/unfinished/development.json"
    as Alice fresh governor set_paused "$(address fresh "$name")" true
    refused unfinished
    says "Of $name something changed before it was all set up: paused"
    as Alice fresh governor announce "$(address fresh "$name")" "$(release "$CHARTKEY_BUNDLES" "$name")"
    deploy fresh
    says "$name: a release is announced, paused"
    says 'nothing to do'
    as Alice fresh governor cancel "$(address fresh "$name")"
    as Alice fresh governor set_paused "$(address fresh "$name")" false
}

another_steward_than_planned_is_noticed() {
    mkdir "$scratch/astray"
    jq --arg eve "$eve" '.complete = false | .steward = $eve' "$scratch/fresh/development.json" >"$scratch/astray/development.json"
    refused astray
    says "The steward of the directory is $alice instead of $eve"
}

# release BUNDLES CONTRACT: the release of a contract, as the governor's argument.
release() {
    local parts='[]'
    case $2 in
        consent-manager) parts=$(codes consent_changes) ;;
        record-registry) parts=$(codes record_batches record_emergencies record_upkeep) ;;
    esac
    echo "{ code: $(jq -r .source.hash "$1/${2//-/_}.contract"), parts: ${parts//\"/}, version: 1 }"
}

# Its own address is what the contract says by itself; so the node's answer is changed.
a_patient_account_that_takes_texts_for_another_is_noticed() {
    url=ws://127.0.0.1:$(<"$scratch/stranger")
    refused fresh
    says "takes commands that name $charlie"
}

an_older_suite_without_a_governor_is_refused() {
    local before
    before=$(next_index "$alice")
    mkdir "$scratch/older"
    jq '.format = 1 | del(.contracts.governor)' "$scratch/fresh/development.json" >"$scratch/older/development.json"
    refused older
    says 'is an older one, without a governor'
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

another_account_delay_owner_or_steward_than_on_record_is_refused() {
    refused fresh --suri //Bob
    says "was deployed by $alice"
    refused fresh --delay 100
    says 'has a delay of 72 hours'
    refused fresh --owner "$bob"
    says "is for $alice"
    refused fresh --steward "$bob"
    says "The steward in $scratch/fresh/development.json is $alice"
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
    change_code changed consent_manager record_registry
    CHARTKEY_BUNDLES=$scratch/changed refused fresh
    says 'not the code deployed (consent-manager record-registry)'
    says 'announce the release at the governor'
    same "$(next_index "$alice")" "$before"
    cmp -s "$scratch/fresh/development.json" "$scratch/as_it_was" || wrong 'the manifest changed'
}

# Of the suite whose delay is 0, which is Charlie's now.
an_upgrade_that_was_applied_is_put_on_record() {
    local name contract contracts=()
    for name in consent-manager record-registry; do
        contract=$(address killed "$name")
        contracts+=("$contract")
        ask upload "$scratch/changed/${name//-/_}.contract" -s //Charlie -x -y >/dev/null
        as Charlie killed governor announce "$contract" "$(release "$scratch/changed" "$name")"
    done
    CHARTKEY_BUNDLES=$scratch/changed refused killed --suri //Bob
    says 'not the code deployed (consent-manager record-registry)'
    as Charlie killed governor apply "[${contracts[0]}, ${contracts[1]}]"
    refused killed --suri //Bob
    says 'not the code deployed (consent-manager record-registry)'
    CHARTKEY_BUNDLES=$scratch/changed deploy killed --suri //Bob
    for name in consent-manager record-registry; do
        same "$(field killed ".contracts[\"$name\"].code_hash")" "$(jq -r .source.hash "$scratch/changed/${name//-/_}.contract")"
    done
}

a_contract_that_obeys_another_governor_is_put_on_record() {
    local other directory
    directory=$(address killed provider-directory)
    other=$(ask instantiate "$CHARTKEY_BUNDLES/governor.contract" -s //Charlie -x -y | jq -r .contract)
    mkdir "$scratch/moved"
    jq --arg other "$other" '.contracts.governor.address = $other' "$scratch/killed/development.json" >"$scratch/moved/development.json"
    as Charlie moved governor expect "$directory" 5
    as Charlie killed governor announce_move "$directory" "$other"
    as Charlie killed governor move_contract "$directory"
    CHARTKEY_BUNDLES=$scratch/changed deploy killed --suri //Bob
    says "provider-directory: obeys another governor than this suite's, $other"
    same "$(field killed '.contracts["provider-directory"] | "\(.governor) \(.delay)"')" "$other null"
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
    deploy fresh --dry-run
    says 'was started anew'
    says 'instantiate patient-account'
    deploy fresh
    says 'was started anew'
    same "$(field fresh .complete)" true
    same "$(contracts_there)" 6
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

check '' an_unreachable_node_is_named_in_one_sentence without_a_node_it_is_said_where_to_get_one \
    without_cargo_contract_it_is_said_where_to_get_one
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
    code_that_is_not_that_of_the_lock_file_is_refused \
    a_part_that_is_not_the_one_that_is_pinned_is_named_as_missing \
    what_is_deployed_by_itself_is_the_release_of_these_sources \
    a_killed_deployment_goes_on_and_does_nothing_twice \
    an_owner_who_accepted_is_put_on_record \
    a_steward_who_hands_over_is_put_on_record \
    a_fresh_deployment_is_wired_and_on_record \
    a_patient_account_for_another_chain_is_noticed \
    a_patient_account_before_another_suite_is_noticed \
    a_patient_account_under_another_governance_is_noticed \
    a_pause_and_an_announced_release_are_noticed \
    another_steward_than_planned_is_noticed \
    an_older_suite_without_a_governor_is_refused \
    a_second_run_changes_nothing_and_says_so \
    a_lost_manifest_is_written_again_from_the_chain \
    the_secret_is_neither_said_nor_written \
    another_account_delay_owner_or_steward_than_on_record_is_refused \
    changed_code_is_refused_and_the_upgrade_path_named \
    an_upgrade_that_was_applied_is_put_on_record \
    a_contract_that_obeys_another_governor_is_put_on_record \
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
