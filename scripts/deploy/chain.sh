# shellcheck shell=bash
# shellcheck disable=SC2154 # url, secret and the like are those of scripts/deploy.sh
# What scripts/deploy.sh asks of the node, all of it through cargo-contract; sourced, never run.

# jq reads what cargo-contract writes: no logs, colours or backtraces in between.
export RUST_BACKTRACE=0 NO_COLOR=1
unset RUST_LOG

# Seconds: for one answer, for one transaction, and until a transaction is final.
answer_within=20 included_within=180 final_within=180

# The runtime interface of pallet-contracts, as a runtime lists it: blake2b-64 of its name.
contracts_api=0x68b66ba122c93fa7

# tool SECONDS SUBCOMMAND ARGUMENT…: one run of cargo-contract.
tool() {
    timeout --foreground "$1" "$cargo_contract" contract "${@:2}" --url "$url" --output-json \
        </dev/null 2>"$scratch/error"
}

# ask SECONDS SUBCOMMAND ARGUMENT…: its answer as JSON; nothing when it fails.
ask() {
    local answer
    answer=$(tool "$@") && echo "$answer"
}

# Prints why the last ask failed, without the secret.
reason() {
    local text
    # An error of the chain may stand as text within another one.
    text=$(jq -rRs '
        def said: . as $text | (try fromjson catch $text) as $e
            | if ($e | type) == "string" then $e
              elif ($e | type) != "object" then $text
              elif $e.module_error then "\($e.module_error.pallet) \($e.module_error.error)"
              elif $e.generic_error.error then $e.generic_error.error | said
              else $text end;
        ltrimstr("ERROR: ") | said | split("\n")[0] // ""' "$scratch/error")
    [[ -z $secret ]] || text=${text//"$secret"/…}
    echo "${text:-no answer in time}"
}

# failed WHAT: ends the script with the reason why WHAT could not be done.
failed() {
    local why
    why=$(reason)
    case $why in
        *StorageDeposit* | *'Inability to pay'* | *TransferFailed* | *Token*Funds*)
            fail "The balance of $deployer${balance:+, $(amount "$balance"),} is too low to $1 ($why)." ;;
        *'insecure URL'*) fail "cargo-contract talks to other machines over wss:// only, not to $url." ;;
        *socket* | *onnect* | *esolve* | *timed* | 'no answer in time')
            fail "No node answers at $url ($why)." ;;
        *) fail "The chain would not $1: $why." ;;
    esac
}

rpc() { ask "$answer_within" rpc "$@" || failed "answer $1"; }

# Reads a runtime's version and says whether the runtime has pallet-contracts.
has_contracts() { jq -e --arg api "$contracts_api" 'any(.apis[]; .[0] == $api)' >/dev/null; }

final_block() { rpc chain_getFinalizedHead | jq -r .; }

# block_number HASH
block_number() {
    local number
    number=$(rpc chain_getHeader "\"$1\"" | jq -r .number)
    echo $((number))
}

# bytes HEX: the bytes themselves.
# shellcheck disable=SC2001 # what is replaced is a pattern
bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

blake2() { b2sum -l "$1" | cut -d ' ' -f 1; }

# address HEX: the account of these 32 bytes in SS58, with the prefix of cargo-contract (42).
address() {
    local alphabet=123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz
    local checksum number digits=() carry i text=
    checksum=$(bytes "$(printf SS58PRE | od -An -tx1 | tr -d ' ')2a$1" | blake2 512)
    # In base 58, the lowest digit first.
    while read -r number; do
        carry=$((16#$number))
        for ((i = 0; carry || i < ${#digits[@]}; i++)); do
            carry=$((carry + ${digits[i]:-0} * 256))
            digits[i]=$((carry % 58)) carry=$((carry / 58))
        done
    done < <(fold -w 2 <<<"2a$1${checksum:0:4}")
    for number in "${digits[@]}"; do
        text=${alphabet:number:1}$text
    done
    echo "$text"
}

# encoded CONTRACT MESSAGE ARGUMENT…: a call's bytes, in hex; fails when they make no sense.
encoded() {
    local arguments=("${@:3}") line
    line=$("$cargo_contract" contract encode "$(bundle "$1")" -m "$2" \
        ${arguments:+--args "${arguments[@]}"} 2>"$scratch/error") || return
    line=${line##* }
    echo "${line,,}"
}

# account SS58: its 32 bytes, in hex.
account() {
    local call
    call=$(encoded access-log set_writer "$1") || return
    echo "${call:8:64}"
}

# Prints the bytes of the secret's account. cargo-contract does not print it, but names it to
# the node in a dry run; that request is in its log. Nothing is signed.
account_of_secret() {
    local log
    log=$(RUST_LOG=jsonrpsee=trace tool "$answer_within" \
        upload "$(bundle access-log)" --suri "$secret" || true)
    log=$(sed -n '/ContractsApi_upload_code/ { s/.*ContractsApi_upload_code[^0]*0x\([0-9a-f]\{64\}\).*/\1/p; q }' <<<"$log")
    if [[ -z $log ]]; then
        [[ $(reason) != *suri* ]] || fail "The secret is not one that cargo-contract understands."
        failed 'look at the code'
    fi
    echo "$log"
}

# state_of HEX: what the last final block says of an account: {"nonce": …, "free": …}.
state_of() {
    local key data
    # twox128 of "System" and of "Account", and the account under blake2_128_concat
    key=0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9
    key+=$(bytes "$1" | blake2 128)$1
    data=$(rpc state_getStorage "$key" "\"$(final_block)\"" | jq -r '. // ""')
    jq -cn --arg data "${data#0x}" '
        def little_endian: [scan("..")] | reverse | join("") | explode
            | reduce .[] as $c (0; . * 16 + if $c > 96 then $c - 87 else $c - 48 end);
        $data | { nonce: .[0:8] | little_endian, free: .[32:64] | little_endian }'
}

# Waits until every transaction of the deployer is final. What cargo-contract reads is the
# last final block, its nonces as well.
settle() {
    local next state deadline=$((SECONDS + final_within))
    while :; do
        next=$(rpc system_accountNextIndex "\"$deployer\"")
        state=$(state_of "$deployer_hex")
        [[ $(jq .nonce <<<"$state") != "$next" ]] || return 0
        ((SECONDS < deadline)) || fail "A transaction of $deployer is not final after $final_within seconds; run this again when it is."
        sleep 0.3
    done
}

# code_at ADDRESS: the code hash of the contract there; nothing where there is none.
code_at() {
    local found
    if found=$(ask "$answer_within" info --contract "$1"); then
        jq -r .code_hash <<<"$found"
    elif [[ $(reason) != 'No contract information'* ]]; then
        failed "tell about $1"
    fi
}

# is_uploaded HASH: whether the chain has this code.
is_uploaded() {
    local head info
    head=$(final_block) || exit 1
    # twox128 of "Contracts" and of "CodeInfoOf", and the hash as it is
    info=$(rpc state_getStorage "0x4342193e496fab7ec59d615ed0dc553008362995834169885de7f4fd67196e67${1#0x}" "\"$head\"") || exit 1
    [[ $info != null ]]
}

# label CONTRACT MESSAGE: the message's label; those of a trait carry the trait's name.
label() {
    jq -r --arg message "$2" '[.spec.messages[].label | select(. == $message or endswith("::" + $message))][0]' "$(bundle "$1")"
}

# dry CONTRACT MESSAGE ARGUMENT…: a dry run of a call on a deployed contract.
dry() {
    local arguments=("${@:3}")
    ask "$answer_within" call "$(bundle "$1")" --contract "${addresses[$1]}" -m "$(label "$1" "$2")" \
        ${arguments:+--args "${arguments[@]}"} --suri "$secret" || failed "run $2 of $1"
}

# call CONTRACT MESSAGE ARGUMENT…: a transaction.
call() {
    ask "$included_within" call "$(bundle "$1")" --contract "${addresses[$1]}" -m "$(label "$1" "$2")" \
        --args "${@:3}" --suri "$secret" --execute --skip-confirm >/dev/null || failed "run $2 of $1"
}

# view CONTRACT MESSAGE ARGUMENT…: what a message answers, as plain JSON: an option is its value or
# null, an enum its name or its fields, a pair or bytes a list.
view() {
    dry "$@" | jq -c '
        def plain:
            if has("Tuple") then .Tuple
                | if .ident == null then .values | map(plain)
                  elif .ident == "None" then null
                  elif .ident == "Some" or .ident == "Ok" then .values[0] | plain
                  else .ident end
            elif has("Map") then .Map | map_values(plain)
            elif has("Seq") then .Seq.elems | map(plain)
            elif has("Hex") then "0x" + .Hex.s
            else .[] end;
        .data | plain'
}
