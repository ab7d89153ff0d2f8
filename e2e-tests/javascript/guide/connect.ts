import { LegacyClient, WsProvider } from 'dedot';
import type { Contract, LooseContractMetadata } from 'dedot/contracts';
import type { AccessLogContractApi } from '../types/access-log/index.js';
import type { ConsentManagerContractApi } from '../types/consent-manager/index.js';
import type { GovernorContractApi } from '../types/governor/index.js';
import type { PatientAccountContractApi } from '../types/patient-account/index.js';
import type {
    ChartkeyInterfacesLimits,
    ProviderDirectoryContractApi,
} from '../types/provider-directory/index.js';
import type { RecordRegistryContractApi } from '../types/record-registry/index.js';
import { contractAt } from './contract.js';

/** The contracts that a front end talks to. */
export type Name =
    | 'governor'
    | 'access-log'
    | 'consent-manager'
    | 'record-registry'
    | 'provider-directory'
    | 'patient-account';

/** What a front end needs of deployments/<chain>.json. */
export interface Deployment {
    complete: boolean;
    chain: { genesis_hash: string };
    contracts: Record<Name, { address: string }>;
}

/** The contracts' metadata: the bundles of deployments/artifacts, with or without the code. */
export type Metadata = Record<Name, LooseContractMetadata>;

/** A deployed suite: the connection and its contracts. */
export interface Suite {
    /** The connection. End it with `disconnect`. */
    client: LegacyClient;
    governor: Contract<GovernorContractApi>;
    log: Contract<AccessLogContractApi>;
    consent: Contract<ConsentManagerContractApi>;
    registry: Contract<RecordRegistryContractApi>;
    directory: Contract<ProviderDirectoryContractApi>;
    accounts: Contract<PatientAccountContractApi>;
    /** Bounds, windows and bits: the numbers that a front end needs. */
    limits: ChartkeyInterfacesLimits;
}

/** Connects to a deployed suite. `reader` is the account in whose name queries are asked. */
export async function connect(
    url: string,
    deployment: Deployment,
    metadata: Metadata,
    reader: string,
): Promise<Suite> {
    if (!deployment.complete) throw new Error('the deployment is not complete');
    // By itself dedot takes 30 seconds without a block for a dead connection. A development node
    // makes blocks only when there is something to put in.
    const client = await LegacyClient.new({
        provider: new WsProvider(url),
        stalingDetectionTimeout: 0,
    });
    const at = (name: Name) =>
        [
            client,
            metadata[name],
            deployment.contracts[name].address,
            { defaultCaller: reader },
        ] as const;
    try {
        if (client.genesisHash !== deployment.chain.genesis_hash) {
            throw new Error('this is another chain than the one deployed on');
        }
        for (const [name, { source }] of Object.entries(metadata)) {
            const address = deployment.contracts[name as Name]?.address;
            const onChain = address && (await client.query.contracts.contractInfoOf(address));
            if (!onChain || onChain.codeHash !== source.hash) {
                throw new Error(`${name} is not there, or runs other code than this metadata's`);
            }
        }
        const directory = contractAt<ProviderDirectoryContractApi>(...at('provider-directory'));
        return {
            client,
            governor: contractAt<GovernorContractApi>(...at('governor')),
            log: contractAt<AccessLogContractApi>(...at('access-log')),
            consent: contractAt<ConsentManagerContractApi>(...at('consent-manager')),
            registry: contractAt<RecordRegistryContractApi>(...at('record-registry')),
            directory,
            accounts: contractAt<PatientAccountContractApi>(...at('patient-account')),
            limits: (await directory.query.limits()).data,
        };
    } catch (error) {
        await client.disconnect();
        throw error;
    }
}
