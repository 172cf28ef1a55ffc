#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// V8 optimizes what ran for a moment, which pays in a browser: here one board would spend a third of its time on code that is
// never run again. With 15 times the usual budget a folder of boards is optimized as before, and one board hardly at all.
// The flag is Node 20's; its successors have a middle tier, which decides better by itself, and call this flag unknown.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=1000000');

// Node 22.1 and later keep the compiled code between runs; nothing else may be loaded before this is asked for.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCarveout } = await import('./run-carveout.ts');
await runCarveout(process.argv.slice(2));
