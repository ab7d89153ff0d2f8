// Every message of every contract, with arguments and with what the answer begins with.

import { hexToU8a } from 'dedot/utils';
import type { Suite } from '../guide/connect.js';
import { nextKey } from '../guide/keys.js';
import type { Arguments, Named } from '../guide/submit.js';
import type { AccessLogContractApi } from '../types/access-log/index.js';
import type { ConsentManagerContractApi } from '../types/consent-manager/index.js';
import type { GovernorContractApi } from '../types/governor/index.js';
import type { PatientAccountContractApi } from '../types/patient-account/index.js';
import type { ProviderDirectoryContractApi } from '../types/provider-directory/index.js';
import type { RecordRegistryContractApi } from '../types/record-registry/index.js';
import { admin, authority, clinician, consultant, patient, stranger } from './accounts.js';
import type { Account } from './accounts.js';
import { hash, key, laboratory, release, retained, version, type Prepared } from './prepared.js';
import { parts } from './suite.js';

/** One call: who, with what, and the beginning of the answer in cargo-contract's notation. */
export interface Call<Args> {
    by: Account;
    with: Args;
    says: string;
}

/** A call of each message of a contract: one that is left out, or not there, does not compile. */
export type Calls<Api extends { query: object }> = {
    [M in keyof Named<Api['query']>]: Call<Arguments<Api['query'][M]>>;
};

type AccountCalls = Calls<PatientAccountContractApi>;

/** The calls of the whole suite. */
export interface AllCalls {
    governor: Calls<GovernorContractApi>;
    'access-log': Calls<AccessLogContractApi>;
    'consent-manager': Calls<ConsentManagerContractApi>;
    'record-registry': Calls<RecordRegistryContractApi>;
    'provider-directory': Calls<ProviderDirectoryContractApi>;
    'patient-account': AccountCalls;
}

const accept = { type: 'Accept' } as const;

/** The calls of what a contract does for its governor, and answers to anybody. */
type GovernedCalls = Pick<AccountCalls, Extract<keyof AccountCalls, `governed${string}`>>;

/** The same of each governed contract: its parts and its shortest delay as it answers them. */
const governed = (governor: string, hold: string, shortestDelay: string): GovernedCalls => ({
    governedSetPaused: { by: authority, with: [true], says: 'Err(NotGovernor)' },
    governedPaused: { by: stranger, with: [], says: 'false' },
    governedSetCode: { by: authority, with: [hash('00')], says: 'Err(NotGovernor)' },
    governedSetGovernor: { by: authority, with: [stranger.address], says: 'Err(NotGovernor)' },
    governedHold: { by: stranger, with: [], says: hold },
    governedVersion: { by: stranger, with: [], says: '1' },
    governedGovernor: { by: stranger, with: [], says: governor },
    governedShortestDelay: { by: stranger, with: [], says: shortestDelay },
});

/** A list of codes as cargo-contract shows it. */
const shownCodes = (codes: { hash: string }[]) =>
    `[${codes.map(({ hash }) => `Hash([${hexToU8a(hash).join(', ')}])`).join(', ')}]`;

/** The calls, of a suite that is prepared for them. */
export async function callsOf(suite: Suite, prepared: Prepared): Promise<AllCalls> {
    const { accounts, consent, governor, registry, directory } = suite;
    const { house, chart, tree, terms, forbidden, request, access } = prepared;
    const { own, granting, recovery, approval } = prepared;
    return {
        governor: {
            owner: { by: stranger, with: [], says: '{ holder: [' },
            handOver: { by: stranger, with: [accept], says: 'Err(Owner(NotProposed))' },
            governed: {
                by: stranger,
                with: [accounts.address],
                says: 'Some({ delay: 1296000000, plan: Upgrade { release: { code: [',
            },
            locks: { by: stranger, with: [], says: '[{ code: [' },
            wire: { by: authority, with: [consent.address, 0n], says: 'Err(AlreadyWired)' },
            expect: { by: authority, with: [stranger.address, 0n], says: 'Ok(())' },
            setPaused: { by: authority, with: [registry.address, true], says: 'Ok(())' },
            replaceSteward: {
                by: authority,
                with: [directory.address, stranger.address],
                says: 'Ok(())',
            },
            announce: {
                by: authority,
                with: [directory.address, release('provider-directory', 2)],
                says: 'Ok(',
            },
            announceMove: {
                by: authority,
                with: [consent.address, stranger.address],
                says: 'Ok(',
            },
            cancel: { by: authority, with: [accounts.address], says: 'Ok(())' },
            renounce: { by: authority, with: [registry.address], says: 'Ok(())' },
            apply: { by: authority, with: [[accounts.address]], says: 'Err(TooEarly)' },
            moveContract: { by: authority, with: [accounts.address], says: 'Err(NotAnnounced)' },
            acceptingAccept: { by: stranger, with: [stranger.address], says: 'Err(NotWired)' },
        },
        'access-log': {
            setWriter: { by: authority, with: [registry.address], says: 'Err(WriterAlreadySet)' },
            writer: { by: stranger, with: [], says: `Some(${registry.address})` },
            logAppend: { by: authority, with: [chart, access], says: 'Err(NotWriter)' },
            logEntry: { by: stranger, with: [chart, 0], says: 'Some({ time: ' },
            logEntries: { by: stranger, with: [chart, 0, 32], says: 'Ok([{ time: ' },
            logHead: { by: stranger, with: [chart], says: '{ size: 1, root: [' },
        },
        'consent-manager': {
            createChart: { by: patient, with: [hash('44')], says: 'Ok(PatientId([' },
            control: { by: stranger, with: [chart], says: 'Some({ holder: [' },
            setDirective: { by: patient, with: [chart, 'Issuers', 32], says: 'Ok(())' },
            handOver: {
                by: patient,
                with: [chart, { type: 'Propose', value: stranger.id }],
                says: 'Ok(())',
            },
            grant: { by: patient, with: [chart, terms], says: 'Ok(1)' },
            deny: { by: patient, with: [chart, forbidden], says: 'Ok(1)' },
            revoke: { by: patient, with: [chart, 7], says: 'Err(Policy(UnknownProvision))' },
            replace: { by: patient, with: [chart, 0, 'Permit', terms], says: 'Ok(1)' },
            policy: {
                by: stranger,
                with: [chart],
                says: 'Some({ next_id: 1, provisions: [{ id: 0, ',
            },
            publishKey: {
                by: patient,
                with: [chart, { category: 'Imaging', epoch: 1, key }],
                says: 'Ok(1)',
            },
            rekey: {
                by: patient,
                with: [
                    chart,
                    {
                        keys: [await nextKey(suite, chart, 'Laboratory', key)],
                        envelopes: [{ provision: 0, digest: hash('55') }],
                    },
                ],
                says: 'Ok([2])',
            },
            categoryKey: {
                by: stranger,
                with: [chart, 'Laboratory'],
                says: 'Some({ epoch: 1, key: { suite: 1, bytes: [17, ',
            },
            decide: { by: stranger, with: [chart, request], says: 'Ok(Permit(Provision(0)))' },
            keysEpochs: { by: stranger, with: [chart], says: 'Some({ published: [0, ' },
            consentDecideEach: {
                by: stranger,
                with: [chart, request, [request.target.value, request.target.value]],
                says: 'Some(({ published: [0, ',
            },
            ...governed(governor.address, shownCodes(parts.consent), '0'),
        },
        'record-registry': {
            suite: { by: stranger, with: [], says: `(${consent.address}, ${suite.log.address})` },
            setDirectory: {
                by: authority,
                with: [directory.address],
                says: 'Err(DirectoryAlreadySet)',
            },
            directory: { by: stranger, with: [], says: `Some(${directory.address})` },
            register: { by: clinician, with: [chart, house, retained], says: 'Ok(2)' },
            registerMany: {
                by: clinician,
                with: [chart, house, [retained, retained]],
                says: 'Ok(2)',
            },
            selfReport: {
                by: patient,
                with: [
                    chart,
                    {
                        document: laboratory,
                        addressee: { type: 'Organization', value: house },
                    },
                ],
                says: 'Ok(2)',
            },
            amend: {
                by: clinician,
                with: [chart, 0, { ...version, digest: hash('5b') }],
                says: 'Ok(2)',
            },
            retract: { by: clinician, with: [chart, 0, 'Duplicate'], says: 'Ok(())' },
            waiveRetention: { by: clinician, with: [chart, 1], says: 'Err(AlreadyProposed)' },
            restoreRetention: { by: clinician, with: [chart, 1], says: 'Ok(())' },
            waiver: {
                by: stranger,
                with: [chart, 1],
                says: `Some({ by: [${hexToU8a(clinician.id).join(', ')}], change: WaiverProposed`,
            },
            erase: { by: patient, with: [chart, 0], says: 'Ok(())' },
            eraseDocument: { by: patient, with: [chart, 0], says: 'Ok(None)' },
            anchor: {
                by: clinician,
                with: [tree, 2n, hash('98'), [hash('97')]],
                says: 'Err(Anchoring(Proof))',
            },
            currentTree: { by: stranger, with: [house, 'Releases'], says: '0' },
            heads: { by: stranger, with: [tree, 0, 32], says: 'Ok([{ size: 1, root: [153, ' },
            includes: {
                by: stranger,
                with: [tree, hash('99'), { head: 0, index: 0n, proof: [] }],
                says: 'Ok(())',
            },
            admit: {
                by: clinician,
                with: [
                    { head: 0, index: 0n, proof: [] },
                    {
                        organization: house,
                        tree: 0,
                        patient: chart,
                        record: retained,
                        salt: hash('96'),
                    },
                ],
                says: 'Err(Anchoring(Proof))',
            },
            declareEmergency: {
                by: clinician,
                with: [chart, house, hash('95')],
                says: 'Err(Emergency(RoleTooRecent))',
            },
            reviewEmergency: {
                by: clinician,
                with: [chart, house, clinician.id, 0, 'Justified', undefined],
                says: 'Err(Emergency(UnknownCase))',
            },
            dispute: { by: patient, with: [chart, 0, undefined], says: 'Ok(1)' },
            waiting: { by: stranger, with: [clinician.id], says: '[]' },
            emergencies: { by: stranger, with: [house, 0, 32], says: 'Ok([])' },
            overdue: { by: stranger, with: [house, 0, 32], says: 'Ok({ overdue: 0, next: None })' },
            open: {
                by: clinician,
                with: [chart, { type: 'Records', value: [0, 1] }, 'Treatment', house],
                says: 'Ok({ entry: 1, verdict: Permit([{ count: 2, basis: Provision(0) }]) })',
            },
            ticket: { by: stranger, with: [chart, 0, 0], says: 'Ok({ now: ' },
            record: {
                by: stranger,
                with: [chart, 0],
                says: 'Some({ document: 0, category: Laboratory, ',
            },
            records: { by: stranger, with: [chart, 0, 32], says: 'Ok([{ document: 0, ' },
            stale: { by: stranger, with: [chart, 0, 32], says: 'Ok({ records: [], next: None })' },
            registryNote: {
                by: authority,
                with: [
                    {
                        type: 'Practitioner',
                        value: [
                            stranger.id,
                            {
                                organization: house,
                                roles: 1,
                                status: 'Active',
                                enrolledAt: 0n,
                                emergencySince: 0n,
                                generation: 0,
                            },
                        ],
                    },
                ],
                says: 'Err(NotDirectory)',
            },
            registryPractitioner: {
                by: stranger,
                with: [clinician.id],
                says: `Some({ organization: OrgId(${house}), roles: Roles(7), status: Active, enrolled_at: `,
            },
            registryStanding: {
                by: stranger,
                with: [house],
                says: 'Some({ status: Active, generation: 0 })',
            },
            ...governed(governor.address, shownCodes(parts.registry), '0'),
        },
        'provider-directory': {
            limits: { by: stranger, with: [], says: '{ provisions: 64, permit_milliseconds: ' },
            registry: { by: stranger, with: [], says: registry.address },
            setRegister: { by: authority, with: [hash('a3')], says: 'Ok(())' },
            register: { by: stranger, with: [], says: 'Some([162, ' },
            admit: { by: authority, with: [stranger.id], says: 'Ok(OrgId(' },
            setOrganizationStatus: { by: authority, with: [house, 'Suspended'], says: 'Ok(())' },
            replaceAdmin: {
                by: authority,
                with: [house, stranger.id, 'Stolen'],
                says: 'Err(NotSuspended)',
            },
            handOver: {
                by: stranger,
                with: [house, accept],
                says: 'Err(Handover(NotProposed))',
            },
            setProfile: {
                by: admin,
                with: [house, 'ö', key, hash('a4')],
                says: 'Err(Keeper(NotPrintable))',
            },
            publishKey: {
                by: clinician,
                with: [{ suite: 1, bytes: hash('00') }],
                says: 'Err(Key(LowOrder))',
            },
            encryptionKey: {
                by: stranger,
                with: [clinician.id],
                says: 'Some({ suite: 1, bytes: [17, ',
            },
            organization: { by: stranger, with: [house], says: 'Some({ admin: { holder: [' },
            profile: {
                by: stranger,
                with: [house],
                says: 'Some({ keeper: "https://keeper.example", key: ',
            },
            invite: { by: admin, with: [house, stranger.id, 7], says: 'Ok(())' },
            withdrawInvitation: { by: admin, with: [house, consultant.id], says: 'Ok(())' },
            invitation: {
                by: stranger,
                with: [house, consultant.id],
                says: 'Some({ roles: Roles(1), generation: 0, invited_at: ',
            },
            join: { by: consultant, with: [house], says: 'Ok(())' },
            setRoles: { by: admin, with: [clinician.id, 7], says: 'Err(NothingToDo)' },
            confirm: { by: admin, with: [house, [stranger.id]], says: 'Err(NotServing(0))' },
            beginTree: { by: admin, with: [house, 'Releases'], says: 'Ok(())' },
            setPractitionerStatus: { by: admin, with: [clinician.id, 'Suspended'], says: 'Ok(())' },
            leave: { by: clinician, with: [], says: 'Ok(())' },
            request: {
                by: clinician,
                with: [chart, house, 96, 'Treatment', 'Consultation', 'on Monday'],
                says: 'Ok(())',
            },
            steward: { by: stranger, with: [], says: '{ holder: [' },
            handOverStewardship: {
                by: stranger,
                with: [accept],
                says: 'Err(Handover(NotProposed))',
            },
            stewardedReplaceSteward: {
                by: authority,
                with: [stranger.address],
                says: 'Err(NotGovernor)',
            },
            ...governed(governor.address, '[]', '0'),
        },
        'patient-account': {
            submit: { by: stranger, with: [granting], says: 'Ok(Provision(0))' },
            recover: { by: stranger, with: [recovery, [approval]], says: 'Ok(' },
            complete: { by: stranger, with: [own], says: 'Err(Recovery(NothingWaits))' },
            account: { by: stranger, with: [own], says: 'Some({ custody: { key: [' },
            domain: { by: stranger, with: [], says: '{ contract: [' },
            suite: { by: stranger, with: [], says: `(${consent.address}, ${registry.address})` },
            // 360 hours.
            ...governed(governor.address, '[]', '1296000000'),
        },
    };
}
