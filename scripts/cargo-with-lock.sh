#!/usr/bin/env bash
# The cargo that scripts/build.sh hands to cargo-contract. cargo-contract builds a copy of a
# contract's manifest in a temporary folder and leaves the workspace's Cargo.lock a level too
# high there, so that cargo would take the newest release of every dependency. Put the lock
# file where cargo looks for it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

folder=$PWD
for argument in "$@"; do
    if [[ $argument == --manifest-path=* ]]; then
        folder=$(cd "$(dirname "${argument#*=}")" && pwd)
    fi
done
if [[ -f $folder/Cargo.toml && ! -f $folder/Cargo.lock && $folder/ != "$root"/* ]]; then
    cp "$root/Cargo.lock" "$folder"
fi
exec cargo "$@"
