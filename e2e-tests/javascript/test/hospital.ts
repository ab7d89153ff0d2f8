// What the chapters on reading, emergencies, batches and erasing begin with: a hospital with a
// doctor of long standing, and a chart with records.

import type { HexString } from 'dedot/utils';
import { createChart } from '../guide/chart.js';
import type { Suite } from '../guide/connect.js';
import { grantLaboratory } from '../guide/consent.js';
import { publishKey } from '../guide/keys.js';
import { oneRecord, open } from '../guide/opening.js';
import { setOf } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import { admin, clinician, consultant, patient } from './accounts.js';
import { gasLimit, hoursAgo } from './clock.js';
import { admitted } from './suite.js';

/** A version of a record. */
export const version = {
    digest: `0x${'5a'.repeat(32)}`,
    size: 4_096n,
    locator: 'bafk',
    keyEpoch: 1,
} as const;
export const laboratory = { category: 'Laboratory', version } as const;
const mentalHealth = { category: 'MentalHealth', version } as const;

/** A hospital, and the patient's chart. */
export interface Hospital {
    hospital: number;
    chart: HexString;
}

/**
 * A clinician for emergencies and a registrar, the consultant, serve the hospital. The patient has
 * reported laboratory, mental health, laboratory, and the clinician may read the laboratory.
 */
export async function staffedHospital(suite: Suite): Promise<Hospital> {
    const { directory, registry, limits } = suite;
    const hospital = await admitted(suite);
    const doctor = setOf(limits.roles, 'Clinician', 'Emergency');
    const colleague = setOf(limits.roles, 'Registrar');
    for (const [member, roles] of [
        [clinician, doctor],
        [consultant, colleague],
    ] as const) {
        await submit(directory, 'invite', [hospital, member.id, roles], admin.pair);
        await hoursAgo(suite, 200n, member, directory.tx.join(hospital, { gasLimit }));
    }
    const chart = await createChart(suite, patient.pair);
    const key = { suite: 1, bytes: `0x${'11'.repeat(32)}` } as const;
    for (const document of [laboratory, mentalHealth]) {
        await publishKey(suite, chart, document.category, key, patient.pair);
        await submit(registry, 'selfReport', [chart, { document }], patient.pair);
    }
    await submit(registry, 'selfReport', [chart, { document: laboratory }], patient.pair);
    await grantLaboratory(suite, chart, clinician.id, 30n, patient.pair);
    return { hospital, chart };
}

/** The clinician opens a record in an emergency. Adds what the page shows to `shown`. */
export const openInEmergency = (
    suite: Suite,
    { hospital, chart }: Hospital,
    record: number,
    shown: string[] = [],
) =>
    open(
        suite,
        chart,
        oneRecord(record),
        'EmergencyTreatment',
        hospital,
        clinician.pair,
        (text) => shown.push(text),
    );
