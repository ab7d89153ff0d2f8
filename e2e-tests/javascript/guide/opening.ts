import type { AddressOrPair, ISubmittableResult } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyInterfacesRegistryOpening,
    ChartkeyVocabularySetsPurpose,
} from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { refusals } from './errors.js';
import { submit } from './submit.js';

/** What came of an opening: the entry in the patient's log, and the patient's answer. */
export function openingIn(
    suite: Suite,
    result: ISubmittableResult,
): ChartkeyInterfacesRegistryOpening {
    const opened = suite.registry.events.Opened.find(result.events);
    if (!opened) throw new Error('the transaction opened nothing');
    const { entry, decision } = opened.data;
    return { entry, decision };
}

/**
 * Opens a record, for the organization that the reader serves; the patient and a representative
 * name none. `show` gets a text at once; the ticket comes when it is safe to use.
 */
export async function open(
    suite: Suite,
    patient: HexString,
    record: number,
    purpose: ChartkeyVocabularySetsPurpose,
    organization: number | undefined,
    reader: AddressOrPair,
    show: (text: string) => void,
): Promise<{ patient: string; entry: number } | undefined> {
    const request = [patient, record, purpose, organization] as const;
    const sent = await submit(suite.registry, 'open', [...request], reader);
    const { decision } = openingIn(suite, sent.best);
    if (decision.type === 'Deny') {
        show(refusals[decision.value]);
        return undefined;
    }
    show('Permitted. Waiting until it is final …');
    // After a reorganisation of the chain the entry may have another index, or be a refusal.
    const lasting = openingIn(suite, await sent.final);
    return lasting.decision.type === 'Permit' ? { patient, entry: lasting.entry } : undefined;
}
