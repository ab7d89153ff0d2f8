import type { LegacyClient } from 'dedot';
import type {
    Contract,
    ContractCallResult,
    ContractSubmittableExtrinsic,
    ContractTxOptions,
    InkGenericContractApi,
} from 'dedot/contracts';
import type { AddressOrPair, ISubmittableResult } from 'dedot/types';
import { Refused, type ContractError } from './errors.js';

/** The messages that the metadata names: dedot's own type lets any other name pass too. */
export type Named<T> = { [M in keyof T as string extends M ? never : M]: T[M] };

/** What a message takes, without dedot's options at the end. */
export type Arguments<Message> = Message extends (...all: infer All) => unknown
    ? Required<All> extends [...infer Args, unknown]
        ? Args
        : never
    : never;

/** A transaction that has got into a block. */
export interface Submitted {
    /** The result in the best block: good enough to show, not to act on. */
    best: ISubmittableResult;
    /** The result in a final block. Its events are the ones that count. */
    final: Promise<ISubmittableResult>;
}

/** In bytes, more than a page of a patient's log has. */
const PAGE_BYTES = 8_192n;

/**
 * A quarter more than the dry run took, and the deposit of a page of a log: the chain may change
 * before the transaction runs. One entry in 16 pays for a page, and nobody knows which.
 */
export function withMargin<Api extends InkGenericContractApi>(
    { client }: Contract<Api>,
    { gasRequired, storageDeposit }: ContractCallResult,
): ContractTxOptions {
    const more = (amount: bigint) => amount + amount / 4n;
    const { depositPerItem, depositPerByte } = (client as LegacyClient).consts.contracts;
    const page = depositPerItem + PAGE_BYTES * depositPerByte;
    const charge = storageDeposit.type === 'Charge' ? more(storageDeposit.value) : 0n;
    return {
        gasLimit: { refTime: more(gasRequired.refTime), proofSize: more(gasRequired.proofSize) },
        storageDepositLimit: charge + page,
    };
}

/** Tries a message without sending it. Throws `Refused` when the contract answers an error. */
export async function tryOut<Api extends InkGenericContractApi, M extends keyof Named<Api['tx']>>(
    contract: Contract<Api>,
    message: M,
    args: Arguments<Api['tx'][M]>,
    sender: AddressOrPair,
): Promise<{ transaction: ContractSubmittableExtrinsic; tried: ContractCallResult }> {
    const caller = typeof sender === 'string' ? sender : sender.address;
    const { data, raw } = await contract.query[message as string](...args, { caller });
    if (data?.isErr) throw new Refused(data.err as ContractError);
    const options = withMargin(contract, raw);
    return { transaction: contract.tx[message as string](...args, options), tried: raw };
}

/** Tries a message, then sends it, and waits until it is in the best block. */
export async function submit<Api extends InkGenericContractApi, M extends keyof Named<Api['tx']>>(
    contract: Contract<Api>,
    message: M,
    args: Arguments<Api['tx'][M]>,
    sender: AddressOrPair,
): Promise<Submitted> {
    const { transaction } = await tryOut(contract, message, args, sender);
    const sent = transaction.signAndSend(sender);
    // dedot tells each of these once, to whoever has asked before.
    const inBestBlock = sent.untilBestChainBlockIncluded();
    const final = sent.untilFinalized();
    for (const promise of [sent, final]) promise.catch(() => {});
    const best = await inBestBlock;
    if (best.dispatchError) {
        // A failed transaction does not tell the contract's error. Another try may.
        await tryOut(contract, message, args, sender);
        const why = contract.client.registry.findErrorMeta(best.dispatchError);
        throw new Error(why?.name ?? JSON.stringify(best.dispatchError));
    }
    return { best, final };
}
