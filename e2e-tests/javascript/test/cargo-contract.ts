// cargo-contract as a client: its commands, and the notation of its arguments and answers.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AccountId32 } from 'dedot/codecs';
import type { Contract, InkGenericContractApi } from 'dedot/contracts';
import { hexToU8a } from 'dedot/utils';
import type { Name } from '../guide/connect.js';
import type { Account } from './accounts.js';
import { bundle } from './repository.js';

/** A value as cargo-contract writes it with --output-json. */
export type Shown =
    | { Tuple: { ident: string | null; values: Shown[] } }
    | { Map: Record<string, Shown>; ident?: string }
    | { Seq: { elems: Shown[] } }
    | { UInt: number }
    | { Bool: boolean }
    | { String: string }
    | { Hex: { s: string } }
    | { Literal: string };

/** Any contract of the suite. */
export type AnyContract = Contract<InkGenericContractApi>;

const tuple = (ident: string | null, values: Shown[]): Shown => ({ Tuple: { ident, values } });

/**
 * A value that dedot takes or gives, of a type of the contract's metadata, as cargo-contract's. Of a
 * hash in a list it shows the bytes.
 */
export function shown(contract: AnyContract, type: number, value: any, isInList = false): Shown {
    const { path = [], def }: { path?: string[]; def: any } = contract.metadata.types[type]!.type;
    const name = path.at(-1);
    const inner = (field: { type: number }, one: any) => shown(contract, field.type, one);
    const fields = (list: any[], value: any) =>
        list.length === 1
            ? [inner(list[0], value)]
            : list.map((field, at) => inner(field, value[at]));
    if (name === 'AccountId') {
        const address = typeof value === 'string' ? value : (value as AccountId32).address();
        return { Literal: address };
    }
    if (name === 'Hash' && !isInList) return { Hex: { s: value.slice(2) } };
    if (def.variant) {
        const member = memberOf(name, value);
        const { fields: list = [] } = def.variant.variants.find(
            (variant: { name: string }) => variant.name === member.type,
        );
        const values = fields(list, member.value);
        if (list[0]?.name === undefined) return tuple(member.type, values);
        // dedot has no names for the fields of a variant, and takes them in their order.
        const named = values.map((value, at) => [list[at].name, value]);
        return { Map: Object.fromEntries(named), ident: member.type };
    }
    if (def.composite) {
        const { fields: list } = def.composite;
        if (list[0]?.name === undefined) return tuple(name ?? null, fields(list, value));
        const named = list.map((field: any) => [
            field.name,
            inner(field, value[camelCase(field.name)]),
        ]);
        return { Map: Object.fromEntries(named) };
    }
    if (def.tuple) {
        const list = def.tuple.map((type: number) => ({ type }));
        return tuple(
            null,
            list.map((field: { type: number }, at: number) => inner(field, value[at])),
        );
    }
    const element = def.array ?? def.sequence;
    if (element) {
        const elements = typeof value === 'string' ? [...hexToU8a(value)] : value;
        return { Seq: { elems: elements.map((one: any) => shown(contract, element.type, one, true)) } };
    }
    if (def.primitive === 'str') return { String: value };
    if (def.primitive === 'bool') return { Bool: value };
    return { UInt: Number(value) };
}

/** The member of an enum that dedot's value stands for. */
function memberOf(name: string | undefined, value: any): { type: string; value?: any } {
    if (name === 'Option') {
        return value === undefined ? { type: 'None' } : { type: 'Some', value };
    }
    if (name === 'Result') {
        return value.isOk ? { type: 'Ok', value: value.value } : { type: 'Err', value: value.err };
    }
    return typeof value === 'string' ? { type: value } : value;
}

const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** A value as text: what cargo-contract takes for --args. */
export function text(value: Shown): string {
    if ('Tuple' in value) {
        const { ident, values } = value.Tuple;
        return ident && values.length === 0
            ? ident
            : `${ident ?? ''}(${values.map(text).join(', ')})`;
    }
    if ('Map' in value) {
        const fields = Object.entries(value.Map).map(([name, one]) => `${name}: ${text(one)}`);
        return `${value.ident ? `${value.ident} ` : ''}{ ${fields.join(', ')} }`;
    }
    if ('Seq' in value) return `[${value.Seq.elems.map(text).join(', ')}]`;
    if ('Hex' in value) return `0x${value.Hex.s}`;
    if ('String' in value) return JSON.stringify(value.String);
    return String(Object.values(value)[0]);
}

/** A value as it is answered: without the names of variants that have named fields. */
export const answered = (value: Shown): Shown =>
    JSON.parse(JSON.stringify(value, (_, one) => (one?.Map ? { Map: one.Map } : one)));

async function cargoContract(...args: string[]): Promise<any> {
    const { stdout } = await promisify(execFile)('cargo-contract', [
        'contract',
        ...args,
        '--output-json',
    ]);
    return JSON.parse(stdout);
}

/** `cargo contract call` without -x: what the message answers, in the name of an account. */
export async function call(
    url: string,
    name: Name,
    contract: AnyContract,
    message: string,
    args: string[],
    by: Account,
): Promise<Shown> {
    const { data } = await cargoContract(
        'call',
        bundle(name),
        ...['--contract', contract.address],
        ...['--message', message],
        ...(args.length ? ['--args', ...args] : []),
        ...['--suri', `//${by.name}`],
        ...['--url', url],
    );
    // Around every answer is ink!'s own `Result`, whose error would be a call it cannot read.
    return data.Tuple.ident === 'Ok' ? data.Tuple.values[0] : data;
}

/** `cargo contract info`: what is at an address. */
export const info = (url: string, address: string): Promise<{ code_hash: string }> =>
    cargoContract('info', '--contract', address, '--url', url);
