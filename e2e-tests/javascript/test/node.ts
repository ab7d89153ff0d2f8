// The node that the tests run on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './repository.js';

const program = 'substrate-contracts-node';

const isOnPath = (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
    } catch {
        return false;
    }
});

/** For tests that need a node: why they are skipped. They never are where a node is required. */
export const onNode = {
    skip:
        isOnPath || process.env.CHARTKEY_NODE_URL || process.env.CHARTKEY_REQUIRE_NODE
            ? false
            : `${program} is not on PATH, and CHARTKEY_NODE_URL is not set`,
};

let url: Promise<string> | undefined;
let stop = async () => {};

/** The address of the node at CHARTKEY_NODE_URL, or of one that is started for all tests. */
export function nodeUrl(): Promise<string> {
    url ??= process.env.CHARTKEY_NODE_URL
        ? Promise.resolve(process.env.CHARTKEY_NODE_URL)
        : startNode();
    return url;
}

/** Ends the node, if one was started. */
export const stopNode = (): Promise<void> => stop();

/** Starts a node on a free port. */
async function startNode(): Promise<string> {
    if (!isOnPath) throw new Error(`${program} is not on PATH, and CHARTKEY_NODE_URL is not set`);
    const folder = mkdtempSync(join(tmpdir(), 'chartkey-javascript-'));
    const guard = join(root, 'e2e-tests/src/node/guard.sh');
    const options = [
        '--dev',
        '--rpc-port',
        '0',
        '--port',
        '0',
        '--no-prometheus',
        '--no-telemetry',
    ];
    // The guard ends the node when this process does, or closes its input.
    const node = spawn('/bin/sh', [guard, folder, program, ...options], {
        stdio: ['pipe', 'ignore', 'pipe'],
    });
    stop = async () => {
        node.stdin.end();
        await once(node, 'close');
    };
    const address = await new Promise<string>((resolve, reject) => {
        const log: string[] = [];
        createInterface(node.stderr)
            .on('line', (line) => {
                log.push(line);
                const [, found] = /JSON-RPC server: addr=([^,]+)/.exec(line) ?? [];
                if (found) resolve(found);
            })
            .once('close', () => reject(new Error(`the node ended:\n${log.join('\n')}`)));
    });
    return `ws://${address}`;
}
