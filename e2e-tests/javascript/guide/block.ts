import type { LegacyClient } from 'dedot';
import type { Contract, InkGenericContractApi } from 'dedot/contracts';
import type { HexString } from 'dedot/utils';
import { contractAt } from './contract.js';

/** A contract as it was in one block: its queries answer from there. */
export async function asOf<Api extends InkGenericContractApi>(
    contract: Contract<Api>,
    block: HexString,
): Promise<Contract<Api>> {
    const client = contract.client as LegacyClient;
    const then = { ...(await client.at(block)), tx: client.tx } as unknown as LegacyClient;
    return contractAt<Api>(then, contract.metadata, contract.address, contract.options ?? {});
}
