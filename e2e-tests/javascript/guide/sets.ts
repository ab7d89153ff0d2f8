/** The members of a set, each with its bit, as the provider directory's `limits` lists them. */
export type Members<Name extends string> = [Name, number][];

/** The set of these members. */
export function setOf<Name extends string>(members: Members<Name>, ...names: Name[]): number {
    const bits = new Map(members);
    return names.reduce((set, name) => set | bits.get(name)!, 0);
}

/**
 * Everything, also what comes later: all bits, assigned or not. Denies may say it, and the
 * categories that issuers may read back; nothing else may.
 */
export const everything = { categories: 0xffff_ffff, purposes: 0xffff } as const;

/** A set without these members of it. */
export const without = (set: number, others: number): number => (set & ~others) >>> 0;

/** The names of the members of a set. */
export function namesIn<Name extends string>(members: Members<Name>, set: number): Name[] {
    return members.filter(([, bit]) => set & bit).map(([name]) => name);
}
