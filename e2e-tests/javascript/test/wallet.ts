// A wallet as a browser extension is one: it keeps the key, and signs what it is shown.

import { u8aWrapBytes } from '@polkadot/util';
import { ExtraSignedExtension, type LegacyClient } from 'dedot';
import type { InjectedSigner } from 'dedot/types';
import { blake2AsU8a, hexToU8a, u8aToHex } from 'dedot/utils';
import type { Account } from './accounts.js';

/** The wallet of one account. */
export function walletOf(client: LegacyClient, { address, pair }: Account): InjectedSigner {
    return {
        signPayload: async (payload) => {
            const extra = new ExtraSignedExtension(client, { signerAddress: address });
            await extra.fromPayload(payload);
            const message = hexToU8a(extra.toRawPayload(payload.method).data);
            const signed = message.length > 256 ? blake2AsU8a(message, 256) : message;
            return { id: 1, signature: u8aToHex(pair.sign(signed, { withType: true })) };
        },
        // Whatever it is asked to sign as bytes, it wraps, so that it never is a transaction.
        signRaw: async ({ data }) => {
            const signature = u8aToHex(pair.sign(u8aWrapBytes(hexToU8a(data))));
            return { id: 1, signature };
        },
    };
}
