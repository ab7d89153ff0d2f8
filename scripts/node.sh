#!/usr/bin/env bash
# Starts a development node in the foreground, for scripts/deploy.sh and whatever talks to the
# contracts; Ctrl-C ends it. It seals a block for every transaction, and its dev accounts (//Alice
# and the others) have tokens. Ready in about 10 seconds.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'END'
scripts/node.sh [OPTION…] [-- OPTIONS OF substrate-contracts-node…]
  --port PORT        where it listens for clients, on this machine only; 9944 by itself
  --base-path DIR    where the chain is kept; by itself in a temporary folder, for this run only
END
}

port=9944
base=(--tmp)
while (($#)); do
    case $1 in
        --help) usage && exit ;;
        --port | --base-path)
            [[ -n ${2:-} ]] || fail "$1 takes a value; see --help."
            if [[ $1 == --port ]]; then port=$2; else base=(--base-path "$2"); fi
            shift
            ;;
        --) shift && break ;;
        *) fail "'$1' is not an option of scripts/node.sh; see --help." ;;
    esac
    shift
done
[[ $port =~ ^[1-9][0-9]{0,4}$ && $port -lt 65536 ]] || fail "'$port' is not a port."

have substrate-contracts-node || fail "There is no substrate-contracts-node on PATH." \
    "Compile it, which takes over an hour: cargo install contracts-node --version 0.41.0 --locked" \
    "or take a release of use-ink/substrate-contracts-node on GitHub and put it on PATH."
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "Something listens on port $port already, perhaps a node; choose another one with --port."
fi

echo "a development node at ws://127.0.0.1:$port, ${base[*]}"
# No peers: its port for them is any free one.
exec substrate-contracts-node --dev "${base[@]}" --rpc-port "$port" --port 0 --no-prometheus "$@"
