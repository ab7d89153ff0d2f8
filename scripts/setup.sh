#!/usr/bin/env bash
# Puts in place what the project is built with: the Rust toolchain that rust-toolchain.toml
# pins, cargo-contract and jq. Safe to run twice. A second when all is there, otherwise a
# minute or two for the toolchain and about a quarter of an hour to compile cargo-contract.
#
# The toolchain comes from rustup. Where rustup cannot reach its server, or is missing, the
# same version comes from Debian 12's packages.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Debian's build of the pinned version; change it together with rust-toolchain.toml.
debian_version=1.85.0+dfsg3-1~deb12u3
debian_packages=(rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web libstd-rust-web-dev)
debian_packages=("${debian_packages[@]/%/=$debian_version}" lld-19)
tools=(rustc cargo rustdoc cargo-clippy clippy-driver cargo-fmt rustfmt)

host=$(uname -m)-unknown-linux-gnu
toolchain=${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$channel-$host
manifest=$toolchain/lib/rustlib/multirust-channel-manifest.toml
if have rustup; then bin=$toolchain/bin; else bin=/usr/bin; fi

step() { printf 'setup: %s\n' "$*"; }

# Prints what the toolchain lacks, a line each. Looks at files: rustup cannot answer for a
# toolchain that it did not install.
missing_parts() {
    local tool library
    for tool in "${tools[@]}"; do
        [[ -x $bin/$tool ]] || echo "$tool"
    done
    [[ -x $bin/rustc ]] || return 0
    [[ $("$bin/rustc" --version) == "rustc $channel "* ]] || echo "rustc $channel"
    library=$("$bin/rustc" --print sysroot)/lib/rustlib
    [[ -f $library/src/rust/library/Cargo.toml ]] || echo rust-src
    [[ -x $library/$host/bin/rust-lld ]] || echo rust-lld
}

install_with_rustup() {
    step "installing Rust $channel with rustup"
    # Outside the project, so that rustup does not read rust-toolchain.toml as well.
    (cd / && RUST_BACKTRACE=0 RUSTUP_MAX_RETRIES=1 timeout 300 rustup toolchain install "$channel" \
        --profile minimal --component rust-src,rustfmt,clippy --no-self-update </dev/null)
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

install_from_debian() {
    local tool
    step "installing Rust $channel from Debian's packages"
    have apt-get || fail "Rust $channel is missing, and there is no apt-get to install it with." \
        "Install rustup where it can reach its server, and run this again."
    [[ $debian_version == "$channel+"* ]] ||
        fail "scripts/setup.sh knows Debian's Rust ${debian_version%%+*}, but rust-toolchain.toml pins $channel." \
            "Put the matching package version into debian_version."
    ((EUID == 0)) || have sudo ||
        fail "Installing packages takes root." "Run scripts/setup.sh once as root, or install sudo."
    as_root apt-get update -qq </dev/null ||
        step "the package lists could not be refreshed; going on with those at hand"
    # Nothing of the machine's own is removed for it: Debian's rustc and cargo conflict.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
        --no-install-recommends --no-remove "${debian_packages[@]}" </dev/null >/dev/null ||
        fail "Debian could not install ${debian_packages[*]}." \
            "Check that the machine is Debian 12 with a mirror it can reach, and that none of" \
            "Debian's own rustc, cargo or rustup packages, nor a newer rustc-web, is installed."
    as_root mkdir -p "/usr/lib/rustlib/$host/bin"
    as_root ln -sfn /usr/bin/wasm-ld-19 "/usr/lib/rustlib/$host/bin/rust-lld"
    have rustup || return 0
    # Links to the programs one by one: rustup deletes a toolchain's folder with all in it.
    mkdir -p "$bin"
    for tool in "${tools[@]}"; do
        ln -sfn "/usr/bin/$tool" "$bin/$tool"
    done
}

set_up_toolchain() {
    local found
    [[ -n $channel ]] || fail "rust-toolchain.toml names no channel."
    [[ $(uname -s) == Linux ]] || fail "The scripts know Linux only." "Use a Linux machine or container."
    if [[ -n $(missing_parts) ]]; then
        # A folder without rustup's manifest was linked by hand or by this script.
        if ! have rustup; then
            install_from_debian
        elif [[ -d $toolchain && ! -f $manifest ]]; then
            install_from_debian
        elif ! install_with_rustup; then
            step "rustup could not; trying Debian"
            install_from_debian
        fi
    fi
    found=$(missing_parts)
    [[ -z $found ]] || fail "Rust $channel still lacks: ${found//$'\n'/, }." \
        "Remove $toolchain if it exists, and run this again."
    found=$(rustc --version 2>/dev/null || true)
    [[ $found == "rustc $channel "* ]] ||
        fail "The rustc that PATH finds is '${found:-none}', not $channel." \
            "Put rustup's programs ($cargo_home/bin), or /usr/bin where there is no rustup, first in PATH."
    step "Rust $channel with rust-src, rustfmt, clippy and rust-lld"
    if have rustup && [[ ! -f $manifest ]]; then
        step "it is Debian's: to call cargo by hand, 'export RUSTUP_AUTO_INSTALL=0' first"
    fi
}

set_up_c_compiler() {
    have cc || fail "There is no C compiler (cc); Rust links with it and some crates build C." \
        "On Debian: apt-get install gcc libc6-dev"
    step "C compiler $(command -v cc)"
}

# Reads what cargo-contract and nodes answer.
set_up_jq() {
    if ! have jq; then
        have apt-get || fail "There is no jq." "Install it."
        step "installing jq from Debian's packages"
        as_root apt-get update -qq </dev/null || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            jq </dev/null >/dev/null || fail "Debian could not install jq." "Install it."
    fi
    step "jq $(command -v jq)"
}

set_up_cargo_contract() {
    local compiler=$channel
    if ! cargo_contract >/dev/null; then
        have c++ || fail "There is no C++ compiler (c++); cargo-contract builds its optimiser with it." \
            "On Debian: apt-get install g++"
        # The tool needs no particular Rust; a newer one, where the machine has it, does well.
        if have rustup && [[ -x ${toolchain%/*}/stable-$host/bin/cargo ]]; then compiler=stable; fi
        step "compiling cargo-contract $cargo_contract_version with Rust $compiler, about 15 minutes"
        (cd / && RUSTUP_TOOLCHAIN=$compiler cargo install --locked --force --root "$cargo_home" \
            "cargo-contract@$cargo_contract_version") ||
            fail "cargo-contract $cargo_contract_version could not be installed; cargo says why above." \
                "Without a network, put a cargo-contract of that version on PATH."
        cargo_contract >/dev/null ||
            fail "cargo-contract was installed, but $cargo_home/bin has none of version $cargo_contract_version."
    fi
    step "cargo-contract $cargo_contract_version ($(cargo_contract))"
}

# The compiler comes after the toolchain: Debian's packages bring one.
set_up_toolchain
set_up_c_compiler
set_up_jq
set_up_cargo_contract
step "all in place"
