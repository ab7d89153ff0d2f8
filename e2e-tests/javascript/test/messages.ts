// Every message can be called with dedot and with cargo-contract, and both read the same answer.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Deployment, Name, Suite } from '../guide/connect.js';
import { contractAt } from '../guide/contract.js';
import { callsOf, type AllCalls, type Call } from './calls.js';
import {
    answered,
    call,
    info,
    shown,
    text,
    type AnyContract,
    type Shown,
} from './cargo-contract.js';
import { onNode } from './node.js';
import { prepare } from './prepared.js';
import { metadata, withSuite } from './suite.js';

const names = Object.keys(metadata) as Name[];

describe('every message', () => {
    let url: string;
    let suite: Suite;
    let deployment: Deployment;
    let calls: AllCalls;
    const answers = new Map<string, Shown>();
    const contractOf = (name: Name): AnyContract =>
        contractAt(suite.client, metadata[name], deployment.contracts[name].address, {});

    withSuite(async (deployed) => {
        ({ suite, deployment, url } = deployed);
        calls = await callsOf(suite, await prepare(suite));
    });

    for (const name of names) {
        it(`of the ${name} answers dedot`, onNode, async () => {
            const contract = contractOf(name);
            const called = [];
            for (const [message, one] of Object.entries<Call<any[]>>(calls[name])) {
                const query = contract.query[message]!;
                const { data } = await query(...one.with, { caller: one.by.address });
                const answer = shown(
                    contract,
                    answerOf(contract, query.meta.returnType.type),
                    data,
                );
                assert.ok(text(answer).startsWith(one.says), `${message} answers ${text(answer)}`);
                called.push(query.meta.label);
                answers.set(`${name} ${message}`, answer);
            }
            const all = contract.metadata.spec.messages.map(({ label }) => label);
            assert.deepEqual(called.sort(), all.sort());
        });

        it(`of the ${name} answers cargo-contract, and says the same`, onNode, async () => {
            const contract = contractOf(name);
            for (const [message, one] of Object.entries<Call<any[]>>(calls[name])) {
                const { label, args } = contract.query[message]!.meta;
                const types = args.map(({ type }) => type.type);
                const written = one.with.map((value, at) =>
                    text(shown(contract, types[at]!, value)),
                );
                const answer = await call(url, name, contract, label, written, one.by);
                assert.deepEqual(answer, answered(answers.get(`${name} ${message}`)!), label);
            }
        });

        it(`is in code that cargo contract info finds: ${name}`, onNode, async () => {
            const { code_hash } = await info(url, deployment.contracts[name].address);
            assert.equal(code_hash, metadata[name].source.hash);
        });
    }
});

/** The type within the `Result` that ink! puts around every answer. */
function answerOf(contract: AnyContract, type: number): number {
    const { variants } = contract.metadata.types[type]!.type.def.variant!;
    return variants!.find(({ name }) => name === 'Ok')!.fields![0]!.type;
}
