import { type PageRun, sumOf } from './free-map.ts';

/** A request that CMA refused, as the kernel's log tells. */
export interface CmaFailureFact {
  /** Of the log, from 1. */
  readonly line: number;
  /** As it stands there. */
  readonly text: string;
  /** Undefined: kernels before 5.11 do not tell. */
  readonly area: string | undefined;
  readonly pages: number;
  /** -12: no room in the map; -16: pages that would not move. */
  readonly code: number;
  readonly map: FreeMap | undefined;
}

/** Which pages of an area nobody had allocated (CONFIG_CMA_DEBUG, or a newer kernel). */
export interface FreeMap {
  readonly free: readonly PageRun[];
  readonly total: number;
  /** False: the line is cut, and what it says does not add up. */
  readonly isWhole: boolean;
}

const failure =
  /\bcma: (?:\w{1,64}: )?(?:(.{1,200}?): )?alloc failed, req-size: (\d{1,10}) pages, ret: (-\d{1,4})/;
const mapStart = /\bnumber of available pages: (?:range 0: )?(.*)$/;
const mapEnd = /=> (\d{1,10}) free of (\d{1,10}) total pages/;
/** pr_cont() behind what other tasks printed: digits, `@` and `+` alone. */
const mapGoesOn = /(?:^|\] )([+\d@]{3,}|[+\d@]*=> \d+ free of \d+ total pages)\s*$/;

const mostFailures = 1000;
/** Lines behind a failure within which its map begins. */
const mostBetween = 10;
const mostMapCharacters = 1 << 20;

interface OpenFailure {
  readonly fact: Omit<CmaFailureFact, 'map'>;
  map: string | undefined;
}

/** CMA's failures in a kernel log, line by line. */
export class DmesgFailures {
  /** All that there were; of more than 1,000 the first are kept. */
  count = 0;
  readonly #facts: CmaFailureFact[] = [];
  #open: OpenFailure | undefined;

  line(text: string, line: number): void {
    const found = text.includes('alloc failed') ? failure.exec(text) : null;
    if (found !== null) {
      this.#close();
      this.count++;
      const [, area, pages, code] = found;
      const own = ` ${text.trim().slice(0, 400)}`.slice(1);
      this.#open = {
        fact: { line, text: own, area, pages: Number(pages), code: Number(code) },
        map: undefined,
      };
      return;
    }
    const open = this.#open;
    if (open === undefined) return;
    const part = open.map === undefined ? mapStart.exec(text)?.[1] : mapGoesOn.exec(text)?.[1];
    if (part !== undefined && (open.map?.length ?? 0) < mostMapCharacters)
      open.map = (open.map ?? '') + part.trim();
    if (open.map !== undefined ? mapEnd.test(open.map) : line - open.fact.line > mostBetween) this.#close();
  }

  facts(): readonly CmaFailureFact[] {
    this.#close();
    return this.#facts;
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || this.#facts.length === mostFailures) return;
    this.#facts.push({ ...open.fact, map: open.map === undefined ? undefined : readFreeMap(open.map) });
  }
}

/** `3@125+20@172=> 23 free of 4096 total pages`, as cma_debug_show_areas() prints it; undefined: it is none. */
export function readFreeMap(text: string): FreeMap | undefined {
  const end = mapEnd.exec(text);
  const runs = [...text.slice(0, end?.index ?? text.length).matchAll(/(\d{1,10})@(\d{1,10})/g)];
  const free = runs.map(([, pages, first]): PageRun => [Number(first), Number(pages)]);
  if (end === null) return undefined;
  const total = Number(end[2]);
  const ascends = free.every(([first, pages], at) => first + pages <= (free[at + 1]?.[0] ?? total));
  return { free, total, isWhole: ascends && sumOf(free) === Number(end[1]) };
}
