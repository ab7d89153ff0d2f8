#!/usr/bin/env bash
# Fuzzes the decoders, texts and rules of the pure crates (fuzz/): each target with its seeds, then
# for SECONDS with what libFuzzer makes of them.
#
#     scripts/fuzz.sh [SECONDS [TARGET…]]
#
# Without arguments all targets, 10 seconds each. Fails on a crash, and says where the
# input is kept. Safe to run twice. The first build takes about two minutes on two cores.
# FUZZ_SEED makes runs alike, FUZZ_CORPUS keeps what was found interesting for the next run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

seconds=${1:-10}
shift || true
[[ $seconds =~ ^[0-9]+$ ]] || fail "'$seconds' is no number of seconds."
targets=("$@")
(($#)) || mapfile -t targets < <(sed -n 's|^path = "targets/\(.*\)\.rs"|\1|p' fuzz/Cargo.toml)

have c++ || fail "There is no C++ compiler (c++); libFuzzer is built with it." \
    "On Debian: apt-get install g++"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
corpus=${FUZZ_CORPUS:-$scratch/corpus}
crashes=$root/fuzz/target/crashes

# What libFuzzer counts and compares, put in by the stable compiler. It goes by --target, so that
# build scripts and macros stay as they are.
host=$(uname -m)-unknown-linux-gnu
coverage=(-Cpasses=sancov-module
    -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares)
RUSTFLAGS="${coverage[*]}" CARGO_TARGET_DIR=$root/fuzz/target cargo build --locked --release \
    --manifest-path fuzz/Cargo.toml --bins --target "$host"

# fuzz TARGET: prints its last line, or how it crashed.
fuzz() {
    local log=$scratch/$1.log seeds=fuzz/seeds/$1 executions edges
    [[ -n $(find "$seeds" -type f -print -quit 2>/dev/null) ]] || fail "$seeds has no seeds."
    mkdir -p "$corpus/$1" "$crashes/$1"
    if ! RUST_BACKTRACE=0 "fuzz/target/$host/release/$1" "$corpus/$1" "$seeds" \
        -artifact_prefix="$crashes/$1/" -max_total_time="$seconds" -seed="${FUZZ_SEED:-0}" \
        -max_len=8192 -timeout=20 -print_final_stats=1 >"$log" 2>&1; then
        { grep -A 12 'panicked at' "$log" || tail -n 20 "$log"; } >&2
        fail "$1: an input that it should survive is kept in $crashes/$1/." \
            "Copy it to $seeds/ when it is mended, so that it stays mended."
    fi
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    ((executions > 0 && edges > 0)) || fail "$1 ran nothing; its log:" "$(tail -n 5 "$log")"
    printf '%-12s %9d executions, %5d edges, %3d seeds\n' "$1" "$executions" "$edges" \
        "$(find "$seeds" -type f | wc -l)"
}

for target in "${targets[@]}"; do
    fuzz "$target"
done
