// docs/front-end.md shows the code that these tests compile and run, and no other.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from './repository.js';

const here = join(root, 'e2e-tests/javascript');
const page = readFileSync(join(root, 'docs/front-end.md'), 'utf8');
const fences = page.matchAll(/^```(.*)\n([^]*?)^```$/gm);
const blocks = [...fences].map(([, language, code]) => ({ language, code: code! }));
const files = readdirSync(join(here, 'guide')).map((name) => ({
    name,
    text: readFileSync(join(here, 'guide', name), 'utf8'),
}));

describe('the guide for front ends', () => {
    it('shows only code from its folder', () => {
        assert.ok(blocks.length > 0);
        for (const { language, code } of blocks) {
            const source = files.find(({ text }) => text.includes(code));
            assert.ok(source, `not in the folder:\n${code}`);
            assert.ok(source.name.endsWith(`.${language}`), `${source.name} is not ${language}`);
        }
    });

    it('shows something of every file', () => {
        for (const { name, text } of files) {
            assert.ok(
                blocks.some(({ code }) => text.includes(code)),
                `nothing of ${name}`,
            );
        }
    });

    it('installs the versions that are tested', () => {
        const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
        const install = files.find(({ name }) => name === 'install.sh')!.text;
        const packages = install.matchAll(/--save-exact (\S+)@(\S+)/g);
        const installed = [...packages].map(([, name, version]) => [name, version]);
        assert.deepEqual(Object.fromEntries(installed), dependencies);
    });

    it('links to what is there', () => {
        const prose = page.replaceAll(/^```[^]*?^```$/gm, '');
        for (const [, link] of prose.matchAll(/\]\((?!https:)([^)#]+)/g)) {
            assert.ok(existsSync(join(root, 'docs', link!)), link);
        }
    });
});
