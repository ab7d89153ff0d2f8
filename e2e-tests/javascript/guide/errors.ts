import { isContractDispatchError } from 'dedot/contracts';
import type { ConsentManagerContractApi } from '../types/consent-manager/index.js';
import type { ChartkeyInterfacesAccountAccountError } from '../types/patient-account/index.js';
import type {
    ChartkeyInterfacesRegistryRegistryError,
    ChartkeyPolicyDecisionReason,
} from '../types/record-registry/index.js';

/** An error as dedot decodes it: a name, or a name with the error inside it. */
export type ContractError = string | number | { type: string; value?: ContractError };

/** Its name in one word, such as `NotPractitioner` or `AppendRefused(NoConsent)`. */
export function nameOf(error: ContractError): string {
    if (typeof error !== 'object') return String(error);
    return error.value === undefined ? error.type : `${error.type}(${nameOf(error.value)})`;
}

/** A call that made no sense to the contract. Nothing has changed. */
export class Refused extends Error {
    constructor(readonly error: ContractError) {
        super(nameOf(error));
    }
}

/** Why the chain did not carry out a call, such as `OutOfGas`; else the error's own message. */
export function whyNot(error: unknown): string {
    if (error instanceof Error && isContractDispatchError<ConsentManagerContractApi>(error)) {
        return error.moduleError?.name ?? error.message;
    }
    return error instanceof Error ? error.message : String(error);
}

/** What to tell a reader whom the patient's policy refused. */
export const refusals: Record<ChartkeyPolicyDecisionReason, string> = {
    NoConsent: 'The patient has not consented to this. You can ask for consent.',
    NotYetValid: 'The patient has consented from a later day on.',
    Expired: "The patient's consent has run out. You can ask for a new one.",
    DeniedByPatient: 'The patient does not want you to read this.',
    NotInDirective: 'The patient keeps this shut, in an emergency as well.',
    NoEmergency: 'You have no emergency open for this patient. Declare one first.',
    NotRepresentative: 'The patient has not named you as representative.',
    RecordsOnly: 'This permits no session. Open the records by their ids.',
    NotController: 'Only the patient can open this as the patient.',
};

/** What to tell a user whose call was an error. */
export const advice: Partial<Record<ChartkeyInterfacesRegistryRegistryError['type'], string>> = {
    UnknownChart: 'There is no chart of this id.',
    UnknownRecord: 'There is no such record in this chart.',
    NotPractitioner:
        'You do not serve this organization, one of you is suspended, or it has to confirm you.',
    Organization: 'Say for which organization you act. A patient or a representative names none.',
    NoEmergency: 'You have no emergency open for this patient. Declare one first.',
    NoSession: 'An emergency opens no session. Open the records by their ids.',
    List: 'Name 1 to 32 records, each once, in ascending order.',
    Categories: 'Name at least one category for the session, and only those that there are.',
    NotRepresentative: 'The patient has not named you as representative.',
    Enrolled: 'You serve an organization. Open this for it, or leave it first.',
    RoleMissing: 'Your role does not allow this. Your administrator can give you another.',
    NotController: 'Only the account that controls the chart can do this.',
    AppendRefused: 'The patient does not permit you to add documents of this kind.',
    EpochNotPublished: 'The key is out of date. Read the chart again, then encrypt again.',
    NotLatest: 'Somebody else has amended this document. Look at the latest version.',
    SameDigest: 'This is the version that is on record. Encrypt the document anew.',
    EarlierVersions: 'Erase the earlier versions first, or the whole document.',
    AlreadyProposed: 'You have proposed this. A colleague has to confirm it.',
    Erased: 'This document was erased at the wish of the patient.',
    Retained: 'The organization has to keep this document for now. You can ask it to waive that.',
    Paused: 'The registry is paused. Records can be opened, new ones have to wait.',
};

/** What to do when a signed command was an error. */
export const commandAdvice: Partial<Record<ChartkeyInterfacesAccountAccountError['type'], string>> =
    {
        UnknownChart: 'This chart is not kept on signed words. Create it first, or move it there.',
        Late: 'It took too long. Please sign again.',
        DeadlineTooFar: 'This would count for more than a week. Please sign again.',
        Sequence: 'Something else came first, perhaps this very command. Look, then sign again.',
        Signature: 'This is not signed with the key of the chart, or not exactly what was signed.',
        Approvals: 'Another number of guardians was agreed on. Send all, or have them sign again.',
        Recovery: 'Your guardians have a say in this.',
        Consent: 'The consent manager refuses this. Its own error is within.',
        Registry: 'The registry refuses this. Its own error is within.',
        Paused: 'The service is paused. What takes a permit back still works.',
    };
