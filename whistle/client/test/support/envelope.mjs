/** The envelope as the tests see it: bundled from its sources on the fly, every module's exports in one object. */

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

export async function load(contents) {
  return import(`data:text/javascript;base64,${Buffer.from(await bundle(contents)).toString('base64')}`);
}

const modules = (await readdir(path.join(client, 'src', 'envelope'))).filter((name) => name.endsWith('.ts'));

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
