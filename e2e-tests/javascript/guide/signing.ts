import { getPublicKey, secretFromSeed, sign } from '@scure/sr25519';
import type { InjectedSigner } from 'dedot/types';
import { decodeAddress, stringToU8a, u8aToHex, type HexString } from 'dedot/utils';

/** Somebody's sr25519 key: the 32 bytes that contracts know, and what signs a text with it. */
export interface Signer {
    key: HexString;
    sign: (text: string) => Promise<HexString>;
}

/** An sr25519 account of a wallet, which shows the text to its user. */
export function inWallet({ signRaw }: InjectedSigner, address: string): Signer {
    if (!signRaw) throw new Error('this wallet signs no texts');
    return {
        key: u8aToHex(decodeAddress(address)),
        sign: async (text) => {
            const data = u8aToHex(stringToU8a(text));
            const { signature } = await signRaw({ address, data, type: 'bytes' });
            // Some wallets put a byte for the kind of key in front of the 64.
            return `0x${signature.slice(-128)}`;
        },
    };
}

/** A key that an app of the patient's keeps itself, made from 32 random bytes. */
export function inApp(seed: Uint8Array): Signer {
    const secret = secretFromSeed(seed);
    return {
        key: u8aToHex(getPublicKey(secret)),
        sign: async (text) => u8aToHex(sign(secret, stringToU8a(text))),
    };
}
