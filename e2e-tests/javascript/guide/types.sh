# Writes types/<contract>/ for each bundle of scripts/build.sh.
set -eu
bundles=${CHARTKEY_BUNDLES:-../../target/ink}
for contract in access_log consent_manager record_registry provider_directory patient_account; do
    npx dedot typink --metadata "$bundles/$contract.contract" --output types
done
