// The clock of a development chain: carrying out calls earlier, waiting until blocks are final.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { ContractSubmittableExtrinsic } from 'dedot/contracts';
import { u8aToHex } from 'dedot/utils';
import type { Suite } from '../guide/connect.js';
import { now } from '../guide/consent.js';
import { authority, type Account } from './accounts.js';
import { HOUR } from './suite.js';

/** What a call may use up that is not tried out first. */
export const gasLimit = { refTime: 50_000_000_000n, proofSize: 500_000n };

/** Carries out a call as if it was earlier. The sudo key of a development chain may do that. */
export async function hoursAgo(
    suite: Suite,
    hours: bigint,
    by: Account,
    call: ContractSubmittableExtrinsic,
): Promise<void> {
    const { client } = suite;
    const clock = (time: bigint) => {
        const value = new Uint8Array(8);
        new DataView(value.buffer).setBigUint64(0, time, true);
        const item = [client.query.timestamp.now.rawKey(), u8aToHex(value)] as const;
        return client.tx.sudo.sudo(client.tx.system.setStorage([[...item]]).call).call;
    };
    const time = await now(suite);
    const { dispatchError, events } = await client.tx.utility
        .batchAll([
            clock(time - hours * HOUR),
            client.tx.sudo.sudoAs(by.address, call.call).call,
            clock(time),
        ])
        .signAndSend(authority.pair)
        .untilBestChainBlockIncluded();
    assert.equal(dispatchError, undefined);
    const done = client.events.sudo.SudoAsDone.find(events);
    assert.ok(done?.palletEvent.data.sudoResult.isOk, 'the call failed');
}

/** Waits until what is in the best block is final. */
export async function final({ client }: Suite): Promise<void> {
    const { block } = client;
    const { number } = await block.best();
    while ((await block.finalized()).number < number) await setTimeout(100);
}
