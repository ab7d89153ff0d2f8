import type { LegacyClient } from 'dedot';
import {
    Contract,
    type ContractAddress,
    type ExecutionOptions,
    type InkGenericContractApi,
    type LooseContractMetadata,
    type TypinkRegistry,
} from 'dedot/contracts';

/** The codec of a type of a contract's metadata, by the type's number. */
export function codecOf({ registry }: { registry: TypinkRegistry }, type: number) {
    const codec = registry.findCodec(type);
    // dedot 1.3.0 reserves a byte too few for each optional field of a struct. Without this a
    // grant to an organization throws, and a request for a record loses its last byte.
    codec.staticSize = Math.max(codec.staticSize, 1_024);
    return codec;
}

/** A contract to call. */
export function contractAt<Api extends InkGenericContractApi>(
    client: LegacyClient,
    metadata: LooseContractMetadata,
    address: ContractAddress,
    options: ExecutionOptions,
): Contract<Api> {
    const contract = new Contract<Api>(client, metadata, address, options);
    for (const { args } of contract.metadata.spec.messages) {
        for (const { type } of args) codecOf(contract, type.type);
    }
    return contract;
}
