import { decodeAddress, u8aToHex, type HexString } from 'dedot/utils';
import type {
    ChartkeyInterfacesRegistryTicket as Ticket,
    ChartkeyInterfacesRegistryTicketRefusal as TicketRefusal,
} from '../types/record-registry/index.js';
import { asOf } from './block.js';
import type { Suite } from './connect.js';
import { nameOf, refusals } from './errors.js';

/** How far a finalized head may be from the keeper's clock, in milliseconds: two minutes. */
const HEAD_MILLISECONDS = 120_000n;

/** The finalized head does not show what is permitted now. Release nothing; ask again later. */
export class CannotTell extends Error {}

/** What the chain says to a keeper. */
export interface Checked {
    /** Nothing is released where it has a `refusal`. */
    ticket: Ticket;
    /** The key that signs the challenge. `undefined` where nobody can sign it. */
    key: HexString | undefined;
}

/**
 * What the chain says at the finalized head of an entry, and of a record that is asked for with
 * it. `clock` is the keeper's, in milliseconds. Throws `CannotTell` where that head is of another
 * time, and where entry or record are in no finalized block yet.
 */
export async function check(
    suite: Suite,
    patient: HexString,
    entry: number,
    record: number,
    clock = BigInt(Date.now()),
): Promise<Checked> {
    const { hash } = await suite.client.block.finalized();
    const registry = await asOf(suite.registry, hash);
    const { data: answer } = await registry.query.ticket(patient, entry, record);
    if (answer.isErr) throw new CannotTell(nameOf(answer.err));
    const ticket = answer.value;
    const apart = ticket.now < clock ? clock - ticket.now : ticket.now - clock;
    if (apart > HEAD_MILLISECONDS) throw new CannotTell('the finalized head is of another time');
    return { ticket, key: await keyOf(suite, patient, ticket, hash) };
}

/** The actor's key or, where patient-account acted for a patient, that of her chart now. */
async function keyOf(
    { accounts }: Suite,
    patient: HexString,
    { actor }: Ticket,
    block: HexString,
): Promise<HexString | undefined> {
    if (actor !== u8aToHex(decodeAddress(accounts.address))) return actor;
    const { data: account } = await (await asOf(accounts, block)).query.account(patient);
    return account?.custody.key;
}

/** What to show to a reader when the keeper releases nothing. */
export function ticketText(refusal: TicketRefusal): string {
    return refusal.type === 'Denied' ? refusals[refusal.value] : ticketTexts[refusal.type];
}

const ticketTexts: Record<Exclude<TicketRefusal['type'], 'Denied'>, string> = {
    NotPermitted: 'This opening does not cover the document. Open it.',
    TooOld: 'This opening is too old. Open the document again.',
    NotPractitioner: 'You do not act for this organization any more.',
    Enrolled: 'You serve an organization. Open this for it.',
    NoEmergency: 'Your emergency for this patient is over.',
    NotController: 'You do not control this chart any more.',
    Erased: 'This document was erased at the wish of the patient.',
};
