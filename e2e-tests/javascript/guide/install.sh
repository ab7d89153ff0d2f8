npm install --save-exact dedot@1.3.0
npm install --save-exact @scure/sr25519@2.3.0      # where an app keeps patients' keys itself
npm install --save-exact @polkadot/keyring@14.0.3    # where the keys of accounts are held, as in a test
