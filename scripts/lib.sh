# shellcheck shell=bash
# What the other scripts share; sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The one toolchain, whatever folder a command is run from. rustup must not start to
# download on its own in the middle of a build: scripts/setup.sh does that.
channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$root/rust-toolchain.toml")
export RUSTUP_TOOLCHAIN=$channel RUSTUP_AUTO_INSTALL=0

cargo_home=${CARGO_HOME:-$HOME/.cargo}
export PATH=$PATH:$cargo_home/bin

cargo_contract_version=5.0.3

# The contracts and their parts, each a workspace of its own in contracts/, parts before the
# contract that pins them.
# shellcheck disable=SC2034 # used by the scripts that source this
contracts=(access-log consent-manager/changes consent-manager record-registry/batches
    record-registry/emergencies record-registry/upkeep record-registry provider-directory
    patient-account governor)
# Contracts of the end-to-end tests, each a workspace of its own in e2e-tests/, parts first.
# shellcheck disable=SC2034
test_contracts=(peers/flipper peers/token next-directory next-account next-consent/changes
    next-consent next-registry/batches next-registry)

# The name of the package in a folder, and with underscores of its bundle.
package_in() { sed -n '/^name *= */{s/.*"\(.*\)".*/\1/p;q}' "$1/Cargo.toml"; }

have() { command -v "$1" >/dev/null; }

fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    if (($#)); then printf '       %s\n' "$@" >&2; fi
    exit 1
}

# Prints the path of a cargo-contract of the right version; fails when there is none.
cargo_contract() {
    local candidate version
    while read -r candidate; do
        version=$("$candidate" contract --version 2>/dev/null) || continue
        if [[ $version == *" $cargo_contract_version"* ]]; then
            echo "$candidate"
            return
        fi
    done < <(type -ap cargo-contract)
    return 1
}
