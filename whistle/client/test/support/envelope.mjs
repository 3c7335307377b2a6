/** The envelope as the tests see it: bundled from its sources on the fly, every module's exports in one object. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import esbuild from 'esbuild';

export const client = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const root = path.join(client, '..', '..');

export async function bundle(contents, format = 'esm') {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: client, loader: 'ts' },
    bundle: true,
    write: false,
    format,
    platform: 'browser',
    target: 'es2022',
  });
  return outputFiles[0].text;
}

let folder;

/** Bundles, and imports the bundle from a file of its own, which keeps traces short. */
export async function load(contents) {
  folder ??= mkdtempSync(path.join(tmpdir(), 'whistle-client-'));
  const file = path.join(folder, `${randomUUID()}.mjs`);
  writeFileSync(file, await bundle(contents));
  return import(pathToFileURL(file).href);
}
process.on('exit', () => folder && rmSync(folder, { recursive: true, force: true }));

const modules = readdirSync(path.join(client, 'src', 'envelope')).filter((name) => name.endsWith('.ts'));

export const envelope = await load(
  modules.map((name) => `export * from './src/envelope/${name}';`).join('\n'),
);

/** For assert.throws: a Failure with this code, or with any of them. */
export function refusal(...codes) {
  return (error) => {
    if (error?.name === 'Failure' && (codes.length === 0 || codes.includes(error.code))) return true;
    throw error;
  };
}
