#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep the compiled code between runs; nothing else may be loaded before this is asked for.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCarveout } = await import('./run-carveout.ts');
await runCarveout(process.argv.slice(2));
