import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyPolicyProvision,
    ChartkeyPolicyProvisionGrantee,
    ChartkeyPolicyProvisionScope,
    ChartkeyPolicyProvisionTerms,
} from '../types/consent-manager/index.js';
import type {
    ChartkeyVocabularyDocumentAddressee,
    ChartkeyVocabularyDocumentNewDocument,
} from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { everything, setOf } from './sets.js';
import { submit } from './submit.js';

const DAY = 24n * 60n * 60n * 1_000n;

/** The chain's clock, in milliseconds: the time of its best block. */
export const now = ({ client }: Suite): Promise<bigint> => client.query.timestamp.now();

/**
 * Permits a practitioner to read and add laboratory results for treatment, for some days.
 * `envelope` is the digest of the envelope with the secret of the category's key.
 */
export async function grantLaboratory(
    suite: Suite,
    patient: HexString,
    practitioner: HexString,
    days: bigint,
    controller: AddressOrPair,
    envelope?: HexString,
): Promise<number> {
    const { categories, purposes, actions } = suite.limits;
    const from = await now(suite);
    const terms = {
        grantee: { type: 'Practitioner', value: practitioner },
        scope: { type: 'Categories', value: setOf(categories, 'Laboratory') },
        purposes: setOf(purposes, 'Treatment'),
        actions: setOf(actions, 'Read', 'Append'),
        from,
        until: from + days * DAY,
        keys: envelope,
    } as const;
    const { best } = await submit(suite.consent, 'grant', [patient, terms], controller);
    const changed = suite.consent.events.PolicyChanged.find(best.events);
    const provision = changed?.data.change.added;
    if (!provision) throw new Error('the transaction granted nothing');
    return provision.id;
}

/** What makes an account the patient's representative, for some days, to read these categories. */
export async function representation(
    suite: Suite,
    representative: HexString,
    categories: number,
    days: bigint,
    envelope?: HexString,
): Promise<ChartkeyPolicyProvisionTerms> {
    const { purposes, actions } = suite.limits;
    const from = await now(suite);
    return {
        grantee: { type: 'Practitioner', value: representative },
        scope: { type: 'Categories', value: categories },
        purposes: setOf(purposes, 'FamilyRequest'),
        actions: setOf(actions, 'Read'),
        from,
        until: from + days * DAY,
        keys: envelope,
    };
}

/** Whether a deny holds in an emergency unless she says otherwise: about a person or a document. */
export const shutsEmergencies = (
    { type: grantee }: ChartkeyPolicyProvisionGrantee,
    { type: scope }: ChartkeyPolicyProvisionScope,
): boolean => grantee === 'Practitioner' || scope === 'Document';

/** What forbids reading without end, for every purpose; or for every one but emergencies. */
export async function denial(
    suite: Suite,
    grantee: ChartkeyPolicyProvisionGrantee,
    scope: ChartkeyPolicyProvisionScope,
    inEmergencies = shutsEmergencies(grantee, scope),
): Promise<ChartkeyPolicyProvisionTerms> {
    const { purposes, actions } = suite.limits;
    const others = purposes.map(([name]) => name).filter((name) => name !== 'EmergencyTreatment');
    return {
        grantee,
        scope,
        purposes: inEmergencies ? everything.purposes : setOf(purposes, ...others),
        actions: setOf(actions, 'Read'),
        from: await now(suite),
    };
}

/** Forbids. Returns the provision, and the categories that need a new key because of it. */
export async function deny(
    { consent }: Suite,
    patient: HexString,
    terms: ChartkeyPolicyProvisionTerms,
    controller: AddressOrPair,
): Promise<{ provision: ChartkeyPolicyProvision; raised: number }> {
    const { best } = await submit(consent, 'deny', [patient, terms], controller);
    const changed = consent.events.PolicyChanged.find(best.events);
    if (!changed?.data.change.added) throw new Error('the transaction denied nothing');
    const { added: provision, raised } = changed.data.change;
    return { provision, raised };
}

/**
 * Puts a document of the patient's own on record, for an addressee, who may read it for treatment
 * until she denies it, or for nobody. Returns the record's id.
 */
export async function send(
    { registry }: Suite,
    patient: HexString,
    document: ChartkeyVocabularyDocumentNewDocument,
    addressee: ChartkeyVocabularyDocumentAddressee | undefined,
    controller: AddressOrPair,
): Promise<number> {
    const report = { document, addressee };
    const { best } = await submit(registry, 'selfReport', [patient, report], controller);
    const registered = registry.events.Registered.find(best.events);
    if (!registered) throw new Error('the transaction registered nothing');
    return registered.data.first;
}
