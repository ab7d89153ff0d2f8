// What patients and guardians sign, rendered here from the rules of contracts/commands alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { textOf } from '../guide/text.js';
import type { ChartkeyCommandsCommandInstruction as Instruction } from '../types/patient-account/index.js';
import { root } from './repository.js';

const domain = {
    contract: '0x7b7a06b0b1b4b6aa5e4ad4c6e7d0a5fbb8a3d1c2a39b4c7f2c5d9e8f1a203344',
    chain: '0x3f1c2a9d6be5870412f3a4b5c6d7e8f9a0b1c2d3e4f5061728394a5b6c7d8e9f',
} as const;

const grant: Instruction = {
    chart: '0x5f2d9c1e8a7b64530f1e2d3c4b5a69788796a5b4c3d2e1f0112233445566778a',
    command: {
        type: 'Grant',
        value: {
            grantee: {
                type: 'Practitioner',
                value: '0x90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22',
            },
            scope: { type: 'Categories', value: 96 },
            purposes: 1,
            actions: 3,
            from: BigInt(Date.UTC(2027, 2, 1, 8, 0)),
            until: BigInt(Date.UTC(2027, 5, 1, 8, 0)),
        },
    },
    lane: 0,
    sequence: 3,
    deadline: BigInt(Date.UTC(2027, 2, 1, 9, 0)),
};

describe('the text that is signed', () => {
    it('is the one that the guide shows', () => {
        const shown = readFileSync(join(root, 'e2e-tests/javascript/guide/grant.txt'), 'utf8');
        assert.equal(`${textOf(grant, domain)}\n`, shown);
    });
});
