// Builds dist/: the library by tsc (with types), the command, its threads and the tools as bundles by rolldown.
// docs/performance.md tells why the command is made as it is.
//
//   node build.js             everything
//   node build.js --bundles   the bundles only: what the tests of the command run
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!existsSync('node_modules/rolldown')) {
  console.error('build: what builds carveout is not installed; run npm ci first.');
  process.exit(1);
}
const { rolldown } = await import('rolldown');

const bundlesOnly = process.argv.includes('--bundles');

const tools = {
  corpus: 'test/conformance/corpus/main.ts',
  conformance: 'test/conformance/kernel/main.ts',
  'dtc-tests': 'test/conformance/dtc-tests/main.ts',
  fuzz: 'test/fuzz/main.ts',
  'fuzz-worker': 'test/fuzz/worker.ts',
  bench: 'bench/main.ts',
};

/**
 * Not by npx: it looks elsewhere for tsc while npm installs the package globally.
 *
 * @param {string} dir
 */
function library(dir) {
  const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', dir], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** What `lint` needs for a board: one file, whose compiled code is kept between runs. */
const core = [
  'src/cli/run-carveout.ts',
  'src/cli/lint-inputs.ts',
  'src/cli/lint-plan.ts',
  'src/cli/lint-kernel.ts',
  'src/cli/refuse-unknown-kernel.ts',
  'src/cli/fact-files.ts',
  'src/cli/judge-run.ts',
  'src/project/remark-levels.ts',
  'src/project/load-board.ts',
  'src/project/lint-board.ts',
  'src/project/project.ts',
  'src/project/settings/kernel-request.ts',
  'src/lint/lint-report.ts',
  'src/report/lint-json.ts',
  'src/report/lint-pretty.ts',
  'src/report/kernel-line.ts',
].map((file) => fileURLToPath(new URL(file, import.meta.url)));

/**
 * What yargs takes from elsewhere. It lays out help with the first two, whose character classes take V8 30 ms to compile; and before
 * it is told the version it goes up the folders for a package.json, and asserts that there is one.
 *
 * @type {Record<string, string>}
 */
const forYargs = {
  cliui: lazily('cliui'),
  'string-width': lazily('string-width'),
  'escalade/sync': 'export default () => undefined;',
  assert: `
    const assert = (holds) => { if (!holds) throw new Error('An assertion of yargs does not hold.'); };
    export const strictEqual = (one, other) => assert(Object.is(one, other));
    export const notStrictEqual = (one, other) => assert(!Object.is(one, other));`,
};

/** @param {string} name a module that exports a function */
function lazily(name) {
  return `export default (...given) => {
    const loaded = require(${JSON.stringify(name)});
    return (loaded.default ?? loaded)(...given);
  };`;
}

const lighterYargs = {
  name: 'lighter-yargs',
  /** @param {string} source @param {string | undefined} importer */
  resolveId(source, importer) {
    const isYargs = /[\\/]node_modules[\\/]yargs[\\/]/.test(importer ?? '');
    return isYargs && Object.hasOwn(forYargs, source) ? `\0yargs:${source}` : null;
  },
  /** @param {string} id */
  load(id) {
    return id.startsWith('\0yargs:') ? (forYargs[id.slice('\0yargs:'.length)] ?? null) : null;
  },
};

/** Of a file all that needs chevrotain: what is plain, as most boards are, is read without. */
const lazyGrammar = {
  name: 'lazy-grammar',
  /** @param {string} source @param {string | undefined} importer */
  resolveId(source, importer) {
    const isReader = /[\\/]grammar[\\/]parse-dts\.ts$/.test(importer ?? '');
    return isReader && source === './grammar-stretch.ts' ? '\0lazy-grammar' : null;
  },
  /** @param {string} id */
  load(id) {
    if (id !== '\0lazy-grammar') return null;
    const real = JSON.stringify(fileURLToPath(new URL('grammar/grammar-stretch.ts', import.meta.url)));
    return ['elementsByGrammar', 'startGrammar']
      .map((name) => `export const ${name} = (...given) => require(${real}).${name}(...given);`)
      .join('\n');
  },
};

/**
 * The command, in CommonJS, which Node loads faster than modules.
 *
 * @param {string} dir
 */
async function command(dir) {
  const bundled = await rolldown({
    input: { main: 'src/cli/main.ts', 'lint-worker': 'src/cli/lint-worker.ts' },
    platform: 'node',
    external: ['jiti'],
    plugins: [lighterYargs, lazyGrammar],
    // A TypeScript program of a thread is never in a bundle: only for that the place of jiti is asked for.
    transform: { define: { 'import.meta.resolve': 'require.resolve' } },
    checks: { ineffectiveDynamicImport: false },
  });
  await bundled.write({
    dir,
    format: 'cjs',
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: ({ name }) => (name === 'core' ? 'core.cjs' : '[name]-[hash].cjs'),
    codeSplitting: { groups: [{ name: 'core', test: (id) => core.includes(id) }] },
    comments: false,
    minify: false,
  });
  await bundled.close();
  const path = `${dir}/core.cjs`;
  writeFileSync(path, inAscii(withoutCrypto(readFileSync(path, 'utf8'))));
}

/**
 * A program that loads Node's cryptography, which takes 10 ms, when it makes a hash.
 *
 * @param {string} program
 */
function withoutCrypto(program) {
  return program
    .replace(
      /^let node_crypto = require\("node:crypto"\);$/m,
      'const node_crypto = () => require("node:crypto");',
    )
    .replaceAll(/\bnode_crypto\./g, 'node_crypto().');
}

const launched = { carveout: 'src/cli/launch.ts', 'lint-worker': 'src/cli/launch-thread.ts' };

/**
 * What the package's `bin` names: the same as carveout.js, without the loader of ES modules, which takes 5 % of a cold start; and what
 * a thread of it starts with.
 *
 * @param {string} dir
 */
async function launchers(dir) {
  // Each a file of its own: another one to load would take longer than these few lines.
  for (const [name, file] of Object.entries(launched)) {
    const bundled = await rolldown({
      input: { [name]: file },
      platform: 'node',
      transform: { define: { 'import.meta.url': '__filename' } },
    });
    await bundled.write({ dir, format: 'cjs', entryFileNames: '[name].cjs', minify: false });
    await bundled.close();
  }
}

/**
 * A program with its characters beyond ASCII spelled by their codes: V8 then holds a byte for each.
 *
 * @param {string} program
 */
function inAscii(program) {
  if (/String\.raw`[^`]*[^\0-\x7f`]/.test(program))
    throw new Error('String.raw would show codes of characters.');
  return program.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @param {Record<string, string>} input @param {string} dir */
async function bundle(input, dir) {
  // jiti loads its compiler when it meets TypeScript, from its own folder.
  const bundled = await rolldown({
    input,
    platform: 'node',
    logLevel: 'warn',
    external: ['jiti'],
    checks: { ineffectiveDynamicImport: false },
  });
  await bundled.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Names stay readable in a stack trace that a user reports.
    minify: false,
  });
  await bundled.close();
}

/**
 * Puts a finished folder in the place of an old one, so that nobody who runs dist/ meanwhile finds it half empty.
 *
 * @param {string} from @param {string} to
 */
function replace(from, to) {
  const old = `${from}.old`;
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}

mkdirSync('dist', { recursive: true });
const building = mkdtempSync('dist/.building-');
process.on('exit', () => rmSync(building, { recursive: true, force: true }));

if (!bundlesOnly) library(`${building}/lib`);

await bundle(
  {
    carveout: 'src/cli/launch.ts',
    'hook-worker': 'src/project/hooks/hook-worker.ts',
    'lsp-worker': 'src/lsp/analysis-worker.ts',
    'check-worker': 'src/cli/check-worker.ts',
  },
  `${building}/bin`,
);
await command(`${building}/bin/command`);
await launchers(`${building}/bin`);
for (const name of ['carveout.js', 'carveout.cjs']) chmodSync(`${building}/bin/${name}`, 0o755);

const present = Object.fromEntries(Object.entries(tools).filter(([, file]) => existsSync(file)));
if (Object.keys(present).length > 0) await bundle(present, `${building}/tools`);

for (const part of ['lib', 'bin', 'tools']) {
  if (existsSync(`${building}/${part}`)) replace(`${building}/${part}`, `dist/${part}`);
}
