# shellcheck shell=bash
# shellcheck disable=SC2154 # url and the like are those of scripts/tests/deploy.sh
# What the cases of scripts/tests/deploy.sh run on and what they can say; sourced, never run.

scratch=$(mktemp -d)
out=$scratch/out
children=()
finish() {
    local child
    for child in ${children:+"${children[@]}"}; do
        kill "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    while port=$((20000 + RANDOM)) && listening "$port"; do :; done
    echo "$port"
}

# start_node SECONDS: starts a node on $port, whose blocks are final after so long; sets node_process.
start_node() {
    "$root/scripts/node.sh" --port "$port" -- --finalize-delay-sec "$1" >"$scratch/node" 2>&1 &
    node_process=$!
    children+=("$node_process")
    local deadline=$((SECONDS + 60))
    until listening "$port"; do
        if ((SECONDS >= deadline)) || ! kill -0 "$node_process" 2>/dev/null; then
            fail "The node did not start:" "$(<"$scratch/node")"
        fi
        sleep 0.2
    done
}

# start_relay NAME WORD OTHER…: writes the port of a relay to the node into $scratch/NAME.
start_relay() {
    node "$root/scripts/tests/relay.mjs" "$port" "${@:2}" >"$scratch/$1" &
    children+=($!)
    until [[ -s $scratch/$1 ]]; do sleep 0.1; done
}

# What a case can say.

# deploy DIR OPTION…: a run of the script, with its manifests in a folder of the test's.
deploy() { "$root/scripts/deploy.sh" --url "$url" --dir "$scratch/$1" "${@:2}" >"$out" 2>&1; }

refused() { if deploy "$@"; then wrong "it was not refused"; fi && one_sentence; }

wrong() {
    printf '%s\n' "$1" 'it said:' "$(<"$out")" >&2
    exit 1
}

says() { grep -qF -- "$1" "$out" || wrong "it does not say: $1"; }

# The error is one sentence of the script's own, the last thing that it says.
one_sentence() {
    [[ $(grep -c . <(sed -n '/^error: /,$p' "$out")) == 1 && $(tail -n 1 "$out") == 'error: '* ]] ||
        wrong "the error is not one sentence"
}

ask() { "$cargo_contract" contract "$@" --url "$url" --output-json; }

same() { [[ $1 == "$2" ]] || wrong "'$1' is not '$2'"; }

next_index() { ask rpc system_accountNextIndex "\"$1\""; }

contracts_there() { ask info --all | jq '.contracts | length'; }

field() { jq -r "$2" "$scratch/$1/development.json"; }

address() { field "$1" ".contracts[\"$2\"].address"; }

# as NAME DIR CONTRACT MESSAGE ARGUMENT…: a transaction of a development account.
as() {
    ask call "$CHARTKEY_BUNDLES/${3//-/_}.contract" --contract "$(address "$2" "$3")" -m "$4" \
        --args "${@:5}" -s "//$1" -x -y >/dev/null
}

# answer DIR CONTRACT MESSAGE ARGUMENT…: what a message answers, asked without the script.
answer() {
    local arguments=("${@:4}")
    ask call "$CHARTKEY_BUNDLES/${2//-/_}.contract" --contract "$(address "$1" "$2")" -m "$3" \
        ${arguments:+--args "${arguments[@]}"} -s //Bob
}

# view DIR CONTRACT MESSAGE: the addresses and hashes in the answer.
view() {
    answer "$@" |
        jq -c '[.data | .. | objects | .Literal // (.Hex.s | select(.) | "0x" + .)]'
}

# held DIR CONTRACT: the parts that it holds, as a list in JSON.
held() {
    answer "$1" "$2" Governed::hold | jq '.. | objects | .UInt | select(.)' |
        xargs printf '%02x' | fold -w 64 | sed 's/.*/"0x&"\n/' | jq -sc .
}

# delay DIR CONTRACT: its delay at the governor, in milliseconds.
delay() {
    answer "$1" governor governed "$(address "$1" "$2")" | jq '.. | objects | .delay.UInt | select(.)'
}

# domain DIR: the contract and the chain that patient-account takes texts for, in 128 hex digits.
domain() {
    answer "$1" patient-account domain | jq -r '.data.Tuple.values[0].Map | .contract, .chain | .Seq.elems[].UInt' |
        xargs printf '%02x'
}

passed=0 failed=0 ignored=0

# check MISSING CASE…: runs cases, or names them as ignored when something is missing.
check() {
    local missing=$1 status
    shift
    for case in "$@"; do
        if [[ -n $missing ]]; then
            [[ -z ${CHARTKEY_REQUIRE_NODE:-} ]] || fail "There is no $missing on PATH, which $case needs."
            echo "test $case ... ignored, no $missing on PATH"
            ignored=$((ignored + 1))
            continue
        fi
        # Not as a condition, which would switch -e off inside.
        set +e
        (set -e && url=ws://127.0.0.1:${port:-} && : >"$out" && "$case") 2>"$scratch/wrong"
        status=$?
        set -e
        if ((status == 0)); then
            echo "test $case ... ok"
            passed=$((passed + 1))
        else
            echo "test $case ... FAILED"
            sed 's/^/    /' "$scratch/wrong"
            failed=$((failed + 1))
        fi
    done
}
