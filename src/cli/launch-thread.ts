import { builtin } from './builtin.ts';
import { codeCacheFolder, requireWithCodeCache } from './code-cache.ts';
import type { ThreadData } from './lint-thread.ts';

// The program of a thread of `carveout lint`: it starts what lints boards, which is part of the command's bundle, as quickly as Node can.
const { keepsCode } = builtin('worker_threads').workerData as ThreadData;

const require = builtin('module').createRequire(import.meta.url);
const folder = codeCacheFolder();
// Kept code is for the same flags, which are those of a run of several threads; they stay in force as long as there are threads.
if (folder !== undefined)
  requireWithCodeCache(require.resolve('./command/core.cjs'), { folder, name: 'threads', keeps: keepsCode });
require('./command/lint-worker.cjs');
