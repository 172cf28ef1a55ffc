import type { LogLine } from '../kernel/log.ts';

/** What a step says that it gives, beside how often it fails. What is left out may be anything. */
export interface StepDetails {
  /** Who gives the memory, or which way a mapping goes: the words of a trace's `from`. */
  readonly from: string | undefined;
  /** The pool that it comes out of. */
  readonly pool: PoolOfStep | undefined;
  /** Of the first that it gives. */
  readonly dma: bigint | undefined;
  /** What the kernel's function returns. */
  readonly rc: number | undefined;
  /** Part of a line that the kernel prints; `*` stands for any text. */
  readonly log: string | undefined;
  /** The code of a failure, or part of its text. */
  readonly why: string | undefined;
}

/** A pool as a step names it. */
export interface PoolOfStep {
  readonly written: string;
  /** Index into `DmaSystem.pools`. */
  readonly index: number;
  /** What the board calls its pools, by index. */
  readonly names: readonly string[];
}

/** What one operation gave. */
export interface GivenByStep {
  readonly from?: string | undefined;
  /** Index into `DmaSystem.pools`. */
  readonly pool?: number | undefined;
  readonly dma?: bigint | undefined;
  readonly rc?: number | undefined;
  /** Set where it failed: its code, if it has one, and its text. */
  readonly why?: readonly string[] | undefined;
}

/** How what was given differs from what the step says, in a few words; undefined: it does not. */
export function differenceOf(details: StepDetails, given: GivenByStep, isFirst: boolean): string | undefined {
  if (details.rc !== undefined && details.rc !== given.rc)
    return `rc ${details.rc}: ${given.rc ?? 'nothing is returned'}`;
  if (given.why !== undefined) {
    const { why } = details;
    const isMeant = why === undefined || given.why.some((text) => matchesText(text, why));
    return isMeant ? undefined : `fails with \`${why}\`: ${given.why.at(-1) ?? ''}`;
  }
  if (details.from !== undefined && details.from !== given.from)
    return `from ${details.from}: from ${given.from ?? 'nowhere'}`;
  if (details.pool !== undefined && details.pool.index !== given.pool) {
    const got = given.pool === undefined ? undefined : details.pool.names[given.pool];
    return `out of ${details.pool.written}: ${got === undefined ? `from ${given.from ?? 'nowhere'}` : `out of ${got}`}`;
  }
  if (isFirst && details.dma !== undefined && details.dma !== given.dma)
    return `dma ${hexOf(details.dma)}: ${given.dma === undefined ? 'none' : hexOf(given.dma)}`;
  return undefined;
}

/** Whether a line is the one that a step foresees. */
export function foresees({ log }: StepDetails, { text }: LogLine): boolean {
  return log !== undefined && matchesText(text, log);
}

/** Whether the parts of a pattern between its `*` stand in a text, in their order. */
function matchesText(text: string, pattern: string): boolean {
  let from = 0;
  for (const part of pattern.split('*')) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}

function hexOf(address: bigint): string {
  return `0x${address.toString(16)}`;
}
