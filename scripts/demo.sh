#!/usr/bin/env bash
# Runs the demo on the committed artifacts: scripts/demo.sh [--json FILE] [--keep DIR]. Needs Rust
# 1.85 or newer and a C compiler, nothing else. Most of the first run is to compile the chain's
# runtime; afterwards it takes under a minute. With CHARTKEY_DEMO set to a demo that is compiled
# already, that one runs.
set -euo pipefail
own=${RUSTUP_TOOLCHAIN:-}
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# usable TOOLCHAIN: whether there is one of this name, new enough. Without rustup a name says
# nothing, and the cargo on PATH is asked.
usable() {
    local minor
    minor=$(RUSTUP_TOOLCHAIN=$1 cargo --version 2>/dev/null | sed -n 's/^cargo 1\.\([0-9]*\)\..*/\1/p')
    ((${minor:-0} >= 85))
}

# The toolchain that was asked for, else the one that the tests are built with, else the machine's.
choose_toolchain() {
    if [[ -z $own ]]; then
        own=$channel
        usable "$own" || own=$(cd / && env -u RUSTUP_TOOLCHAIN rustup show active-toolchain 2>/dev/null |
            cut -d ' ' -f 1) || true
    fi
    usable "$own" || fail "There is no cargo of Rust 1.85 or newer." \
        "Get one from https://rustup.rs, or with 'rustup toolchain install stable'."
    export RUSTUP_TOOLCHAIN=$own
    have cc || fail "There is no C compiler (cc), with which Rust links." \
        "On Debian: apt-get install gcc libc6-dev"
}

# No cd: a FILE is relative to the caller's folder.
if [[ -n ${CHARTKEY_DEMO:-} ]]; then
    demo=("$CHARTKEY_DEMO")
else
    choose_toolchain
    # Only the demo: what the tests link besides, the client of a node, is not compiled.
    demo=(cargo run --locked --manifest-path "$root/e2e-tests/Cargo.toml" --package chartkey-demo --)
fi

# The demo runs on the artifacts, of whatever sources they are. Nothing but coreutils is asked.
if have sha256sum; then
    (
        source "$root/scripts/contracts.sh"
        sources_fit || printf 'note: %s\n' \
            "the contracts' sources are not those of the artifacts, on which the demo runs." \
            "scripts/build.sh makes the artifacts of these sources."
    )
fi
"${demo[@]}" "$@"
