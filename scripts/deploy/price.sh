# shellcheck shell=bash
# shellcheck disable=SC2154,SC2004 # the variables and arrays are those of scripts/deploy.sh
# shellcheck disable=SC2016 # $name in a program for jq is a variable of jq
# What a deployment takes, and whether the deployer has it; sourced by scripts/deploy.sh, never run.

# amount NUMBER: an amount in the chain's smallest unit, for a reader.
amount() {
    jq -nr --argjson amount "$1" --argjson unit "$unit" '
        "\($amount / pow(10; $unit.decimals) * 10000 | ceil / 10000) \($unit.symbol)"'
}

# upload_deposit CONTRACT: what its code alone takes; 0 where the chain has it.
upload_deposit() {
    local run
    run=$(ask "$answer_within" upload "$(bundle "$1")" --suri "$secret") || failed "upload $1"
    jq .deposit <<<"$run"
}

# Prints what an instance takes besides its code: that of the directory, with three items. It can be
# run before anything is there, and comes after those whose instance is to be estimated.
instance_deposit() {
    local run code
    run=$(instantiation "$answer_within" provider-directory)
    code=$(upload_deposit provider-directory)
    jq --argjson code "$code" '.storage_deposit.Charge - $code' <<<"$run"
}

# run_of STEP: what a dry run of the step answers; nothing when it needs what is not there yet.
run_of() {
    local name=${1#* } code run words
    case $1 in
        upload\ *)
            run=$(upload_deposit "$name")
            echo "{ \"storage_deposit\": { \"Charge\": $run } }"
            ;;
        instantiate\ *)
            for code in ${parts[$name]:-}; do
                is_uploaded "${built[$code]}" || return 0
            done
            run=$(instantiation "$answer_within" "$name") || exit 1
            [[ $(jq -r .contract <<<"$run") == "${addresses[$name]}" ]] ||
                fail "The chain gives $name another address than pallet-contracts does by itself, which this script does not know."
            echo "$run"
            ;;
        *)
            [[ -n ${deployed[$name]} && ($1 != govern\ * || -n ${deployed[governor]}) ]] || return 0
            [[ $1 != govern\ * ]] || set_delay_of "$name"
            mapfile -t words < <(call_of "$1")
            dry "${words[@]}"
            ;;
    esac
}

# cost STEP INSTANCE-DEPOSIT: what a step takes: {step, ref_time, proof_size, deposit, ceiling}, the
# deposit in the chain's smallest unit. What cannot be run yet has no gas, and a ceiling as deposit:
# * a call writes no more than one item of 64 bytes, so less than an instance;
# * an instantiation takes its code, an instance, and a share of what its parts took, for keeping them on
#   the chain. All that the missing ones take, the largest among them, instead of the share of all leaves
#   room for a larger instance.
cost() {
    local name=${1#* } run deposit code=0
    run=$(run_of "$1")
    if [[ -n $run ]]; then
        jq -c --arg step "$1" '{ $step, ref_time: (.gas_required.ref_time // 0),
            proof_size: (.gas_required.proof_size // 0), deposit: (.storage_deposit.Charge // 0),
            ceiling: false }' <<<"$run"
        return
    fi
    if [[ $1 == instantiate\ * ]]; then
        for name in "$name" ${parts[$name]:-}; do
            deposit=$(upload_deposit "$name")
            code=$(jq -n "$code + $deposit")
        done
    fi
    jq -nc --arg step "$1" --argjson code "$code" --argjson instance "$2" '{ $step,
        ref_time: 0, proof_size: 0, deposit: ($code + $instance), ceiling: true }'
}

# print_costs: reads what steps take, one a line, and prints them as a table with their sum.
print_costs() {
    local step ref_time proof_size deposit ceiling
    printf '\n%-34s %15s %12s %20s\n' step ref_time proof_size deposit
    while IFS=$'\t' read -r step ref_time proof_size deposit ceiling; do
        deposit=$(amount "$deposit")
        if [[ $ceiling == true ]]; then ref_time=- proof_size=- deposit="at most $deposit"; fi
        printf '%-34s %15s %12s %20s\n' "$step" "$ref_time" "$proof_size" "$deposit"
    done < <(jq -sr '. + [{ step: "in all", ref_time: map(.ref_time) | add,
            proof_size: map(.proof_size) | add, deposit: map(.deposit) | add, ceiling: false }]
        | .[] | [.step, .ref_time, .proof_size, .deposit, .ceiling] | @tsv')
}

# look_at_price STEP…: what the steps take, which a dry run prints, and whether the deployer has it;
# sets balance.
look_at_price() {
    local step costs=() instance=0 total
    balance=$(state_of "$deployer_hex")
    balance=$(jq .free <<<"$balance")
    [[ -n ${deployed[provider-directory]} ]] || instance=$(instance_deposit)
    for step in "$@"; do
        costs+=("$(cost "$step" "$instance")")
    done
    if $dry_run; then
        printf '%s\n' "${costs[@]}" | print_costs
        printf '%s\n' '' "$deployer has $(amount "$balance")." \
            "Gas is in picoseconds and bytes, as limits. The chain's fees come on top of the deposits." \
            "What has no gas (-) can be measured only when the steps before it are done."
    fi
    total=$(printf '%s\n' "${costs[@]}" | jq -s 'map(.deposit) | add')
    jq -en "$balance > $total" >/dev/null ||
        fail "The balance of $deployer, $(amount "$balance"), is too low for deposits of $(amount "$total") and the fees."
}
