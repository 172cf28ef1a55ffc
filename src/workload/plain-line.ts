import type { RecordedOutcome } from './recorded-outcome.ts';

/** An `alloc` or a `free` as programs write them: these members in this order, and perhaps what a trace adds to them, or an imported recording. */
export interface PlainLine {
  readonly isAlloc: boolean;
  readonly device: string;
  readonly id: string;
  /** Bytes; 0 for a free. */
  readonly size: number;
  readonly recorded: RecordedOutcome | undefined;
}

// A string without escapes; a number of at most 15 digits is exact.
const line =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
  /\{"device":"([^"\\\u0000-\u001f]+)","do":"(?:free","id":"([^"\\\u0000-\u001f]+)"|alloc","id":"([^"\\\u0000-\u001f]+)","size":(0|[1-9]\d{0,14}))(?:,"ok":true,"dma":"0x[0-9a-f]+","from":"[a-z-]+"|,"recorded":\{"(?:dma":"(0x[0-9a-f]{1,16})"|phys":"(0x[0-9a-f]{1,16})"|(ok)":false)\})?\}[ \t\r]*/y;

/**
 * Reads the line of an operation log from `start` to `end` if it is such a one, as nearly all of a long log are; undefined: it is
 * another, or wrong. What is read is what `JSON.parse()` gives, without an object for each member, or a text for each line.
 */
export function readPlainLine(text: string, start: number, end: number): PlainLine | undefined {
  line.lastIndex = start;
  const match = line.exec(text);
  if (match === null || line.lastIndex !== end) return undefined;
  const [, device = '', freed, allocated = '', size = '0', dma, phys, failed] = match;
  return freed === undefined
    ? { isAlloc: true, device, id: allocated, size: Number(size), recorded: recordedOf(dma, phys, failed) }
    : { isAlloc: false, device, id: freed, size: 0, recorded: undefined };
}

function recordedOf(
  dma: string | undefined,
  phys: string | undefined,
  failed: string | undefined,
): RecordedOutcome | undefined {
  if (failed !== undefined) return { ok: false, dma: undefined, phys: undefined };
  if (dma !== undefined) return { ok: true, dma: BigInt(dma), phys: undefined };
  return phys === undefined ? undefined : { ok: true, dma: undefined, phys: BigInt(phys) };
}

/** A text of its own, where a part of a long one would keep all of that. */
export function detached(part: string): string {
  return ` ${part}`.slice(1);
}
