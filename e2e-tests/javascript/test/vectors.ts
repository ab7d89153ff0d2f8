// The vectors of crates/commands, as values that dedot takes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TypinkRegistry, type ContractMetadata } from 'dedot/contracts';
import { concatU8a, u8aToHex, type HexString } from 'dedot/utils';
import { codecOf } from '../guide/contract.js';
import type {
    ChartkeyCommandsApprovalRecovery as Recovery,
    ChartkeyCommandsCommandDomain as Domain,
    ChartkeyCommandsCommandInstruction as Instruction,
} from '../types/patient-account/index.js';
import { root } from './repository.js';
import { metadata } from './suite.js';

/** One thing to sign, in JSON, and what is right or wrong about it. */
interface Vector {
    name: string;
    domain: Domain;
    instruction?: unknown;
    recovery?: unknown;
    salt?: HexString;
    scale: HexString;
    text: string | null;
    public: HexString;
    signature: HexString;
    verdict: string;
}

/** The hashes that stand for keys. */
interface Claims {
    charts: Record<'key' | 'salt' | 'patientAccount' | 'consentManager' | 'chart', HexString>[];
    guardians: Record<'chart' | 'guardian' | 'salt' | 'commitment', HexString>[];
}

const read = (file: string) =>
    JSON.parse(readFileSync(join(root, 'crates/commands/tests/vectors', file), 'utf8'));

export const vectors: Vector[] = read('commands.json');
export const claims: Claims = read('claims.json');

const registry = new TypinkRegistry(metadata['patient-account'] as ContractMetadata);
const { types, spec } = registry.metadata;

/** The types of a message's arguments. */
const argumentsOf = (message: string): number[] =>
    spec.messages.find(({ label }) => label === message)!.args.map(({ type }) => type.type);

const submitting = argumentsOf('submit');
const recovering = argumentsOf('recover');

/** What a vector is about, as dedot has it. */
export function signableOf(vector: Vector): { instruction: Instruction } | { recovery: Recovery } {
    if (vector.recovery) return { recovery: valueOf(recovering[0]!, vector.recovery) };
    const { instruction, signature } = vector;
    return { instruction: valueOf(submitting[0]!, { instruction, signature }).instruction };
}

/** What dedot sends to the contract for it. */
export function sent(vector: Vector): HexString {
    const signable = signableOf(vector);
    const { public: guardian, salt, signature } = vector;
    const [kinds, values] =
        'instruction' in signable
            ? [submitting, [{ ...signable, signature }]]
            : [recovering, [signable.recovery, [{ guardian, salt, signature }]]];
    const parts = values.map((value, at) => codecOf({ registry }, kinds[at]!).tryEncode(value));
    return u8aToHex(concatU8a(...parts));
}

/** A value of a type of the metadata, from JSON. */
function valueOf(type: number, json: any): any {
    const { path = [], def }: { path?: string[]; def: any } = types[type]!.type;
    const all = (list: { type: number }[], parts: any) =>
        list.length === 1
            ? valueOf(list[0]!.type, parts)
            : list.map((field, at) => valueOf(field.type, parts[at]));
    if (def.variant) {
        const { variants }: { variants: { name: string; fields?: { type: number }[] }[] } =
            def.variant;
        if (path.at(-1) === 'Option') {
            return json === null ? undefined : valueOf(variants[1]!.fields![0]!.type, json);
        }
        if (variants.every(({ fields = [] }) => fields.length === 0)) return json;
        if (typeof json === 'string') return { type: json };
        const [[name, inside]] = Object.entries(json) as [[string, any]];
        const { fields } = variants.find((variant) => variant.name === name)!;
        return { type: name, value: all(fields!, inside) };
    }
    if (def.composite) {
        const fields: { name?: string; type: number }[] = def.composite.fields;
        if (!fields[0]?.name) return all(fields, json);
        const named = fields.map(({ name, type }) => [
            camelCase(name!),
            valueOf(type, json[name!]),
        ]);
        return Object.fromEntries(named);
    }
    if (def.tuple) return def.tuple.map((part: number, at: number) => valueOf(part, json[at]));
    const element: { type: number } | undefined = def.array ?? def.sequence;
    if (element && typeof json !== 'string') {
        return json.map((one: any) => valueOf(element.type, one));
    }
    return def.primitive === 'u64' ? BigInt(json) : json;
}

const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
