// Answers to openings of one record.

import type {
    ChartkeyPolicyDecisionBasis,
    ChartkeyPolicyDecisionReason,
    ChartkeyPolicyVerdict,
} from '../types/record-registry/index.js';

/** The record is permitted on this basis. */
export const permitted = (basis: ChartkeyPolicyDecisionBasis): ChartkeyPolicyVerdict => ({
    type: 'Permit',
    value: [{ count: 1, basis }],
});

/** The record is refused. */
export const denied = (reason: ChartkeyPolicyDecisionReason): ChartkeyPolicyVerdict => ({
    type: 'Deny',
    value: { place: 0, reason },
});
