// What patients and guardians sign, rendered here from the rules of crates/commands alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { verify } from '@scure/sr25519';
import { encodeAddress, hexToU8a, stringToU8a, type HexString } from 'dedot/utils';
import { chartOf } from '../guide/commands.js';
import type { Suite } from '../guide/connect.js';
import { Refused } from '../guide/errors.js';
import { commitmentOf } from '../guide/guardians.js';
import { inApp } from '../guide/signing.js';
import { approvalTextOf, textOf } from '../guide/text.js';
import type { ChartkeyCommandsCommandInstruction as Instruction } from '../types/patient-account/index.js';
import { root } from './repository.js';
import { claims, sent, signableOf, vectors } from './vectors.js';

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

/** The verdicts of the vectors on what has no text. */
const verdicts: Record<string, RegExp> = {
    'not whole minutes': /^Command\(NotWholeMinutes\)$/,
    'too far': /^Command\(TooFar\)$/,
    list: /^Command\(List\)$/,
    set: /^Command\(Set\((Empty|Unassigned)\)\)$/,
    key: /^Command\(Key\((UnknownSuite|WrongLength)\)\)$/,
    locator: /^Command\(Locator\((Empty|TooLong|NotPrintable)\)\)$/,
};

/** Whether this key signed this text. The library throws on what is no signature at all. */
/** As the contract verifies: 32 zeros are no key, though a library takes them for one. */
function isSigned(text: string, signature: HexString, key: HexString): boolean {
    if (BigInt(key) === 0n) return false;
    try {
        return verify(stringToU8a(text), hexToU8a(signature), hexToU8a(key));
    } catch {
        return false;
    }
}

describe('the text that is signed', () => {
    it('is the one that the guide shows', () => {
        const shown = readFileSync(join(root, 'e2e-tests/javascript/guide/grant.txt'), 'utf8');
        assert.equal(`${textOf(grant, domain)}\n`, shown);
    });

    it('has bytes in small letters, however they come', () => {
        const chart = `0x${grant.chart.slice(2).toUpperCase()}` as const;
        assert.notEqual(chart, grant.chart);
        assert.equal(textOf({ ...grant, chart }, domain), textOf(grant, domain));
    });

    it('is that of every vector, with its verdict', () => {
        const seen = new Set();
        for (const vector of vectors) {
            const { name, verdict } = vector;
            const signable = signableOf(vector);
            const render = () =>
                'instruction' in signable
                    ? textOf(signable.instruction, vector.domain)
                    : approvalTextOf(signable.recovery, vector.domain);
            seen.add(verdict);
            if (vector.text === null) {
                const said = (error: unknown) =>
                    error instanceof Refused && verdicts[verdict]!.test(error.message);
                assert.throws(render, said, name);
            } else {
                const text = render();
                assert.equal(text, vector.text, name);
                const accepted = isSigned(text, vector.signature, vector.public);
                assert.equal(accepted ? 'accepted' : 'signature', verdict, name);
            }
        }
        assert.deepEqual(
            [...seen].sort(),
            ['accepted', 'signature', ...Object.keys(verdicts)].sort(),
        );
    });

    it('is none for a key with which every shared secret is zero', () => {
        const publishing = (suite: number, bytes: HexString): Instruction => ({
            ...grant,
            command: {
                type: 'PublishKey',
                value: { category: 'Laboratory', epoch: 1, key: { suite, bytes } },
            },
        });
        const refused = (error: unknown) =>
            error instanceof Refused && error.message === 'Command(Key(LowOrder))';
        const points = [
            '00'.repeat(32),
            `01${'00'.repeat(31)}`,
            'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
            '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
            `ec${'ff'.repeat(30)}7f`,
            `ed${'ff'.repeat(30)}7f`,
            `ee${'ff'.repeat(31)}`,
        ];
        for (const point of points) {
            const xWing = `0x${'11'.repeat(1_184)}${point}` as const;
            assert.throws(() => textOf(publishing(1, `0x${point}`), domain), refused);
            assert.throws(() => textOf(publishing(2, xWing), domain), refused);
        }
        const good = `02${'00'.repeat(31)}`;
        assert.match(textOf(publishing(1, `0x${good}`), domain), /X25519 key: 0200/);
    });

    it('goes to the contract as every vector does', () => {
        for (const vector of vectors) assert.equal(sent(vector), vector.scale, vector.name);
    });

    it('is signed with the same key as by another library', async () => {
        const { key, sign } = inApp(new Uint8Array(32).fill(1));
        const own = vectors.filter((one) => one.verdict === 'accepted' && one.public === key);
        assert.ok(own.length > 0);
        for (const { text } of own) assert.ok(isSigned(text!, await sign(text!), key));
    });

    it('names charts and guardians by the hashes of the vectors', () => {
        for (const { key, salt, patientAccount, consentManager, chart } of claims.charts) {
            const suite = {
                accounts: { address: encodeAddress(patientAccount) },
                consent: { address: encodeAddress(consentManager) },
            } as Suite;
            assert.equal(chartOf(suite, key, salt), chart);
        }
        for (const { chart, guardian, salt, commitment } of claims.guardians) {
            assert.equal(commitmentOf(chart, guardian, salt), commitment);
        }
        assert.ok(claims.charts.length > 0 && claims.guardians.length > 0);
    });
});
