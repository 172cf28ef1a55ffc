#!/usr/bin/env node
import { builtin } from './builtin.ts';
import { codeCacheFolder, requireWithCodeCache } from './code-cache.ts';
import { optimizeAsUsual, optimizeLate } from './optimize-late.ts';

// The program that `carveout` names: it starts the command, which is a bundle of its own, as quickly as Node can.
const isLint = process.argv[2] === 'lint';
// Kept code is for the same flags.
const tune = isLint ? optimizeLate : optimizeAsUsual;
tune();

const require = builtin('module').createRequire(import.meta.url);
const folder = codeCacheFolder();
if (folder !== undefined) {
  const name = isLint ? 'lint' : 'all';
  requireWithCodeCache(require.resolve('./command/core.cjs'), { folder, name, beforeKeeping: tune });
}
require('./command/main.cjs');
