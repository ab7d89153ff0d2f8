import type { AddressOrPair } from 'dedot/types';
import { blake2AsHex, concatU8a, hexToU8a, type HexString } from 'dedot/utils';
import type {
    ChartkeyCommandsApproval as Approval,
    ChartkeyCommandsApprovalRecovery as Recovery,
    ChartkeyRecoveryGuardians as Guardians,
} from '../types/patient-account/index.js';
import { deadlineIn, domainOf } from './commands.js';
import type { Suite } from './connect.js';
import { Refused } from './errors.js';
import type { Signer } from './signing.js';
import { submit, type Submitted } from './submit.js';
import { approvalTextOf } from './text.js';

/** What stands on chain for a guardian who has not acted: tell the guardian the salt. */
export const commitmentOf = (chart: HexString, guardian: HexString, salt: HexString): HexString =>
    blake2AsHex(concatU8a(hexToU8a(chart), hexToU8a(guardian), hexToU8a(salt)), 256);

/** What names the guardians of a chart: `{ type: 'ChangeGuardians', value }`. */
export const guardiansOf = (
    commitments: HexString[],
    threshold: number,
    delayHours: number,
): Guardians => ({ commitments: [...commitments].sort(), threshold, delayHours });

/**
 * A new key for a chart. Everyone who approves signs the same: make it once, send it round.
 * `approvals` is how many will approve, and exactly so many count. At most 7 days.
 */
export async function recoveryOf(
    suite: Suite,
    chart: HexString,
    key: HexString,
    approvals: number,
    days: bigint,
): Promise<Recovery> {
    const { data: account } = await suite.accounts.query.account(chart);
    if (!account) throw new Refused('UnknownChart');
    const deadline = await deadlineIn(suite, days * 24n * 60n);
    return { chart, key, round: account.custody.round, approvals, deadline };
}

/** A guardian approves. */
export async function approve(
    suite: Suite,
    recovery: Recovery,
    guardian: Signer,
    salt: HexString,
): Promise<Approval> {
    const signature = await guardian.sign(approvalTextOf(recovery, domainOf(suite)));
    return { guardian: guardian.key, salt, signature };
}

/** A relayer submits the approvals, in the order of their commitments. */
export function recover(
    { accounts }: Suite,
    recovery: Recovery,
    approvals: Approval[],
    relayer: AddressOrPair,
): Promise<Submitted> {
    const place = ({ guardian, salt }: Approval) => commitmentOf(recovery.chart, guardian, salt);
    const ordered = [...approvals].sort((one, other) => (place(one) < place(other) ? -1 : 1));
    return submit(accounts, 'recover', [recovery, ordered], relayer);
}
