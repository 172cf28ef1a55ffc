#!/usr/bin/env node
import { builtin } from './builtin.ts';
import { codeCacheFolder, requireWithCodeCache } from './code-cache.ts';
import { optimizeLate } from './optimize-late.ts';

// The program that `carveout` names: it starts the command, which is a bundle of its own, as quickly as Node can.
optimizeLate();
const require = builtin('module').createRequire(import.meta.url);
const folder = codeCacheFolder();
if (folder !== undefined)
  requireWithCodeCache(
    require.resolve('./command/core.cjs'),
    folder,
    process.argv[2] === 'lint' ? 'lint' : 'all',
  );
require('./command/main.cjs');
