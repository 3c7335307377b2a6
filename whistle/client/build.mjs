/**
 * Builds the bundles and styles that are committed under whistle/static.
 *
 *   node build.mjs             writes them all
 *   node build.mjs desk.js …   writes these
 *   node build.mjs --check     builds aside, compares byte for byte, and fails when they differ
 *
 * The output depends on the sources and on package-lock.json, on nothing of the machine: that is what lets
 * anyone check that the scripts served are the scripts read. No source maps, no hashes in names (nothing of
 * ours is ever cached), no precompressed files (another zlib may compress otherwise; the server does it at start).
 */

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import esbuild from 'esbuild';
import * as sass from 'sass';

const here = path.dirname(fileURLToPath(import.meta.url));
const committed = path.join(here, '..', 'static');

const SCRIPTS = {
  'leave.js': 'src/report/leave.ts',
  'report.js': 'src/report/report.ts',
  'follow-up.js': 'src/report/follow.ts',
  'raise-worker.js': 'src/report/raise_worker.ts',
  'follow-worker.js': 'src/report/follow_worker.ts',
  'desk.js': 'src/desk/desk.ts',
  'desk-worker.js': 'src/desk/worker.ts',
  'account.js': 'src/account/account.ts',
  'key.js': 'src/account/key.ts',
  'key-worker.js': 'src/account/key_worker.ts',
  'demo.js': 'src/demo/demo.ts',
};
const STYLES = {
  'report.css': 'src/styles/report.scss',
  'desk.css': 'src/styles/desk.scss',
  'demo.css': 'src/styles/demo.scss',
};

/** Packages whose code or styles end up in the output; their terms ask that their notices go along. */
const packages = new Set();

async function bundle(entry) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    // A script of its own, no module: the policy needs no more than `script-src 'self'`, and workers start everywhere.
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    // Gathered in licences.txt instead.
    legalComments: 'none',
    sourcemap: false,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  for (const [input, { bytesInOutput }] of Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name && bytesInOutput > 0) packages.add(name);
  }
  return Buffer.from(outputFiles[0].contents);
}

function style(entry) {
  const { css, loadedUrls } = sass.compile(path.join(here, entry), {
    style: 'compressed',
    sourceMap: false,
    charset: false,
    loadPaths: [path.join(here, 'node_modules')],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  if (loadedUrls.some(({ pathname }) => pathname.includes('/govuk-frontend/'))) packages.add('govuk-frontend');
  return Buffer.from(css + '\n');
}

async function licences() {
  const parts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(here, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const text = await readFile(path.join(folder, 'LICENSE'), 'utf8').catch(() => `Licence: ${license}`);
    parts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return Buffer.from(parts.join(`\n${'-'.repeat(72)}\n\n`));
}

/** Name to bytes, for every entry that exists, or for those named only. */
async function build(only) {
  const wanted = (name, entry) => existsSync(path.join(here, entry)) && (only.length === 0 || only.includes(name));
  const files = new Map();
  for (const [name, entry] of Object.entries(SCRIPTS)) if (wanted(name, entry)) files.set(name, await bundle(entry));
  for (const [name, entry] of Object.entries(STYLES)) if (wanted(name, entry)) files.set(name, style(entry));
  if (only.length === 0) files.set('licences.txt', await licences());
  return files;
}

function sizes(files) {
  for (const [name, bytes] of files) {
    const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    console.log(`${name.padEnd(18)} ${String(bytes.length).padStart(8)} bytes ${String(small).padStart(7)} brotli`);
  }
}

/** What is committed and differs, is missing, or comes from no source any more. */
async function differences(files) {
  const found = [];
  for (const [name, bytes] of files) {
    const there = await readFile(path.join(committed, name)).catch(() => undefined);
    if (!there?.equals(bytes)) found.push(`${name} is ${there ? 'not what its source builds' : 'missing'}`);
  }
  const built = (await readdir(committed).catch(() => [])).filter((name) => /\.(js|css|txt)$/.test(name));
  return [...found, ...built.filter((name) => !files.has(name)).map((name) => `${name} has no source`)];
}

if (process.argv[2] === '--check') {
  const found = await differences(await build([]));
  for (const line of found) console.error(`whistle/static/${line}; run: make client`);
  process.exitCode = found.length ? 1 : 0;
} else {
  const files = await build(process.argv.slice(2));
  await mkdir(committed, { recursive: true });
  for (const [name, bytes] of files) await writeFile(path.join(committed, name), bytes);
  sizes(files);
}
