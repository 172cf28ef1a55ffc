import type { TraceDirection } from './trace-event.ts';

/** A pointer as any tool prints it (spec 10 §1): hashed, real, or a placeholder. */
export const pointer: string = String.raw`(?:\(____ptrval____\)|\(null\)|(?:0x)?[0-9a-f]+)`;
/** A number in hex, with 0x or without. */
export const hexNumber = '(?:0x)?([0-9a-f]{1,16})';

/** Whether a pointer is NULL; placeholders stand for others. */
export function isNull(text: string): boolean {
  return text === '(null)' || /^(?:0x)?0+$/.test(text);
}

const mostDigits = 13;

/** A number in hex without 0x; undefined: all ones, or more than 53 bits. */
export function numberOfHex(text: string): number | undefined {
  if (text.length <= mostDigits) return Number.parseInt(text, 16);
  const digits = text.replace(/^0+(?=.)/, '');
  const value = Number.parseInt(digits, 16);
  return digits.length > mostDigits + 1 || !Number.isSafeInteger(value) ? undefined : value;
}

/** `{0x1000,0x2000}`, `{4096}`, `{}`; undefined: it is none, or a number in it is unusable. */
export function numbersOfArray(text: string): readonly number[] | undefined {
  const inner = text.slice(1, -1).trim();
  if (inner === '') return [];
  const numbers = inner.split(',').map((part) => {
    const word = part.trim();
    return /^0x[0-9a-f]{1,16}$/i.test(word) ? numberOfHex(word.slice(2)) : decimal(word);
  });
  return numbers.some((number) => number === undefined) ? undefined : (numbers as number[]);
}

function decimal(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const directions: Readonly<Record<string, TraceDirection>> = {
  BIDIRECTIONAL: 'bidirectional',
  TO_DEVICE: 'toDevice',
  FROM_DEVICE: 'fromDevice',
  NONE: 'none',
};

export function directionOf(text: string): TraceDirection {
  return directions[text] ?? 'bidirectional';
}

const attrWords: Readonly<Record<string, string>> = {
  WRITE_COMBINE: 'write-combine',
  NO_KERNEL_MAPPING: 'no-kernel-mapping',
  FORCE_CONTIGUOUS: 'force-contiguous',
  SKIP_CPU_SYNC: 'skip-cpu-sync',
  NO_WARN: 'no-warn',
};

/** Those attributes that change what an allocation or a mapping gets; others of `DMA_ATTR_…` do not. */
export function attrsOf(text: string): readonly string[] {
  if (text === '') return noAttrs;
  const alone = attrWords[text];
  return alone === undefined ? text.split('|').flatMap((name) => attrWords[name] ?? []) : [alone];
}

const noAttrs: readonly string[] = [];

/** GFP flags that let the caller sleep (__GFP_DIRECT_RECLAIM is in them). */
const sleeping =
  /^(?:GFP_KERNEL|GFP_KERNEL_ACCOUNT|GFP_USER|GFP_HIGHUSER|GFP_HIGHUSER_MOVABLE|GFP_NOIO|GFP_NOFS|GFP_TRANSHUGE|__GFP_DIRECT_RECLAIM|__GFP_RECLAIM)$/;
/** ___GFP_DIRECT_RECLAIM of all kernels from 4.14 on that print it as a number. */
const directReclaim = 0x400;

/** What GFP flags say, in the words of an operation log; undefined: the caller may sleep. */
export function gfpOf(text: string): 'atomic' | 'nowait' | 'dma' | 'dma32' | undefined {
  if (text.startsWith('GFP_KERNEL')) return undefined;
  const names = text.split('|');
  if (names.some(maySleep)) return undefined;
  if (names.includes('GFP_ATOMIC') || names.includes('__GFP_HIGH')) return 'atomic';
  if (names.includes('GFP_DMA') || names.includes('__GFP_DMA')) return 'dma';
  if (names.includes('GFP_DMA32') || names.includes('__GFP_DMA32')) return 'dma32';
  return 'nowait';
}

function maySleep(name: string): boolean {
  if (/^0x[0-9a-f]{1,8}$/i.test(name)) return (Number.parseInt(name, 16) & directReclaim) !== 0;
  return sleeping.test(name);
}
