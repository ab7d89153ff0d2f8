// The accounts that every development chain endows.

import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from 'dedot/utils';

const keyring = new Keyring({ type: 'sr25519' });
const account = (name: string) => {
    const pair = keyring.addFromUri(`//${name}`);
    return { name, pair, address: pair.address, id: u8aToHex(pair.publicKey) };
};

/** A development account: its key pair, its address, and the 32 bytes behind it. */
export type Account = ReturnType<typeof account>;

/** The health authority, which owns the governor, and is the steward of the directory. */
export const authority = account('Alice');
/** The admin of both hospitals. */
export const admin = account('Bob');
/** A clinician of the patient's hospital. */
export const clinician = account('Charlie');
/** The patient. */
export const patient = account('Dave');
/** A clinician of the other hospital. */
export const consultant = account('Eve');
/** Somebody who has nothing to do with any of it. */
export const stranger = account('Ferdie');
/** Somebody without tokens. */
export const penniless = account('Penniless');
