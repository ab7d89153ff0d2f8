#!/usr/bin/env bash
# Deploys the suite on a chain with pallet-contracts, from the bundles in deployments/artifacts:
# uploads and instantiates the contracts in order, wires them, puts them under their governor, reads
# every setting back and writes deployments/<chain>.json. It builds nothing and needs no Rust, only
# cargo-contract to sign and send. Run again it changes nothing; interrupted, it goes on from where it
# was. About 30 seconds on a development node, a few minutes where blocks take their time.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/deploy/chain.sh"
source "$(dirname "${BASH_SOURCE[0]}")/deploy/manifest.sh"
source "$(dirname "${BASH_SOURCE[0]}")/deploy/price.sh"
source "$(dirname "${BASH_SOURCE[0]}")/deploy/stock.sh"
source "$(dirname "${BASH_SOURCE[0]}")/deploy/suite.sh"

usage() {
    cat <<'END'
scripts/deploy.sh [OPTION…]
  --url URL        the node; ws://127.0.0.1:9944 by itself
  --suri SECRET    the deployer's secret phrase or URI. Better: the variable CHARTKEY_SURI, which
                   leaves no trace in the shell's history. On a development chain //Alice by itself
  --owner ADDRESS  who is to own the governor of the suite; by itself the deployer. Another owner has
                   to accept
  --steward ADDRESS  who is to admit and suspend organizations; by itself the owner
  --delay HOURS    between announcing a release of a contract and applying it; 72 by itself. That of
                   patient-account is longer where the contract demands it
  --dry-run        print what it would cost, change nothing, write nothing
  --replace        deploy another suite, and keep the manifest of the present one aside
  --dir DIR        where the manifest is; deployments by itself
With CHARTKEY_BUNDLES set to a folder, the bundles there are deployed: those of its lock file, where
there is one.
END
}

url=ws://127.0.0.1:9944
secret=${CHARTKEY_SURI:-}
wanted_owner='' wanted_steward='' wanted_hours='' directory=$root/deployments
dry_run=false replace=false aside=''
while (($#)); do
    case $1 in
        --dry-run) dry_run=true ;;
        --replace) replace=true ;;
        --help) usage && exit ;;
        --url | --suri | --owner | --steward | --delay | --dir)
            [[ -n ${2:-} ]] || fail "$1 takes a value; see --help."
            case $1 in
                --url) url=$2 ;;
                --suri) secret=$2 ;;
                --owner) wanted_owner=$2 ;;
                --steward) wanted_steward=$2 ;;
                --delay) wanted_hours=$2 ;;
                --dir) directory=$2 ;;
            esac
            shift
            ;;
        *) fail "'$1' is not an option of scripts/deploy.sh; see --help." ;;
    esac
    shift
done
[[ $url =~ ^wss?:// ]] || fail "'$url' is not the address of a node, such as ws://127.0.0.1:9944."
[[ -z $wanted_hours || $wanted_hours =~ ^(0|[1-9][0-9]{0,4})$ ]] ||
    fail "'$wanted_hours' is not a delay in whole hours, 99999 at most."
have jq || fail "There is no jq, which reads the node's answers; on Debian: apt-get install jq"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo_contract=$(cargo_contract) ||
    fail "There is no cargo-contract $cargo_contract_version on PATH, which signs and sends; any recent Rust compiles it, in about 15 minutes: cargo install cargo-contract --version $cargo_contract_version --locked"

# What the chain is; sets chain, chain_type, genesis, node, runtime, unit and file.
look_at_chain() {
    local version properties
    chain=$(rpc system_chain | jq -r .)
    chain_type=$(rpc system_chainType | jq -r 'if type == "string" then . else keys[0] end')
    genesis=$(rpc chain_getBlockHash 0 | jq -r .)
    version=$(rpc state_getRuntimeVersion)
    has_contracts <<<"$version" || fail "The chain '$chain' has no pallet-contracts, which runs the contracts."
    runtime=$(jq -r '"\(.specName) \(.specVersion)"' <<<"$version")
    node="$(rpc system_name | jq -r .) $(rpc system_version | jq -r .)"
    properties=$(rpc system_properties)
    unit=$(jq -c 'map_values(if type == "array" then .[0] else . end)
        | { decimals: (.tokenDecimals // 12), symbol: (.tokenSymbol // "UNIT") }' <<<"$properties")
    file=${chain,,}
    file=$directory/${file//[^a-z0-9]/-}.json
    echo "chain: $chain ($chain_type), genesis $genesis"
}

development() { [[ $chain_type == Development ]]; }

# set_delay MILLISECONDS: sets delay.
set_delay() {
    delay=$1
    ((delay >= 72 * 3600000)) || development ||
        fail "A delay under 72 hours is for development chains, and '$chain' is not one."
}

# Whose the secret is; sets deployer and deployer_hex.
look_at_secret() {
    if [[ -z $secret ]]; then
        development || fail "'$chain' is no development chain: give the deployer's secret in CHARTKEY_SURI or with --suri."
        secret=//Alice
    fi
    deployer_hex=$(account_of_secret)
    deployer=$(address "$deployer_hex")
}

# set_owner ADDRESS: sets owner and owner_hex.
set_owner() {
    owner_hex=$(account "$1") || fail "'$1' is not an address that an owner can have."
    owner=$(address "$owner_hex")
}

# set_steward ADDRESS: sets steward and steward_hex.
set_steward() {
    steward_hex=$(account "$1") || fail "'$1' is not an address that a steward can have."
    steward=$(address "$steward_hex")
}

# The delay, owner and steward that the options ask for, or those by themselves.
take_options() {
    set_delay $((${wanted_hours:-72} * 3600000))
    set_owner "${wanted_owner:-$deployer}"
    set_steward "${wanted_steward:-$owner}"
}

declare -A built deployed addresses delays
balance=
look_at_chain
set_delay $((${wanted_hours:-72} * 3600000))
if [[ -n ${CHARTKEY_BUNDLES:-} ]]; then
    bundles=$CHARTKEY_BUNDLES
else
    "$root/scripts/build.sh" --fits
    bundles=$root/deployments/artifacts
fi
# shellcheck disable=SC2086 # of a contract's parts each is a word
for name in "${instances[@]}" ${parts[*]}; do
    built[$name]=$(check_bundle "$name")
done
look_at_secret
take_options

# One at a time: what an interrupted run has sent off comes to its end first.
if ! $dry_run; then
    mkdir -p "$directory"
    exec 9<"$directory"
    flock -w "$included_within" 9 || fail "Another deployment with manifests in $directory is at work."
fi
settle
take_stock
todo=$(remaining)
if [[ -n $todo ]]; then
    [[ $(recorded .complete) != true ]] || fail "The suite in $file was complete and is not any more; it lacks: ${todo//$'\n'/, }."
    mapfile -t todo <<<"$todo"
    look_at_price "${todo[@]}"
    if $dry_run; then exit; fi
    record .
    for step in "${todo[@]}"; do
        carry_out "$step"
    done
fi
finish
