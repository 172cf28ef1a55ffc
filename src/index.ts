// The memory model: what a tree says about memory.

// Trouble, as values.
export type { Finding, Severity } from './lint/finding.ts';
export type { AddressRange, MemoryModel, Region, RegionUse } from './memory/model.ts';
export type { Problem } from './source/problem.ts';
