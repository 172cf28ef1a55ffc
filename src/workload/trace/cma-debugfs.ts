import { complementOf, type PageRun } from './free-map.ts';

/** A CMA area as debugfs shows it: /sys/kernel/debug/cma/NAME. */
export interface CmaAreaFact {
  readonly name: string;
  readonly basePfn: number;
  /** Pages. */
  readonly count: number;
  /** What its user allocated; ascending. */
  readonly taken: readonly PageRun[];
  readonly free: readonly PageRun[];
}

/** Files of one area, by name: `base_pfn`, `count`, `order_per_bit`, `bitmap` … */
export type CmaAreaFiles = ReadonlyMap<string, string>;

/** The files that an import needs; a newer kernel has base and bitmap by range. */
export const cmaAreaFileNames = ['base_pfn', 'count', 'order_per_bit', 'used', 'maxchunk', 'bitmap'] as const;

const mostPages = 2 ** 26;

/** An area, or what is wrong with its files. */
export function readCmaArea(folder: string, files: CmaAreaFiles): CmaAreaFact | string {
  const number = (name: string): number | undefined => {
    const text = files.get(name)?.trim() ?? '';
    return /^(?:\d{1,15}|0x[0-9a-f]{1,12})$/i.test(text) ? Number(text) : undefined;
  };
  const basePfn = number('base_pfn');
  const count = number('count');
  const order = number('order_per_bit') ?? 0;
  const bitmap = files.get('bitmap');
  if (basePfn === undefined) return `${folder}/base_pfn is missing, or no number.`;
  if (count === undefined || count > mostPages) return `${folder}/count is missing, or no number of pages.`;
  if (order > 20) return `${folder}/order_per_bit is no order.`;
  if (bitmap === undefined) return `${folder}/bitmap is missing: it tells which pages are taken.`;
  const taken = runsOfBitmap(bitmap, 2 ** order, count);
  if (typeof taken === 'string') return `${folder}/bitmap ${taken}`;
  return { name: nameOf(folder), basePfn, count, taken, free: complementOf(taken, count) };
}

/** `cma-NAME` up to 5.x, then the area's own name. */
function nameOf(folder: string): string {
  const last = folder.replace(/\/+$/, '').replace(/^.*\//, '');
  return last.replace(/^cma-/, '');
}

/** debugfs_create_u32_array(): words of 32 bits in decimal, the lowest bit first. */
function runsOfBitmap(text: string, pagesOfBit: number, count: number): readonly PageRun[] | string {
  const words = text.trim().split(/\s+/);
  const bits = Math.ceil(count / pagesOfBit);
  if (words.length < Math.ceil(bits / 32)) return `has ${words.length} words, for ${bits} bits: it is cut.`;
  const runs: [number, number][] = [];
  let last: [number, number] | undefined;
  for (let at = 0; at < Math.ceil(bits / 32); at++) {
    const word = words[at] ?? '';
    const value = /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word) ? Number(word) : Number.NaN;
    if (!(value < 2 ** 32)) return `has \`${word.slice(0, 20)}\` where a word of 32 bits is expected.`;
    for (let bit = 0; bit < 32; bit++) {
      if (((value >>> bit) & 1) === 0) continue;
      const first = (at * 32 + bit) * pagesOfBit;
      if (first >= count) break;
      const pages = Math.min(pagesOfBit, count - first);
      if (last !== undefined && last[0] + last[1] === first) last[1] += pages;
      else {
        last = [first, pages];
        runs.push(last);
      }
    }
  }
  return runs;
}

/** What `grep -r . /sys/kernel/debug/cma` prints, by folder. */
export function cmaFoldersOfText(text: string): ReadonlyMap<string, CmaAreaFiles> {
  const folders = new Map<string, Map<string, string>>();
  const line = /^(\S*?)\/(?:ranges\/0\/)?(base_pfn|count|order_per_bit|used|maxchunk|bitmap):[ \t]*(.*)$/gm;
  for (const [, folder = '', file = '', value = ''] of text.matchAll(line)) {
    let files = folders.get(folder);
    if (files === undefined) {
      files = new Map();
      folders.set(folder, files);
    }
    files.set(file, value);
  }
  return folders;
}
