import type { AddressOrPair } from 'dedot/types';
import type { HexString } from 'dedot/utils';
import type {
    ChartkeyVocabularyReasonRequestReason,
    ChartkeyVocabularySetsPurpose,
} from '../types/provider-directory/index.js';
import type { Suite } from './connect.js';
import { submit } from './submit.js';

/** What a patient is asked. */
export interface Question {
    categories: number;
    purpose: ChartkeyVocabularySetsPurpose;
    reason: ChartkeyVocabularyReasonRequestReason;
    /** More, in the requester's words: public for good. Better none. */
    note?: string;
}

/** A practitioner asks a patient for consent, for the organization that he serves. */
export async function ask(
    { directory }: Suite,
    patient: HexString,
    organization: number,
    { categories, purpose, reason, note }: Question,
    practitioner: AddressOrPair,
): Promise<void> {
    const question = [patient, organization, categories, purpose, reason, note] as const;
    await submit(directory, 'request', [...question], practitioner);
}

/** Why somebody asks, in words for the patient. */
export const requestReasons: Record<ChartkeyVocabularyReasonRequestReason, string> = {
    Consultation: 'for a consultation that is booked',
    FollowUp: 'for a follow-up',
    Referral: 'because you were referred',
    SecondOpinion: 'for a second opinion',
    Admission: 'for an admission to hospital, or a planned procedure',
    Claim: 'for a claim or a certificate',
    Research: 'for a research project',
    PublicHealth: 'because of a duty to report',
    Other: 'for another reason',
};
