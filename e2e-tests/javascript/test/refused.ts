// What a test expects of a call that is refused.

import { Refused } from '../guide/errors.js';

/** What makes a call fail: the contract's error by name. */
export const refusedWith = (name: string) => (error: unknown) =>
    error instanceof Refused && error.message === name;
