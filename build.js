// Builds dist/: the library by tsc (with types), the command and the tools as bundles by rolldown.
// Loading chevrotain, yargs and zod file by file costs some 300 ms; bundled and split by command, 80.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {Record<string, string>} input @param {string} dir */
async function bundle(input, dir) {
  const bundled = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  await bundled.write({ dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', minify: false });
  await bundled.close();
}

rmSync('dist', { recursive: true, force: true });
run('npx', ['tsc', '-p', 'tsconfig.build.json']);
await bundle({ carveout: 'src/cli/main.ts' }, 'dist/bin');
chmodSync('dist/bin/carveout.js', 0o755);

const tools = {
  corpus: 'test/conformance/corpus/main.ts',
  conformance: 'test/conformance/kernel/main.ts',
  bench: 'bench/main.ts',
};
const present = Object.fromEntries(Object.entries(tools).filter(([, file]) => existsSync(file)));
if (Object.keys(present).length > 0) await bundle(present, 'dist/tools');
