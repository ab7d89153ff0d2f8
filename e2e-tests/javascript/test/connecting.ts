// Connecting to a deployed suite, and what has to hold before it is trusted.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ContractDeployer } from 'dedot/contracts';
import type { HexString } from 'dedot/utils';
import { domainOf } from '../guide/commands.js';
import { connect, type Deployment, type Suite } from '../guide/connect.js';
import { everything, namesIn, setOf, without } from '../guide/sets.js';
import { submit } from '../guide/submit.js';
import { verifySuite } from '../guide/trust.js';
import { watchGovernance } from '../guide/watching.js';
import type { PatientAccountContractApi } from '../types/patient-account/index.js';
import { authority, stranger } from './accounts.js';
import { onNode } from './node.js';
import { root } from './repository.js';
import { delays, lock, metadata, withSuite } from './suite.js';

describe('a connection with dedot', () => {
    let url: string;
    let suite: Suite;
    let deployment: Deployment;

    withSuite((deployed) => {
        ({ suite, deployment, url } = deployed);
    });

    it('finds the suite wired and governed as it was deployed', onNode, async () => {
        const governance = await verifySuite(suite, deployment, lock);
        assert.deepEqual(governance, {
            owner: { holder: authority.id },
            steward: { holder: authority.id },
            contracts: delays.map(([name, delay]) => ({
                name,
                governed: { delay, plan: { type: 'Idle' } },
                paused: false,
            })),
        });
        assert.deepEqual((await suite.accounts.query.domain()).data, domainOf(suite));
    });

    it('does not trust contracts that do not belong together', onNode, async () => {
        const { client, governor, log, consent, registry, directory, accounts } = suite;
        const verifying = (others: Partial<Suite>, text = lock) =>
            verifySuite({ ...suite, ...others }, deployment, text);
        const elsewhere = <C extends { query: object }>({ query }: C) =>
            ({ query, address: stranger.address }) as unknown as C;
        const code = metadata['consent-manager'].source.hash;
        const changed = lock.replace(code, `0x${'00'.repeat(32)}`);
        const others = [
            [{ registry: elsewhere(registry) }, /does not write the log/],
            [{ directory: elsewhere(directory) }, /has another directory/],
            [{ log: elsewhere(log) }, /another consent manager or log/],
            [{ consent: elsewhere(consent) }, /another consent manager or log/],
            [{ accounts: elsewhere(accounts) }, /texts for another contract/],
            [{ governor: elsewhere(governor) }, /consent-manager obeys another governor/],
        ] as const;
        await assert.rejects(verifying({}, changed), /consent-manager runs other code/);
        await assert.rejects(verifying({}, ''), /governor runs other code/);
        for (const [other, why] of others) await assert.rejects(verifying(other), why);

        // One that names the governor, which has not taken it.
        const { source } = metadata['patient-account'];
        const deployer = new ContractDeployer<PatientAccountContractApi>(
            client,
            metadata['patient-account'],
            source.wasm,
        );
        const result = await deployer.tx
            .new(governor.address, consent.address, registry.address, client.genesisHash, {})
            .signAndSend(authority.pair)
            .untilBestChainBlockIncluded();
        const stray = await result.contract({ defaultCaller: stranger.address });
        await assert.rejects(verifying({ accounts: stray }), /patient-account is not wired/);
    });

    it('hears of a release that is announced', onNode, async () => {
        const { governor, directory } = suite;
        const seen: unknown[] = [];
        const stopWatching = await watchGovernance(suite, (contract, change) => {
            if (contract === directory.address) seen.push(change);
        });
        const code = metadata['provider-directory'].source.hash as HexString;
        const release = { code, parts: [], version: 2 };
        await submit(governor, 'announce', [directory.address, release], authority.pair);
        const { contracts } = await verifySuite(suite, deployment, lock);
        const announced = contracts.find(({ name }) => name === 'provider-directory');
        assert.equal(announced!.paused, false);
        const { plan } = announced!.governed;
        assert.ok(plan.type === 'Upgrade');
        await submit(governor, 'cancel', [directory.address], authority.pair);
        await stopWatching();
        assert.deepEqual(seen, [
            { type: 'UpgradeAnnounced', value: plan.value },
            { type: 'Cancelled' },
        ]);
        assert.deepEqual(plan.value[0], release);
    });

    it(
        'does not mistake a half, another chain or other code for the deployment',
        onNode,
        async () => {
            const half = { ...deployment, complete: false };
            const elsewhere = { ...deployment, chain: { genesis_hash: `0x${'00'.repeat(32)}` } };
            const { 'patient-account': _, ...contracts } = deployment.contracts;
            const older = { ...deployment, contracts } as Deployment;
            const swapped = { ...metadata, 'access-log': metadata['consent-manager'] };
            await assert.rejects(connect(url, half, metadata, stranger.address), /not complete/);
            await assert.rejects(
                connect(url, elsewhere, metadata, stranger.address),
                /another chain/,
            );
            await assert.rejects(
                connect(url, older, metadata, stranger.address),
                /patient-account is not there/,
            );
            await assert.rejects(
                connect(url, deployment, swapped, stranger.address),
                /access-log .* other code/,
            );
        },
    );

    it('reads the numbers that it needs, and goes from names to a set and back', onNode, () => {
        const { categories, purposes, actions, roles, ...bounds } = suite.limits;
        assert.equal(categories.length, 20);
        assert.equal(purposes.length, 8);
        assert.equal(setOf(categories, 'Laboratory', 'Imaging'), 96);
        assert.deepEqual(namesIn(categories, 96), ['Laboratory', 'Imaging']);
        assert.equal(setOf(purposes, 'PatientRequest'), 64);
        assert.deepEqual(namesIn(actions, 3), ['Read', 'Append']);
        assert.deepEqual(namesIn(roles, 15), ['Clinician', 'Registrar', 'Emergency', 'Keeper']);
        assert.equal(namesIn(categories, everything.categories).length, categories.length);
        assert.equal(without(everything.categories, 1), 0xffff_fffe);
        assert.deepEqual(bounds, {
            provisions: 64,
            permitMilliseconds: 3_653n * 86_400_000n,
            batch: 64,
            documentBytes: 1n << 40n,
            textBytes: 128,
            page: 32,
            accessBytes: 400,
            ticketMilliseconds: 600_000n,
            sessionMilliseconds: 3_600_000n,
            opened: 32,
            suites: [
                [1, 32],
                [2, 1_216],
            ],
            lanes: 8,
            deadlineMilliseconds: 7n * 86_400_000n,
            guardians: 7,
            guardianDelayHours: [24, 336],
            vetoMilliseconds: 30n * 86_400_000n,
            treeGrowth: 1n << 32n,
            retentionMilliseconds: 18_263n * 86_400_000n,
            emergencyHoldingMilliseconds: 86_400_000n,
            emergencyMilliseconds: 86_400_000n,
            reviewMilliseconds: 3n * 86_400_000n,
            waitingCases: 8,
            // All but genetics, mental health, sexual and reproductive health, substance use, and
            // what is restricted.
            defaultDirective: 0x7_ffff & ~0x1e00,
            confirmed: 64,
            erasedVersions: 32,
            addresseePurposes: 1,
        });
    });

    it('connects by what scripts/deploy.sh wrote', onNode, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'chartkey-deployments-'));
        try {
            const script = join(root, 'scripts/deploy.sh');
            await promisify(execFile)(script, ['--url', url, '--dir', folder]);
            const [file] = readdirSync(folder);
            const written: Deployment = JSON.parse(readFileSync(join(folder, file!), 'utf8'));
            const found = await connect(url, written, metadata, stranger.address);
            const governance = await verifySuite(found, written, lock);
            await found.client.disconnect();
            assert.deepEqual(governance.owner, { holder: authority.id });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
