npm install --save-exact dedot@1.3.0
npm install --save-exact @polkadot/keyring@14.0.3    # only where keys are held, as in a test
