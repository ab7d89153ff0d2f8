# shellcheck shell=bash
# How a contract is built for the chain; sourced in the place of lib.sh, never run. Goes to the
# project's folder.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root" || exit

# The same sources give the same code in every folder: paths are trimmed from the code, and it is
# built under this one path, because cargo mixes the paths of packages into the names of symbols.
# The pinned cargo knows trim-paths as unstable, and cargo-contract builds with unstable features
# anyway.
build_root=/tmp/chartkey-build
trim_paths=(RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_TRIM_PATHS=true CARGO_PROFILE_RELEASE_TRIM_PATHS=all)

# In the place of a crate that ink! links stands an empty one, so that memory is copied by words:
# contracts/memory says why. The lock files name the published one.
patched=contracts/memory

# One build folder for all, so that core and ink are compiled once. cargo-contract puts
# its bundles into the folder's ink/.
export CARGO_TARGET_DIR=$root/target
bundles=target/ink

# What is committed: the release bundles, and the lock file with the hash of each code.
artifacts=deployments/artifacts
lock=$artifacts/lock

# sources_of FOLDER: the files that a contract's code is made from, a path a line: its own, and of
# those of the project's crates that it depends on, by its lock file.
sources_of() {
    local folder=$1 package own=("$patched")
    echo Cargo.toml
    [[ $folder == contracts/* ]] || own+=("$folder")
    for package in $(sed -n 's/^name = "\(.*\)"$/\1/p' "$folder/Cargo.lock"); do
        case $package in
            chartkey-charts) own+=(contracts/consent-manager/charts) ;;
            chartkey-records) own+=(contracts/record-registry/records) ;;
            chartkey-interfaces | chartkey-onchain) own+=("contracts/${package#chartkey-}") ;;
            chartkey-*) own+=("crates/${package#chartkey-}") ;;
        esac
    done
    [[ $folder != contracts/* ]] || own+=("$folder")
    for folder in "${own[@]}"; do
        printf '%s\n' "$folder"/Cargo.{toml,lock}
        find "$folder/src" -type f -name '*.rs'
    done | while read -r file; do [[ ! -f $file ]] || echo "$file"; done
}

# digest FOLDER: of all that a contract's code is made from: sources, lock file, tools.
digest() {
    { sources_of "$1" | LC_ALL=C sort -u | xargs sha256sum && echo "$channel $cargo_contract_version"; } |
        sha256sum | cut -d ' ' -f 1
}

# sources_fit: whether the lock file is of these sources. Asks neither the artifacts nor a tool.
sources_fit() {
    local folder name
    for folder in "${contracts[@]}"; do
        name=$(package_in "contracts/$folder")
        grep -q "^${name//-/_} 0x[0-9a-f]* $(digest "contracts/$folder")$" "$lock" || return 1
    done
}

# code_hash BUNDLE: of the code in a bundle, 0x and 64 digits.
code_hash() { jq -r .source.hash "$1"; }

# copy_sources: to where they are built. What has not changed keeps its time, so that cargo leaves
# it alone.
copy_sources() {
    mkdir -p "$build_root"
    [[ -O $build_root ]] || fail "$build_root belongs to somebody else." "Remove it, and build again."
    rm -rf "${build_root:?}"/{contracts,crates,e2e-tests}
    cp -a contracts crates Cargo.toml Cargo.lock "$build_root/"
    mkdir "$build_root/e2e-tests"
    cp -a e2e-tests/peers e2e-tests/next-* "$build_root/e2e-tests/"
    # Cargo reads this in the folders above the one where it runs, and cargo-contract runs it in a
    # temporary one.
    mkdir -p "$build_root"/{.cargo,tmp}
    printf '[patch.crates-io]\nrlibc = { path = "%s" }\n' "$patched" >"$build_root/.cargo/config.toml"
}

# locked FILE: a lock file without the crate that is patched.
locked() { awk -v RS= '!/name = "rlibc"/' "$1"; }

# pin FOLDER: writes the hashes of a contract's parts into its sources, where it has parts.
pin() {
    local part name file=$1/src/parts.rs parts=() names=()
    for part in "$1"/*/Cargo.lock; do
        [[ -f $part ]] || continue
        part=${part%/Cargo.lock}
        name=$(package_in "$part")
        parts+=("$(basename "$part")" "$(code_hash "$bundles/${name//-/_}.contract")")
    done
    ((${#parts[@]})) || return 0
    {
        printf '//! %s\n' \
            'The parts that this contract runs by delegate call, by the blake2b-256 hashes of their code.' \
            'Written by scripts/build.sh: do not edit.'
        printf '\nuse hex_literal::hex;\n'
        while ((${#parts[@]})); do
            names+=("${parts[0]^^}")
            printf '\n/// The part `%s`.\npub const %s: [u8; 32] =\n    hex!("%s");\n' \
                "${parts[0]}" "${parts[0]^^}" "${parts[1]#0x}"
            parts=("${parts[@]:2}")
        done
        printf '\n/// Every part, in the order in which the contract holds them.\n'
        printf 'pub const PARTS: [[u8; 32]; %d] = [%s];\n' "${#names[@]}" \
            "$(printf '%s, ' "${names[@]}" | sed 's/, $//')"
    } >"$file.new"
    if cmp -s "$file.new" "$file"; then rm "$file.new"; else mv "$file.new" "$file"; fi
}

# build FOLDER: unless nothing has changed. The bundle is target/ink/PACKAGE.contract, with
# underscores in the name. Its parts have to be built before. scripts/setup.sh has to have put the
# tools in place.
build() {
    local name files stamp before tool
    [[ -f $1/Cargo.toml ]] || fail "$1/Cargo.toml is missing."
    [[ -f $1/Cargo.lock ]] || fail "$1/Cargo.lock is missing." \
        "Restore it: without it the code hash cannot be reproduced."
    name=$(package_in "$1")
    files=$bundles/${name//-/_} stamp=$bundles/$name.sources
    pin "$1"
    before=$(digest "$1")
    if [[ -f $files.contract && -f $files.wasm && -f $files.json ]] &&
        [[ $(cat "$stamp" 2>/dev/null) == "$before" ]]; then
        echo "$name: unchanged"
        return
    fi
    tool=$(cargo_contract) || fail "There is no cargo-contract $cargo_contract_version; run scripts/setup.sh."
    echo "$name: building"
    rm -f "$stamp" "$files".{contract,wasm,json}
    # One build at a time on a machine.
    (
        flock 9
        copy_sources
        cd "$build_root"
        env "${trim_paths[@]}" TMPDIR="$build_root/tmp" "$tool" contract build --release \
            --manifest-path "$build_root/$1/Cargo.toml" </dev/null
        # cargo-contract has no --locked: it would quietly amend a lock file that is out of date.
        cmp -s <(locked "$1/Cargo.lock") <(locked "$root/$1/Cargo.lock") ||
            fail "The lock file of $name is out of date." \
                "Bring it up to date with 'cargo update --workspace --manifest-path $1/Cargo.toml', and commit it."
    ) 9>"$build_root.lock"
    [[ $(digest "$1") == "$before" ]] || fail "The sources of $name changed while it was built; build again."
    echo "$before" >"$stamp"
}
