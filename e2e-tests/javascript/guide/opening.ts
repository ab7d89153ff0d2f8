import type { AddressOrPair, ISubmittableResult } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyInterfacesRegistryOpening,
    ChartkeyPolicyDecisionBasis,
    ChartkeyPolicyVerdictGround,
    ChartkeyPolicyVerdictRefusal,
    ChartkeyVocabularySelection as Selection,
    ChartkeyVocabularySetsPurpose,
} from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { refusals } from './errors.js';
import { submit } from './submit.js';

/** Lists to open these records with, each as the contract takes it. */
export function listsOf({ limits }: Suite, records: Iterable<number>): Selection[] {
    const ids = [...new Set(records)].sort((one, other) => one - other);
    const lists: Selection[] = [];
    for (let at = 0; at < ids.length; at += limits.opened) {
        lists.push({ type: 'Records', value: ids.slice(at, at + limits.opened) });
    }
    return lists;
}

/** One record. */
export const oneRecord = (id: number): Selection => ({ type: 'Records', value: [id] });

/** A session: every record of these categories, also what is registered while it lasts. */
export const sessionOf = (categories: number): Selection => ({
    type: 'Categories',
    value: categories,
});

/** What came of an opening: the entry in the patient's log, and the patient's answer. */
export function openingIn(
    suite: Suite,
    result: ISubmittableResult,
): ChartkeyInterfacesRegistryOpening {
    const opened = suite.registry.events.Opened.find(result.events);
    if (!opened) throw new Error('the transaction opened nothing');
    const { entry, verdict } = opened.data;
    return { entry, verdict };
}

/** On what basis each record of a list is permitted, in its order; of a session there is one. */
export const basesOf = (grounds: ChartkeyPolicyVerdictGround[]): ChartkeyPolicyDecisionBasis[] =>
    grounds.flatMap(({ count, basis }) => Array.from({ length: count }, () => basis));

/** Why nothing of it is opened, and which record of a list is the first that is refused. */
export function refusalText(
    selection: Selection,
    { place, reason }: ChartkeyPolicyVerdictRefusal,
): string {
    const isList = selection.type === 'Records' && selection.value.length > 1;
    return isList ? `Record ${selection.value[place]}: ${refusals[reason]}` : refusals[reason];
}

/**
 * Opens records or a session, for the organization that the reader serves; the patient and a
 * representative name none. `show` gets a text at once; the ticket comes when it is safe to use.
 */
export async function open(
    suite: Suite,
    patient: HexString,
    selection: Selection,
    purpose: ChartkeyVocabularySetsPurpose,
    organization: number | undefined,
    reader: AddressOrPair,
    show: (text: string) => void,
): Promise<{ patient: string; entry: number } | undefined> {
    const request = [patient, selection, purpose, organization] as const;
    const sent = await submit(suite.registry, 'open', [...request], reader);
    const { verdict } = openingIn(suite, sent.best);
    if (verdict.type === 'Deny') {
        show(refusalText(selection, verdict.value));
        return undefined;
    }
    show('Permitted. Waiting until it is final …');
    // After a reorganisation of the chain the entry may have another index, or be a refusal.
    const lasting = openingIn(suite, await sent.final);
    return lasting.verdict.type === 'Permit' ? { patient, entry: lasting.entry } : undefined;
}
