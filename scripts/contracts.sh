# shellcheck shell=bash
# How a contract is built for the chain; sourced in the place of lib.sh, never run. Goes to the
# project's folder.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root" || exit

# Without this the paths of this machine would be part of the code, and of its hash. The pinned
# cargo knows trim-paths as unstable, and cargo-contract builds with unstable features anyway.
trim_paths=(RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_TRIM_PATHS=true CARGO_PROFILE_RELEASE_TRIM_PATHS=all)

# One build folder for all, so that core and ink are compiled once. cargo-contract puts
# its bundles into the folder's ink/.
export CARGO_TARGET_DIR=$root/target
bundles=target/ink

# digest FOLDER: of all that a contract's code is made from: its sources and those of the crates
# that it shares, its lock file, and the tools.
digest() {
    local other sources=("$1") exclude=()
    if [[ $1 == contracts/* ]]; then
        sources=(Cargo.toml contracts)
        for other in "${contracts[@]}"; do
            [[ contracts/$other == "$1" ]] || exclude+=(! -path "contracts/$other/*")
        done
    fi
    {
        find "${sources[@]}" -type f \( -name '*.rs' -o -name Cargo.toml -o -name Cargo.lock \) \
            ! -path '*/tests/*' ! -path '*/target/*' "${exclude[@]}" -print0 |
            sort -z | xargs -0 sha256sum
        echo "$channel $cargo_contract_version"
    } | sha256sum | cut -d ' ' -f 1
}

# build FOLDER NAME: unless nothing has changed. The bundle is target/ink/NAME.contract, with
# underscores in the name. scripts/setup.sh has to have put the tools in place.
build() {
    local files=$bundles/${2//-/_} stamp=$bundles/$2.sources before after tool
    [[ -f $1/Cargo.toml ]] || fail "$1/Cargo.toml is missing."
    before=$(digest "$1")
    if [[ -f $files.contract && -f $files.wasm && -f $files.json ]] &&
        [[ $(cat "$stamp" 2>/dev/null) == "$before" ]]; then
        echo "$2: unchanged"
        return
    fi
    [[ -f $1/Cargo.lock ]] || fail "$1/Cargo.lock is missing." \
        "Restore it: without it the code hash cannot be reproduced."
    echo "$2: building"
    rm -f "$stamp" "$files".{contract,wasm,json}
    tool=$(cargo_contract)
    env "${trim_paths[@]}" "$tool" contract build --release \
        --manifest-path "$1/Cargo.toml" </dev/null
    # cargo-contract has no --locked: it would quietly amend a lock file that is out of date.
    after=$(digest "$1")
    [[ $after == "$before" ]] || fail "The sources or lock files of $2 changed while it was built." \
        "Look at 'git diff $1', commit a lock file that changed, and build again."
    echo "$before" >"$stamp"
}
