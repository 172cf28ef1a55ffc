// Builds dist/: the library by tsc (with types), the command and the tools as bundles by rolldown.
// Loading chevrotain, yargs and zod file by file costs some 300 ms; bundled and split by command, 80.
//
//   node build.js             everything
//   node build.js --bundles   the bundles only: what the tests of the command run
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
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

/** @param {Record<string, string>} input @param {string} dir */
async function bundle(input, dir) {
  // jiti loads its compiler when it meets TypeScript, from its own folder.
  const bundled = await rolldown({ input, platform: 'node', logLevel: 'warn', external: ['jiti'] });
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
    carveout: 'src/cli/main.ts',
    'hook-worker': 'src/project/hooks/hook-worker.ts',
    'lsp-worker': 'src/lsp/analysis-worker.ts',
    'lint-worker': 'src/cli/lint-worker.ts',
  },
  `${building}/bin`,
);
chmodSync(`${building}/bin/carveout.js`, 0o755);

const present = Object.fromEntries(Object.entries(tools).filter(([, file]) => existsSync(file)));
if (Object.keys(present).length > 0) await bundle(present, `${building}/tools`);

for (const part of ['lib', 'bin', 'tools']) {
  if (existsSync(`${building}/${part}`)) replace(`${building}/${part}`, `dist/${part}`);
}
