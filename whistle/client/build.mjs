/**
 * Builds the bundles and styles that are committed under whistle/static.
 *
 *   node build.mjs           writes them
 *   node build.mjs --check   builds aside, compares byte for byte, and fails when they differ
 *
 * The output depends on the sources and on package-lock.json, on nothing of the machine: that is what lets
 * anyone check that the scripts served are the scripts read. No source maps, no hashes in names (nothing of
 * ours is ever cached), no precompressed files (another zlib may compress otherwise; the server does it at start).
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import esbuild from 'esbuild';
import * as sass from 'sass';

const here = path.dirname(fileURLToPath(import.meta.url));
const committed = path.join(here, '..', 'static');

const SCRIPTS = {
  'report.js': 'src/report/report.ts',
  'follow-up.js': 'src/report/follow.ts',
  'report-worker.js': 'src/report/worker.ts',
  'desk.js': 'src/desk/desk.ts',
  'desk-worker.js': 'src/desk/worker.ts',
  'demo.js': 'src/demo/demo.ts',
};
const STYLES = {
  'report.css': 'src/styles/report.scss',
  'desk.css': 'src/styles/desk.scss',
  'demo.css': 'src/styles/demo.scss',
};

async function bundle(entry) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    // A script of its own, no module: the policy needs no more than `script-src 'self'`, and workers start everywhere.
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    legalComments: 'none',
    sourcemap: false,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return Buffer.from(outputFiles[0].contents);
}

function style(entry) {
  const { css } = sass.compile(path.join(here, entry), {
    style: 'compressed',
    sourceMap: false,
    charset: false,
    loadPaths: [path.join(here, 'node_modules')],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  return Buffer.from(css + '\n');
}

/** Name to bytes, for every entry that exists. */
async function build() {
  const files = new Map();
  for (const [name, entry] of Object.entries(SCRIPTS)) {
    if (existsSync(path.join(here, entry))) files.set(name, await bundle(entry));
  }
  for (const [name, entry] of Object.entries(STYLES)) {
    if (existsSync(path.join(here, entry))) files.set(name, style(entry));
  }
  return files;
}

function sizes(files) {
  for (const [name, bytes] of files) {
    const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    console.log(`${name.padEnd(18)} ${String(bytes.length).padStart(8)} bytes ${String(small).padStart(7)} brotli`);
  }
}

const files = await build();
if (process.argv.includes('--check')) {
  let differs = false;
  for (const [name, bytes] of files) {
    const there = await readFile(path.join(committed, name)).catch(() => undefined);
    if (there?.equals(bytes)) continue;
    differs = true;
    console.error(`whistle/static/${name} is ${there ? 'not what its source builds' : 'missing'}; run: make client`);
  }
  process.exit(differs ? 1 : 0);
} else {
  await mkdir(committed, { recursive: true });
  for (const [name, bytes] of files) await writeFile(path.join(committed, name), bytes);
  sizes(files);
}
