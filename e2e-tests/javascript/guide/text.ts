import { hexToU8a, u8aToHex, type HexString } from 'dedot/utils';
import type {
    ChartkeyCommandsApprovalRecovery as Recovery,
    ChartkeyCommandsCommand as Command,
    ChartkeyCommandsCommandDomain as Domain,
    ChartkeyCommandsCommandInstruction as Instruction,
    ChartkeyCommandsCommandNewCategoryKey as NewCategoryKey,
    ChartkeyVocabularyDocumentAddressee as Addressee,
    ChartkeyVocabularyDocumentVersion as Version,
    ChartkeyPolicyProvisionEffect as Effect,
    ChartkeyPolicyProvisionGrantee as Grantee,
    ChartkeyPolicyProvisionTerms as Terms,
    ChartkeyVocabularySetsCategory as Category,
    ChartkeyRecoveryGuardians as Guardians,
} from '../types/patient-account/index.js';
import { Refused, type ContractError } from './errors.js';
import { everything } from './sets.js';

/** The text of a patient's command: what she reads and signs. */
export function textOf(instruction: Instruction, domain: Domain): string {
    const [title, ...lines] = describe(instruction.command);
    return written(
        title,
        hex('Chart', instruction.chart),
        ...lines,
        hex('Contract', domain.contract),
        hex('Chain', domain.chain),
        number('Lane', instruction.lane),
        number('Sequence', instruction.sequence),
        time('Deadline', instruction.deadline),
    );
}

/** The text that a guardian signs who approves a new key. */
export function approvalTextOf(recovery: Recovery, domain: Domain): string {
    return written(
        'approve a new key as guardian',
        hex('Chart', recovery.chart),
        hex('New key', recovery.key),
        number('Round', recovery.round),
        number('Approvals', recovery.approvals),
        hex('Contract', domain.contract),
        hex('Chain', domain.chain),
        time('Deadline', recovery.deadline),
    );
}

/** A command's title and its own lines. */
function describe(command: Command): [title: string, ...lines: string[]] {
    switch (command.type) {
        case 'CreateChart':
            return [
                'create a chart',
                hex('Key', command.value.key),
                hex('Salt', command.value.salt),
            ];
        case 'Adopt':
            return ['take over a chart', hex('Key', command.value)];
        case 'Grant':
            return ['permit access', ...terms('Permit', command.value)];
        case 'Deny':
            return ['deny access', ...terms('Deny', command.value)];
        case 'Revoke':
            return ['revoke a provision', number('Provision', command.value)];
        case 'Replace': {
            const { provision, effect, terms: replacing } = command.value;
            const title = effect === 'Permit' ? 'replace a permit' : 'replace a deny';
            return [title, number('Provision', provision), ...terms(effect, replacing)];
        }
        case 'PublishKey':
            return ['publish a category key', ...categoryKey(command.value)];
        case 'Rekey':
            return [
                'publish new category keys and envelopes',
                ...command.value.keys.flatMap(categoryKey),
                ...command.value.envelopes.flatMap(({ provision, digest }) => [
                    number('Provision', provision),
                    hex('Envelope', digest),
                ]),
            ];
        case 'HandOver':
            return command.value.type === 'Propose'
                ? ['offer the chart to another account', hex('To account', command.value.value)]
                : ['take back the offer of the chart'];
        case 'Open':
            return command.value.type === 'Records'
                ? ['open records', list('Records', command.value.value)]
                : [
                      'open every record of these categories for 60 minutes',
                      categoriesLine(command.value.value, false),
                  ];
        case 'SelfReport': {
            const { document, addressee } = command.value;
            return [
                'add a document',
                word('Category', document.category),
                sentTo(addressee),
                ...version(document.version),
            ];
        }
        case 'Amend': {
            const { record, version: amending } = command.value;
            return ['amend a document', number('Record', record), ...version(amending)];
        }
        case 'Retract': {
            const [record, reason] = command.value;
            const lines = [number('Record', record), word('Reason', reason)];
            return ['mark a record as entered in error', ...lines];
        }
        case 'ChangeGuardians':
            return command.value
                ? ['change the guardians', ...guardians(command.value)]
                : ['remove the guardians'];
        case 'Withdraw':
            return ['withdraw the waiting change'];
        case 'Veto':
            return ['veto the new key', hex('New key', command.value)];
        case 'SetDirective': {
            const [which, categories] = command.value;
            const title =
                which === 'Emergency'
                    ? 'set what may be opened in an emergency'
                    : 'set what organizations may read of the records that they issued';
            return [title, directive(categories, which === 'Issuers')];
        }
        case 'Dispute': {
            const [entry, reason] = command.value;
            const lines = [number('Entry', entry), digest('Digest of the reason', reason)];
            return ['dispute an entry of the log', ...lines];
        }
        case 'Erase':
            return ['erase a record', number('Record', command.value)];
        case 'EraseDocument':
            return ['erase a document from this record on', number('Record', command.value)];
    }
}

function terms(effect: Effect, terms: Terms): string[] {
    const { grantee, scope, purposes, actions, from, until, keys } = terms;
    const denies = effect === 'Deny';
    return [
        forWhom(grantee, purposes, denies),
        scope.type === 'Categories'
            ? categoriesLine(scope.value, denies)
            : number('Document', scope.value),
        denies && purposes === everything.purposes
            ? line('Purposes', EVERYTHING)
            : set('Purposes', purposeNames, purposes),
        set('Actions', actionNames, actions),
        ...(denies ? [line('In an emergency', inAnEmergency(purposes, actions))] : []),
        time('From', from),
        until === undefined ? line('Until', 'without end') : time('Until', until),
        digest('Envelope', keys),
    ];
}

function forWhom(grantee: Grantee, purposes: number, denies: boolean): string {
    if (grantee.type === 'Organization') return number('For organization', grantee.value);
    if (grantee.type === 'Anyone') {
        return denies
            ? line('For', 'anyone, also your representatives')
            : line('For', 'every practitioner of every organization');
    }
    if (purposes !== bitOf(purposeNames, 'FamilyRequest')) {
        return hex('For practitioner', grantee.value);
    }
    const representative = 'For your representative';
    return hex(
        denies ? representative : `${representative}, who reads and cannot consent`,
        grantee.value,
    );
}

/** What a deny does to readers who declared an emergency. */
const inAnEmergency = (purposes: number, actions: number): string =>
    purposes & bitOf(purposeNames, 'EmergencyTreatment') && actions & bitOf(actionNames, 'Read')
        ? 'not opened'
        : 'as the directive says';

/** The one set that may be empty. */
const directive = (categories: number, orAll: boolean): string =>
    categories === 0 ? line('Categories', 'none') : categoriesLine(categories, orAll);

const categoriesLine = (categories: number, orAll: boolean): string =>
    orAll && categories === everything.categories
        ? line('Categories', EVERYTHING)
        : set('Categories', categoryNames, categories);

function sentTo(addressee?: Addressee): string {
    if (!addressee) return line('Sent to', 'nobody');
    return addressee.type === 'Organization'
        ? number('Sent for treatment to organization', addressee.value)
        : hex('Sent for treatment to practitioner', addressee.value);
}

function categoryKey({ category, epoch, key: { suite, bytes } }: NewCategoryKey): string[] {
    const known = suites.get(suite);
    if (!known) throw noText({ type: 'Key', value: 'UnknownSuite' });
    if ((bytes.length - 2) / 2 !== known.bytes) throw noText({ type: 'Key', value: 'WrongLength' });
    if (isLowOrder(bytes as HexString)) throw noText({ type: 'Key', value: 'LowOrder' });
    return [
        word('Category', category),
        number('Key epoch', epoch),
        hex(known.label, bytes as HexString),
    ];
}

/** Whether the X25519 key at the end is a point of small order. Its bit 255 says nothing. */
function isLowOrder(key: HexString): boolean {
    const point = hexToU8a(`0x${key.slice(-64)}`);
    point[31]! &= 0x7f;
    return lowOrder.has(u8aToHex(point));
}

function version({ digest, size, locator, keyEpoch }: Version): string[] {
    return [
        hex('Digest', digest),
        number('Bytes', size),
        free('Locator', locator),
        number('Key epoch', keyEpoch),
    ];
}

function guardians({ threshold, delayHours, commitments }: Guardians): string[] {
    return [
        number('Threshold', threshold),
        number('Delay in hours', delayHours),
        ...commitments.map((commitment) => hex('Guardian', commitment)),
    ];
}

const written = (title: string, ...lines: string[]) =>
    `<Bytes>${[`Chartkey: ${title}`, ...lines].join('\n')}</Bytes>`;

const line = (label: string, value: string) => `${label}: ${value}`;

const number = (label: string, value: number | bigint) => line(label, String(value));

/** How many records one command opens. */
const MAX_OPENED = 32;

/** 1 to 32 numbers, each larger than the one before. */
function list(label: string, numbers: number[]): string {
    const ascend = numbers.every((one, at) => at === 0 || numbers[at - 1]! < one);
    if (numbers.length === 0 || numbers.length > MAX_OPENED || !ascend) throw noText('List');
    return line(label, numbers.join(', '));
}

const hex = (label: string, value: HexString) => line(label, value.slice(2).toLowerCase());

const digest = (label: string, value?: HexString) =>
    value === undefined ? line(label, 'none') : hex(label, value);

/** A name in words: `vital signs` for `VitalSigns`. */
const words = (name: string) => name.replace(/\B[A-Z]/g, ' $&').toLowerCase();

const word = (label: string, name: string) => line(label, words(name));

/** The members of a set, in the order of their bits. */
function set(label: string, names: string[], bits: number): string {
    if (bits >= 2 ** names.length) throw noText({ type: 'Set', value: 'Unassigned' });
    if (bits === 0) throw noText({ type: 'Set', value: 'Empty' });
    const members = names.filter((_, bit) => bits & (1 << bit));
    return line(label, members.map(words).join(', '));
}

/** A time, given in milliseconds since 1970: a whole minute of a year with four digits. */
function time(label: string, milliseconds: bigint): string {
    if (milliseconds % 60_000n !== 0n) throw noText('NotWholeMinutes');
    if (milliseconds > Date.UTC(9999, 11, 31, 23, 59)) throw noText('TooFar');
    const [date, clock] = new Date(Number(milliseconds)).toISOString().split('T');
    return line(label, `${date} ${clock!.slice(0, 5)} UTC`);
}

/** Free text: 1 to 128 printable ASCII characters. */
function free(label: string, value: string): string {
    const bytes = new TextEncoder().encode(value).length;
    if (bytes === 0) throw noText({ type: 'Locator', value: 'Empty' });
    if (bytes > 128) throw noText({ type: 'Locator', value: 'TooLong' });
    if (!/^[ -~]+$/.test(value)) throw noText({ type: 'Locator', value: 'NotPrintable' });
    return line(label, value);
}

/** The error with which the contract would refuse such a command. */
const noText = (value: ContractError) => new Refused({ type: 'Command', value });

/** The members of each set, in the order of their bits from bit 0 on. */
export const categoryNames: Category[] = [
    'PatientSummary',
    'Consultation',
    'Diagnosis',
    'Treatment',
    'Prescription',
    'Laboratory',
    'Imaging',
    'Immunization',
    'VitalSigns',
    'Genetics',
    'MentalHealth',
    'SexualAndReproductiveHealth',
    'SubstanceUse',
    'Biospecimen',
    'Demographics',
    'Administrative',
    'FamilyHistory',
    'SocialHistory',
    'CarePlan',
    'Restricted',
];
export const purposeNames = [
    'Treatment',
    'EmergencyTreatment',
    'Payment',
    'Operations',
    'Research',
    'PublicHealth',
    'PatientRequest',
    'FamilyRequest',
];
export const actionNames = ['Read', 'Append'];

const EVERYTHING = 'everything, also what comes later';

const bitOf = (names: string[], name: string): number => 1 << names.indexOf(name);

/** The suites of keys. */
const suites = new Map([
    [1, { label: 'X25519 key', bytes: 32 }],
    [2, { label: 'X-Wing key', bytes: 1_216 }],
]);

/** The X25519 keys with which every shared secret is zero (https://cr.yp.to/ecdh.html#validate). */
const lowOrder = new Set<HexString>([
    `0x${'00'.repeat(32)}`,
    `0x01${'00'.repeat(31)}`,
    '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '0x5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `0xec${'ff'.repeat(30)}7f`,
    `0xed${'ff'.repeat(30)}7f`,
    `0xee${'ff'.repeat(30)}7f`,
]);
