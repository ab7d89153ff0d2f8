import type { Contract, InkGenericContractApi } from 'dedot/contracts';
import type { AddressOrPair } from 'dedot/types';
import { tryOut, type Arguments, type Named } from './submit.js';

/** What a message takes from its sender, in the chain's smallest unit. */
export interface Cost {
    /** Gone, whether the call succeeds or fails. */
    fee: bigint;
    /** Held for what the call stores; negative when it frees more than it stores. */
    deposit: bigint;
}

/** What a message would cost now. */
export async function costOf<Api extends InkGenericContractApi, M extends keyof Named<Api['tx']>>(
    contract: Contract<Api>,
    message: M,
    args: Arguments<Api['tx'][M]>,
    sender: AddressOrPair,
): Promise<Cost> {
    const { transaction, tried } = await tryOut(contract, message, args, sender);
    const { partialFee } = await transaction.paymentInfo(sender);
    const { type, value } = tried.storageDeposit;
    return { fee: partialFee, deposit: type === 'Charge' ? value : -value };
}
