import { memparse } from './memparse.ts';

/** `cma=SIZE[@BASE[-LIMIT]]`, as early_cma() keeps it (spec 03 §6.1). */
export interface CmaParameter {
  readonly size: bigint;
  readonly base: bigint;
  /** 0 where neither base nor limit was given. */
  readonly limit: bigint;
}

/** `mem=SIZE[@START]`. */
export interface MemoryParameter {
  readonly size: bigint;
  readonly start: bigint | undefined;
}

/** `numa_cma=NODE:SIZE`, one of a list. */
export interface NumaCmaParameter {
  readonly node: number;
  readonly size: bigint;
}

/** `hugetlb_cma=SIZE`, or `hugetlb_cma=NODE:SIZE,...` */
export interface HugetlbCmaParameter {
  /** Of all nodes together, as a kernel reads it that does not know the list. */
  readonly size: bigint;
  /** Empty: no list. */
  readonly nodes: readonly NumaCmaParameter[];
}

/** `swiotlb=[SLOTS][,AREAS][,force|noforce]` (kernel/dma/swiotlb.c setup_io_tlb_npages()). */
export interface SwiotlbParameter {
  /** Slots of 2 KiB; undefined: not told. */
  readonly slots: number | undefined;
  readonly areas: number | undefined;
  readonly mode: 'force' | 'noforce' | undefined;
}

/** A value as the kernel takes it, and what is wrong with how it is written: what the kernel makes of it, in a clause. */
export interface Read<T> {
  readonly value: T;
  readonly trouble: string | undefined;
}

/** A size alone: `coherent_pool=`, `cma_pernuma=`, `vmalloc=`. */
export function readSize(text: string): Read<bigint> {
  const { value, rest } = memparse(text);
  return { value, trouble: sizeTrouble(text, text) ?? restTrouble(rest) };
}

export function readMemory(text: string): Read<MemoryParameter> {
  const { value: size, rest } = memparse(text);
  if (!rest.startsWith('@'))
    return { value: { size, start: undefined }, trouble: sizeTrouble(text, text) ?? restTrouble(rest) };

  const start = memparse(rest.slice(1));
  const trouble = sizeTrouble(text, text) ?? sizeTrouble(rest.slice(1), rest) ?? restTrouble(start.rest);
  return { value: { size, start: start.value }, trouble };
}

export function readCma(text: string): Read<CmaParameter> {
  const size = memparse(text);
  const wrongSize = sizeTrouble(text, text);
  if (!size.rest.startsWith('@')) {
    return {
      value: { size: size.value, base: 0n, limit: 0n },
      trouble: wrongSize ?? restTrouble(size.rest),
    };
  }

  const base = memparse(size.rest.slice(1));
  const wrongBase = wrongSize ?? sizeTrouble(size.rest.slice(1), size.rest);
  if (!base.rest.startsWith('-')) {
    const limit = BigInt.asUintN(64, base.value + size.value);
    return {
      value: { size: size.value, base: base.value, limit },
      trouble: wrongBase ?? restTrouble(base.rest),
    };
  }

  const limit = memparse(base.rest.slice(1));
  return {
    value: { size: size.value, base: base.value, limit: limit.value },
    trouble: wrongBase ?? sizeTrouble(base.rest.slice(1), base.rest) ?? restTrouble(limit.rest),
  };
}

/** early_numa_cma(): pairs up to the first that is none. */
export function readNumaCma(text: string): Read<readonly NumaCmaParameter[]> {
  const value: NumaCmaParameter[] = [];
  for (const pair of text.split(',')) {
    const [, node, size] = /^(\d{1,4}):(.+)$/.exec(pair) ?? [];
    const parsed = size === undefined ? undefined : memparse(size);
    if (node === undefined || parsed === undefined || parsed.rest !== '')
      return { value, trouble: `nothing is read from "${pair}" on` };
    value.push({ node: Number(node), size: parsed.value });
  }
  return { value, trouble: undefined };
}

/** cmdline_parse_hugetlb_cma(). */
export function readHugetlbCma(text: string): Read<HugetlbCmaParameter> {
  const { value: size, trouble } = readSize(text);
  if (!text.includes(':')) return { value: { size, nodes: [] }, trouble };

  const list = readNumaCma(text);
  return { value: { size, nodes: list.value }, trouble: list.trouble };
}

/** `kernelcore=` and `movablecore=`: a size, a percentage, or for the first `mirror` (cmdline_parse_core()). They only divide zones. */
export function readCore(text: string): Read<bigint> {
  const { value, rest } = memparse(text);
  if (text === 'mirror' || rest === '%') return { value: 0n, trouble: undefined };
  return { value, trouble: sizeTrouble(text, text) ?? restTrouble(rest) };
}

/** `crashkernel=SIZE[@BASE]`, `SIZE,high|low|cma`, or `FROM-[TO]:SIZE,...[@BASE]`, as written (parse_crashkernel()). */
export function readCrashKernel(text: string): Read<string> {
  const size = String.raw`(?:0[xX][0-9a-fA-F]+|\d+)[KMGTPEkmgtpe]?`;
  const ranges = `${size}-(?:${size})?:${size}`;
  const form = new RegExp(
    `^(?:${size}(?:@${size}|,(?:high|low|cma))?|${ranges}(?:,${ranges})*(?:@${size})?)$`,
  );
  return { value: text, trouble: form.test(text) ? undefined : 'no memory is kept for a crash kernel' };
}

export function readSwiotlb(text: string): Read<SwiotlbParameter> {
  const parts = text.split(',');
  const count = (): number | undefined => {
    if (!/^\d+$/.test(parts[0] ?? '')) return undefined;
    return Math.min(Number(parts.shift()), 2 ** 32 - 1);
  };
  const slots = count();
  const areas = slots === undefined ? undefined : count();
  const [mode, ...rest] = parts;
  if (mode === undefined) return { value: { slots, areas, mode: undefined }, trouble: undefined };

  const isKnown = mode === 'force' || mode === 'noforce';
  const trouble = isKnown && rest.length === 0 ? undefined : `"${parts.join(',')}" has no effect`;
  return { value: { slots, areas, mode: isKnown && rest.length === 0 ? mode : undefined }, trouble };
}

/** No digits at its beginning: the kernel takes 0. */
function sizeTrouble(text: string, shown: string): string | undefined {
  return /^\d/.test(text) ? undefined : `"${shown}" does not begin with a number, and counts as 0`;
}

function restTrouble(rest: string): string | undefined {
  return rest === '' ? undefined : `nothing is made of "${rest}"`;
}
