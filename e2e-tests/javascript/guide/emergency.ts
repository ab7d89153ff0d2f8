import type { AddressOrPair } from 'dedot/types';
import { stringToU8a, u8aToHex, type HexString } from 'dedot/utils';
import type { ChartkeyInterfacesLogEntry } from '../types/access-log/index.js';
import type {
    ChartkeyEmergencyEmergencyError,
    ChartkeyEmergencyWaitingCase,
    ChartkeyInterfacesEmergenciesEmergencyCase,
    ChartkeyVocabularyReasonFinding,
} from '../types/record-registry/index.js';
import type { Suite } from './connect.js';
import { Refused } from './errors.js';
import { basesOf } from './opening.js';
import { sha256 } from './proof.js';
import { without } from './sets.js';
import { submit } from './submit.js';

/** A text that stays with who wrote it, and its sha2-256 digest, which goes on chain. */
export interface Statement {
    text: string;
    digest: HexString;
}

/** A justification, a finding or a reason. Without the random line its digest can be guessed. */
export async function statementOf(words: string): Promise<Statement> {
    const line = u8aToHex(crypto.getRandomValues(new Uint8Array(32)));
    const text = `${words}\n${line}\n`;
    return { text, digest: u8aToHex(await sha256(stringToU8a(text))) };
}

/** Declares an emergency. The entry is that of the best block: `waiting` has the lasting one. */
export async function declareEmergency(
    { registry }: Suite,
    patient: HexString,
    organization: number,
    justification: HexString,
    practitioner: AddressOrPair,
): Promise<{ entry: number; until: bigint }> {
    const { best } = await submit(
        registry,
        'declareEmergency',
        [patient, organization, justification],
        practitioner,
    );
    const declared = registry.events.EmergencyDeclared.find(best.events);
    if (!declared) throw new Error('the transaction declared nothing');
    const { entry, until } = declared.data;
    return { entry, until };
}

/** What a review found. */
export const findings: Record<ChartkeyVocabularyReasonFinding, string> = {
    Justified: 'It was justified.',
    NotJustified: 'It was not justified.',
    WrongPatient: 'It was declared for the wrong patient, by mistake.',
    Undetermined: 'The reviewer could not find out whether it was justified.',
};

/**
 * A colleague reviews a case of a practitioner, as `waiting` tells it, with the digest of a
 * written finding if there is one. Returns the entry.
 */
export async function reviewEmergency(
    { registry }: Suite,
    practitioner: HexString,
    { patient, organization, entry }: ChartkeyEmergencyWaitingCase,
    finding: ChartkeyVocabularyReasonFinding,
    written: HexString | undefined,
    colleague: AddressOrPair,
): Promise<number> {
    const { best } = await submit(
        registry,
        'reviewEmergency',
        [patient, organization, practitioner, entry, finding, written],
        colleague,
    );
    const reviewed = registry.events.EmergencyReviewed.find(best.events);
    if (!reviewed) throw new Error('the transaction reviewed nothing');
    return reviewed.data.entry;
}

/** What to tell who declares or reviews, when it was an error. */
export const emergencyAdvice: Record<ChartkeyEmergencyEmergencyError, string> = {
    RoleTooRecent: 'You have not held the emergency role for 24 hours. Call a colleague who has.',
    AlreadyOpen: 'Your emergency for this patient is open. Open the records.',
    TooManyWaiting: 'Too many of your emergencies wait for a review. Call a colleague.',
    ReviewOverdue: 'An emergency of yours was not reviewed in 72 hours. Call a colleague.',
    UnknownCase: 'This does not wait for a review. Perhaps somebody else has reviewed it.',
    OwnCase: 'Nobody reviews an own emergency. Ask a colleague.',
    OtherOrganization: 'Members of the organization that it was declared in review this.',
    EnrolledLater: 'You were not there yet when this was declared. Ask a colleague who was.',
};

/** Every emergency of an organization, oldest first, reviewed ones as well. */
export async function* emergencies(
    { registry, limits }: Suite,
    organization: number,
): AsyncGenerator<ChartkeyInterfacesEmergenciesEmergencyCase> {
    for (let from = 0; ; from += limits.page) {
        const { data: page } = await registry.query.emergencies(organization, from, limits.page);
        if (page.isErr) throw new Refused(page.err);
        yield* page.value;
        if (page.value.length < limits.page) return;
    }
}

/** How many emergencies of an organization have waited for longer than they may. */
export async function overdue({ registry, limits }: Suite, organization: number): Promise<number> {
    let count = 0;
    for (let from = 0; ; from += limits.page) {
        const { data: page } = await registry.query.overdue(organization, from, limits.page);
        if (page.isErr) throw new Refused(page.err);
        count += page.value.overdue;
        if (page.value.next === undefined) return count;
    }
}

/** What an entry of the log has to do with emergencies, in words for the patient. */
export function emergencyText({
    access: { outcome, subject },
}: ChartkeyInterfacesLogEntry): string | undefined {
    switch (outcome.type) {
        case 'Declared':
            return 'An emergency was declared. Records may be opened without your consent.';
        case 'Permit': {
            if (subject.type !== 'Records') return undefined;
            const bases = basesOf(outcome.value);
            const opened = subject.value.filter((_, at) => bases[at]?.type === 'Emergency');
            if (opened.length === 0) return undefined;
            return `Opened in an emergency, without your consent: ${opened.join(', ')}.`;
        }
        case 'Reviewed':
            return `A colleague reviewed line ${subject.value}. ${findings[outcome.value]}`;
        case 'Disputed':
            return `You dispute line ${subject.value}.`;
        default:
            return undefined;
    }
}

/** Calls back for each emergency of a chart that a new block brings; returns the end. */
export async function watchEmergencies(
    { registry }: Suite,
    patient: HexString,
    declared: (practitioner: HexString, entry: number, until: bigint) => void,
    reviewed: (declaration: number, finding: ChartkeyVocabularyReasonFinding) => void,
): Promise<() => Promise<void>> {
    const { EmergencyDeclared, EmergencyReviewed } = registry.events;
    const ends = await Promise.all([
        EmergencyDeclared.watch((events) => {
            for (const { data } of events) {
                if (data.patient === patient) declared(data.practitioner, data.entry, data.until);
            }
        }),
        EmergencyReviewed.watch((events) => {
            for (const { data } of events) {
                if (data.patient === patient) reviewed(data.declared, data.finding);
            }
        }),
    ]);
    return async () => {
        await Promise.all(ends.map((end) => end()));
    };
}

/** The patient disputes an entry of her log. Returns the entry of the dispute. */
export async function dispute(
    { registry }: Suite,
    patient: HexString,
    entry: number,
    reason: HexString | undefined,
    controller: AddressOrPair,
): Promise<number> {
    const { best } = await submit(registry, 'dispute', [patient, entry, reason], controller);
    const disputed = registry.events.Disputed.find(best.events);
    if (!disputed) throw new Error('the transaction disputed nothing');
    return disputed.data.entry;
}

/** Takes categories out of what an emergency opens. Returns what it opens from now on. */
export async function keepOutOfEmergencies(
    { consent }: Suite,
    patient: HexString,
    categories: number,
    controller: AddressOrPair,
): Promise<number> {
    const { data: policy } = await consent.query.policy(patient);
    if (!policy) throw new Refused('UnknownChart');
    const directive = without(policy.emergency, categories);
    await submit(consent, 'setDirective', [patient, 'Emergency', directive], controller);
    return directive;
}
