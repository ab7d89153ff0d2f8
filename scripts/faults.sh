#!/usr/bin/env bash
# Breaks the contracts on purpose, with one fault of e2e-tests/faults after the other, and sees that
# the test that the fault names fails for it, and only for it: unbroken it passes.
#
#   scripts/faults.sh            all of them: a few seconds each where rules notice, about a minute
#                                where a scenario does, after ten minutes at first
#   scripts/faults.sh --rules    those that rules notice: five to ten minutes
#   scripts/faults.sh NAME…      these
#   scripts/faults.sh --check    only that each still fits the sources and names a test; a second
#
# The sources are broken in a copy, target/faults, never in place. Safe to run twice.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

faults=e2e-tests/faults
copy=$root/target/faults

# field FAULT NAME: a line of a fault's head.
field() { sed -n "s/^$2: //p" "$faults/$1.patch"; }

# complaints FAULT: where it does not fit the sources, or its code or test is not there.
complaints() {
    local test folder file
    if [[ ! -f $faults/$1.patch ]]; then
        echo "There is no fault $faults/$1.patch."
        return
    fi
    git apply --check "$faults/$1.patch" 2>/dev/null ||
        echo "The fault $1 does not fit the sources any more; make its patch anew."
    test=$(field "$1" Test)
    file=$(sed 's|::[^:]*$||; s|::|/|g' <<<"$test")
    folder=$(field "$1" Rules)
    if [[ -n $folder ]]; then
        [[ -f $folder/Cargo.toml ]] || echo "The fault $1 names no package with its rules."
        file=$folder/tests/$file
    else
        folder=$(field "$1" Build)
        [[ -f contracts/$folder/Cargo.lock ]] || echo "The fault $1 names no contract to build."
        file=e2e-tests/tests/scenarios/$file
    fi
    # Some are made by a macro: `name => what it does;`.
    grep -sqE "^ *(fn ${test##*::}\b|${test##*::} =>)" "$file.rs" "$file/mod.rs" "$file/main.rs" ||
        echo "The fault $1 names the test '$test', which is not there."
}

# Runs one scenario in this process, over the artifacts or, in a subshell, over other bundles.
scenario() {
    cargo test --locked --quiet --manifest-path e2e-tests/Cargo.toml --test scenarios \
        -- "$1" --skip on_a_node </dev/null 2>&1
}

# rule FOLDER TEST: runs a test of a package in the copy, which has no contract in it.
rule() {
    CARGO_TARGET_DIR=$copy/target/rules cargo test --locked --quiet \
        --manifest-path "$copy/$1/Cargo.toml" --test "${2%%::*}" -- --exact "${2#*::}" </dev/null 2>&1
}

# outcome: of the test runner's closing line on standard input: passed and failed.
outcome() { sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p'; }

# build_copy FOLDER: in the copy. A part's hash is pinned by the contract above it, which is
# built anew with it. In a shell of its own, which stops at the first thing that fails.
build_copy() {
    # shellcheck disable=SC2016 # that shell's own arguments
    bash -euo pipefail -c 'source "$1/scripts/contracts.sh"
        build "contracts/$2"
        [[ $2 != */* ]] || build "contracts/${2%/*}"' build_copy "$copy" "$1"
}

# sources: the files that a build in the copy needs.
sources() {
    find Cargo.toml Cargo.lock rust-toolchain.toml contracts crates scripts e2e-tests/peers \
        e2e-tests/next-* -type f -not -path '*/target/*' | LC_ALL=C sort
}

# refresh: the copy is as the project is. A file is copied where it differs, and is new then, so
# that cargo sees that an earlier fault was taken out again.
refresh() {
    local file
    mkdir -p "$copy/target/ink"
    sources | while read -r file; do
        cmp -s "$file" "$copy/$file" || install -D -m "$(stat -c %a "$file")" "$file" "$copy/$file"
    done
    LC_ALL=C comm -13 <(sources) <(cd "$copy" && sources) | while read -r file; do rm "$copy/$file"; done
    ! ${builds:-false} || cp -a target/ink/*.{wasm,contract,json,sources} "$copy/target/ink/"
}

# row FAULT FOLDER SECONDS FAILED: prints a line of the table; fails when the fault goes unnoticed.
row() {
    local test
    test=$(field "$1" Test)
    printf '%-36s %-40s %s (%d s)\n' "$1" "$2" \
        "$( (($4 > 0)) && echo "noticed by $test" || echo "NOT NOTICED by $test")" $((SECONDS - $3))
    (($4 > 0))
}

# see_by_rule FAULT: plants it, and runs its rule.
see_by_rule() {
    local folder test passed failed start=$SECONDS
    folder=$(field "$1" Rules)
    test=$(field "$1" Test)
    refresh
    read -r passed failed < <(rule "$folder" "$test" | outcome) ||
        fail "The rules of $folder do not run; see 'cargo test --manifest-path $folder/Cargo.toml'."
    ((passed == 1 && failed == 0)) || fail "Without a fault, $test: $passed passed, $failed failed."
    git apply --directory=target/faults "$faults/$1.patch"
    read -r passed failed < <(rule "$folder" "$test" | outcome) ||
        fail "The fault $1 does not build in $copy/$folder."
    row "$1" "$folder" "$start" "$failed"
}

# see FAULT: plants it, builds, and runs its test.
see() {
    local folder name test passed failed start=$SECONDS
    if [[ -n $(field "$1" Rules) ]]; then
        see_by_rule "$1"
        return
    fi
    folder=$(field "$1" Build)
    name=$(package_in "contracts/$folder")
    test=$(field "$1" Test)
    read -r passed failed < <(scenario "$test" | outcome) ||
        fail "The scenarios do not run; see 'cargo test --manifest-path e2e-tests/Cargo.toml --test scenarios'."
    ((passed > 0 && failed == 0)) || fail "Without a fault, $test: $passed passed, $failed failed."
    refresh
    git apply --directory=target/faults "$faults/$1.patch"
    build_copy "$folder" >"$copy/build.log" 2>&1 ||
        fail "The fault $1 does not build; see $copy/build.log."
    name=target/ink/${name//-/_}.wasm
    [[ -f $copy/$name ]] || fail "The fault $1 builds nothing; see $copy/build.log."
    ! cmp -s "$name" "$copy/$name" || fail "The fault $1 does not change the code of $folder."
    read -r passed failed < <(CHARTKEY_BUNDLES=$copy/target/ink scenario "$test" | outcome) ||
        fail "The scenarios do not run over the bundles of $copy."
    row "$1" "contracts/$folder" "$start" "$failed"
}

names=()
only_check=false
for argument in "$@"; do
    case $argument in
    --check) only_check=true ;;
    --rules)
        while read -r path; do
            names+=("$(basename "$path" .patch)")
        done < <(grep -l '^Rules: ' "$faults"/*.patch)
        ;;
    *) names+=("$argument") ;;
    esac
done
if ((${#names[@]} == 0)); then
    for path in "$faults"/*.patch; do names+=("$(basename "$path" .patch)"); done
fi
mapfile -t found < <(for name in "${names[@]}"; do complaints "$name"; done)
((${#found[@]} == 0)) || fail "${found[@]}"
if $only_check; then
    echo "${#names[@]} faults fit the sources and name their tests"
    exit
fi

# What is built with a fault is compared with what the sources give.
unset CHARTKEY_BUNDLES
for name in "${names[@]}"; do
    [[ -z $(field "$name" Build) ]] || builds=true
done
if ${builds:-false}; then
    scripts/build.sh >/dev/null
    scripts/build_for_tests.sh >/dev/null
fi
unnoticed=0
for name in "${names[@]}"; do see "$name" || unnoticed=$((unnoticed + 1)); done
((unnoticed == 0)) || fail "$unnoticed of ${#names[@]} faults went unnoticed."
echo "all ${#names[@]} faults were noticed"
