// Where things are.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. This file runs from build/test. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The folder of the release's bundles and their lock file, or what CHARTKEY_BUNDLES names. */
export const bundles = resolve(process.env.CHARTKEY_BUNDLES ?? join(root, 'deployments/artifacts'));

/** The bundle of a contract: metadata and code. */
export const bundle = (name: string): string =>
    join(bundles, `${name.replaceAll('-', '_')}.contract`);
