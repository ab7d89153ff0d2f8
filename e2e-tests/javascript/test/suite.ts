// Deploys the suite for a test, and connects to it as the guide does.

import { readFileSync } from 'node:fs';
import { LegacyClient, WsProvider } from 'dedot';
import {
    ContractDeployer,
    type GenericInstantiateSubmittableExtrinsic,
    type InkGenericContractApi,
} from 'dedot/contracts';
import { u8aToHex } from 'dedot/utils';
import {
    connect,
    type Deployment,
    type Metadata,
    type Name,
    type Suite,
} from '../guide/connect.js';
import { submit } from '../guide/submit.js';
import type { AccessLogContractApi } from '../types/access-log/index.js';
import type { ConsentManagerContractApi } from '../types/consent-manager/index.js';
import type { PatientAccountContractApi } from '../types/patient-account/index.js';
import type { ProviderDirectoryContractApi } from '../types/provider-directory/index.js';
import type { RecordRegistryContractApi } from '../types/record-registry/index.js';
import { authority } from './accounts.js';
import { bundle } from './repository.js';

const read = (name: string) => JSON.parse(readFileSync(bundle(name), 'utf8'));

/** Every contract's metadata. */
export const metadata: Metadata = {
    'access-log': read('access-log'),
    'consent-manager': read('consent-manager'),
    'record-registry': read('record-registry'),
    'provider-directory': read('provider-directory'),
    'patient-account': read('patient-account'),
};

/** The codes that the consent manager and the registry hand their rarer messages on to. */
export const codes = {
    consent: read('consent-administration').source,
    administration: read('record-administration').source,
    batches: read('record-batches').source,
    emergencies: read('record-emergencies').source,
};

/** How long an announced upgrade waits here, in milliseconds. */
export const upgradeDelay = 259_200_000n;

/** Deploys the five contracts, in the order in which they need one another. */
export async function deploy(client: LegacyClient): Promise<Deployment> {
    const owner = authority.address;
    const contracts = {} as Deployment['contracts'];
    const options = () => ({ salt: u8aToHex(crypto.getRandomValues(new Uint8Array(16))) });
    const keep = async <Api extends InkGenericContractApi>(
        name: Name,
        transaction: GenericInstantiateSubmittableExtrinsic<Api>,
    ) => {
        const result = await transaction.signAndSend(authority.pair).untilBestChainBlockIncluded();
        const address = await result.contractAddress();
        contracts[name] = { address };
        return address;
    };
    for (const { wasm } of Object.values(codes)) {
        await client.tx.contracts
            .uploadCode(wasm, undefined, 'Enforced')
            .signAndSend(authority.pair)
            .untilBestChainBlockIncluded();
    }
    const code = (name: Name) => [client, metadata[name], metadata[name].source.wasm] as const;

    const log = await keep(
        'access-log',
        new ContractDeployer<AccessLogContractApi>(...code('access-log')).tx.new(options()),
    );
    const consent = await keep(
        'consent-manager',
        new ContractDeployer<ConsentManagerContractApi>(...code('consent-manager')).tx.new(
            owner,
            upgradeDelay,
            codes.consent.hash,
            options(),
        ),
    );
    const registry = await keep(
        'record-registry',
        new ContractDeployer<RecordRegistryContractApi>(...code('record-registry')).tx.new(
            owner,
            upgradeDelay,
            consent,
            log,
            {
                administration: codes.administration.hash,
                batches: codes.batches.hash,
                emergencies: codes.emergencies.hash,
            },
            options(),
        ),
    );
    await keep(
        'provider-directory',
        new ContractDeployer<ProviderDirectoryContractApi>(...code('provider-directory')).tx.new(
            owner,
            upgradeDelay,
            registry,
            options(),
        ),
    );
    await keep(
        'patient-account',
        new ContractDeployer<PatientAccountContractApi>(...code('patient-account')).tx.new(
            owner,
            upgradeDelay,
            consent,
            registry,
            client.genesisHash,
            options(),
        ),
    );
    return { complete: true, chain: { genesis_hash: client.genesisHash }, contracts };
}

/** Deploys the suite on a node, connects to it and wires it. */
export async function deployed(url: string): Promise<{ suite: Suite; deployment: Deployment }> {
    const client = await LegacyClient.new({
        provider: new WsProvider(url),
        stalingDetectionTimeout: 0,
    });
    const deployment = await deploy(client).finally(() => client.disconnect());
    const suite = await connect(url, deployment, metadata, authority.address);
    await submit(suite.log, 'setWriter', [suite.registry.address], authority.pair);
    await submit(suite.registry, 'setDirectory', [suite.directory.address], authority.pair);
    return { suite, deployment };
}
