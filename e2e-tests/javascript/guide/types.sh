# Writes types/<contract>/ for each bundle that a front end needs.
set -eu
bundles=${CHARTKEY_BUNDLES:-../../deployments/artifacts}
for contract in governor access_log consent_manager record_registry provider_directory patient_account; do
    npx dedot typink --metadata "$bundles/$contract.contract" --output types
done
