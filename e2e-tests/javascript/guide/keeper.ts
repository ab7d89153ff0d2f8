import type { HexString } from 'dedot/utils';
import type { ChartkeyInterfacesLogAccess } from '../types/access-log/index.js';
import type { RecordRegistryContractApi } from '../types/record-registry/index.js';
import type { Contract } from 'dedot/contracts';
import { asOf } from './block.js';
import type { Suite } from './connect.js';
import { namesIn, setOf } from './sets.js';

/**
 * Whether a ticket for a record still counts at the final head: the actor's standing, the
 * emergency, the record and the patient's answer. A keeper asks this beside its other checks.
 */
export async function stillPermits(
    suite: Suite,
    patient: HexString,
    entry: number,
): Promise<boolean> {
    const { client } = suite;
    const { hash } = await client.block.finalized();
    const [log, registry, consent, block] = await Promise.all([
        asOf(suite.log, hash),
        asOf(suite.registry, hash),
        asOf(suite.consent, hash),
        client.at(hash),
    ]);
    const { data: line } = await log.query.logEntry(patient, entry);
    if (!line) return false;
    const { actor, organization, subject, purpose, outcome } = line.access;
    if (outcome.type !== 'Permit' || subject.type !== 'Record') return false;

    const emergency = purpose === 'EmergencyTreatment';
    if (organization === undefined) {
        if (emergency) return false;
        if (purpose === 'FamilyRequest' && (await isEnrolled(registry, actor))) return false;
    } else {
        if (!(await stands(suite, registry, actor, organization))) return false;
        const now = await block.query.timestamp.now();
        if (emergency && !(await isOpen(suite, registry, patient, line.access, now))) return false;
    }

    const { data: record } = await registry.query.record(patient, subject.value);
    if (!record?.version) return false;
    const { document, category, issuer, addressee } = record;
    const target = { type: 'Record', value: { document, category, issuer, addressee } } as const;
    const { data: decision } = await consent.query.decide(patient, {
        subject: actor,
        organization,
        target,
        purpose,
        action: 'Read',
        emergency,
    });
    if (!decision.isOk || decision.value.type !== 'Permit') return false;
    return purpose !== 'PatientRequest' || decision.value.value.type === 'Controller';
}

type Registry = Contract<RecordRegistryContractApi>;

/** Whether an account is a practitioner of an organization, both active and of one generation. */
async function stands(
    { limits }: Suite,
    registry: Registry,
    account: HexString,
    organization: number,
): Promise<boolean> {
    const { data: practitioner } = await registry.query.registryPractitioner(account);
    const { data: standing } = await registry.query.registryStanding(organization);
    return (
        practitioner?.organization === organization &&
        practitioner.status === 'Active' &&
        practitioner.roles !== setOf(limits.roles, 'Keeper') &&
        standing?.status === 'Active' &&
        practitioner.generation === standing.generation
    );
}

/** Whether an account serves an organization, be it suspended. Then it represents nobody. */
async function isEnrolled(registry: Registry, account: HexString): Promise<boolean> {
    const { data: practitioner } = await registry.query.registryPractitioner(account);
    return practitioner !== undefined && practitioner.status !== 'Left';
}

/** Whether the actor has the role, a case of the patient that is open, and none that is overdue. */
async function isOpen(
    { limits }: Suite,
    registry: Registry,
    patient: HexString,
    { actor, organization }: ChartkeyInterfacesLogAccess,
    now: bigint,
): Promise<boolean> {
    const { data: practitioner } = await registry.query.registryPractitioner(actor);
    if (!namesIn(limits.roles, practitioner?.roles ?? 0).includes('Emergency')) return false;
    const { data: waiting } = await registry.query.waiting(actor);
    const here = waiting.filter((one) => one.organization === organization);
    if (here.some((one) => now > one.declaredAt + limits.reviewMilliseconds)) return false;
    return here.some(
        (one) => one.patient === patient && now < one.declaredAt + limits.emergencyMilliseconds,
    );
}
