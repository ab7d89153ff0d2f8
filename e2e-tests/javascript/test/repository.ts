// Where things are.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. This file runs from build/test. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where scripts/build.sh writes the bundles, or where CHARTKEY_BUNDLES says. */
export const bundles = resolve(process.env.CHARTKEY_BUNDLES ?? join(root, 'target/ink'));

/** The bundle of a contract: metadata and code. */
export const bundle = (name: string): string =>
    join(bundles, `${name.replaceAll('-', '_')}.contract`);
