import type { AddressOrPair } from 'dedot/types';
import {
    blake2AsHex,
    concatU8a,
    decodeAddress,
    hexToU8a,
    u8aToHex,
    type HexString,
} from 'dedot/utils';
import type {
    ChartkeyCommandsCommand as Command,
    ChartkeyCommandsCommandDomain as Domain,
    ChartkeyCommandsCommandInstruction as Instruction,
    ChartkeyCommandsCommandSignedCommand as SignedCommand,
} from '../types/patient-account/index.js';
import { patientId } from './chart.js';
import type { Suite } from './connect.js';
import { now } from './consent.js';
import type { Signer } from './signing.js';
import { submit, type Submitted } from './submit.js';
import { textOf } from './text.js';

const MINUTE = 60_000n;

/** Where a signed text counts: the contract and the chain that the deployment names. */
export const domainOf = ({ accounts, client }: Suite): Domain => ({
    contract: u8aToHex(decodeAddress(accounts.address)),
    chain: client.genesisHash,
});

/** The id of the chart that this key and this salt open. */
export function chartOf({ accounts, consent }: Suite, key: HexString, salt: HexString): HexString {
    const claim = blake2AsHex(concatU8a(hexToU8a(key), hexToU8a(salt)), 256);
    return patientId(accounts.address, claim, consent.address);
}

/** The whole minute that is so many minutes ahead by the chain's clock, or just before. */
export async function deadlineIn(suite: Suite, minutes: bigint): Promise<bigint> {
    return ((await now(suite)) / MINUTE + minutes) * MINUTE;
}

/** A chart's next command in a lane, good for an hour. */
export async function next(
    suite: Suite,
    chart: HexString,
    command: Command,
    lane = 0,
): Promise<Instruction> {
    const { data: account } = await suite.accounts.query.account(chart);
    const sequence = account?.lanes[lane] ?? 0;
    return { chart, command, lane, sequence, deadline: await deadlineIn(suite, 60n) };
}

/** The patient signs. What comes out goes to a relayer. */
export async function signed(
    suite: Suite,
    instruction: Instruction,
    patient: Signer,
): Promise<SignedCommand> {
    const signature = await patient.sign(textOf(instruction, domainOf(suite)));
    return { instruction, signature };
}

/** The relayer submits it, and pays. */
export const relay = (
    { accounts }: Suite,
    command: SignedCommand,
    relayer: AddressOrPair,
): Promise<Submitted> => submit(accounts, 'submit', [command], relayer);

/** Opens a chart for a key, and returns its id. */
export async function openChart(
    suite: Suite,
    patient: Signer,
    relayer: AddressOrPair,
): Promise<HexString> {
    const salt = u8aToHex(crypto.getRandomValues(new Uint8Array(32)));
    const chart = chartOf(suite, patient.key, salt);
    const command = { type: 'CreateChart', value: { key: patient.key, salt } } as const;
    const instruction = await next(suite, chart, command);
    await relay(suite, await signed(suite, instruction, patient), relayer);
    return chart;
}
