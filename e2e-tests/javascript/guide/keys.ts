import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyCommandsCommandNewCategoryKey,
    ChartkeyVocabularyKeyPublicKey,
    ChartkeyVocabularySetsCategory,
} from '../types/consent-manager/index.js';
import type { Suite } from './connect.js';
import { Refused } from './errors.js';
import { namesIn } from './sets.js';
import { submit } from './submit.js';

/** A category's next key: `value` of a signed `PublishKey`, and what `rekey` takes several of. */
export async function nextKey(
    { consent, limits }: Suite,
    patient: HexString,
    category: ChartkeyVocabularySetsCategory,
    key: ChartkeyVocabularyKeyPublicKey,
): Promise<ChartkeyCommandsCommandNewCategoryKey> {
    const { data: epochs } = await consent.query.keysEpochs(patient);
    if (!epochs) throw new Refused('UnknownChart');
    const bit = new Map(limits.categories).get(category)!;
    return { category, epoch: epochs.published[Math.log2(bit)]! + 1, key };
}

/** Publishes a category's next key. Returns its epoch. */
export async function publishKey(
    suite: Suite,
    patient: HexString,
    category: ChartkeyVocabularySetsCategory,
    key: ChartkeyVocabularyKeyPublicKey,
    controller: AddressOrPair,
): Promise<number> {
    const { consent } = suite;
    const next = await nextKey(suite, patient, category, key);
    const { best } = await submit(consent, 'publishKey', [patient, next], controller);
    const published = consent.events.CategoryKeyPublished.find(best.events);
    if (!published) throw new Error('the transaction published nothing');
    return published.data.epoch;
}

/** The categories that wait for a new key now, those of which none was published among them. */
export async function waitingForKeys(
    { consent, limits }: Suite,
    patient: HexString,
): Promise<ChartkeyVocabularySetsCategory[]> {
    const { data: epochs } = await consent.query.keysEpochs(patient);
    if (!epochs) throw new Refused('UnknownChart');
    return namesIn(limits.categories, epochs.outdated);
}
