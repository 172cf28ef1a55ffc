import type { BootStep, ReserveStep, SearchStep, SkipReason } from '../../kernel/boot-trace.ts';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { errnoName } from '../../kernel/hooks/errno-names.ts';
import { formatBytes, hex } from '../../memory/quantity.ts';
import type { ExplainedRange, ExplainedStep } from './explanation.ts';
import { noRam, Occupants, seenRange } from './occupants.ts';

/** Ranges of one search that are shown: those that it met last. */
const mostRanges = 12;

/** What the boot did about a region, step by step; nothing on assignments. */
export function explainRegionStep(step: BootStep, kernel: BootedKernel): ExplainedStep | undefined {
  switch (step.kind) {
    case 'search':
      return explainSearch(step, kernel);
    case 'reserve':
      return explainReserve(step, kernel);
    case 'skipped':
      return plain(skipTexts[step.why], step.message === undefined ? '' : ` It prints: ${step.message}`);
    case 'hook':
      return explainHook(step);
    case 'no-hook':
      return plain(
        '__reserved_mem_init_node() finds no driver for it: the memory stays reserved, and who needs it finds it by of_reserved_mem_lookup() or by its own reg.',
      );
    case 'given-back':
      return plain(givenBackText(step.how, step.noMap));
    case 'assignment':
      return undefined;
  }
}

function plain(...texts: readonly string[]): ExplainedStep {
  return { text: texts.join(''), ranges: [], more: 0 };
}

const skipTexts: Readonly<Record<SkipReason, string>> = {
  'root-check':
    '__reserved_mem_check_root() refuses all of /reserved-memory: it needs `ranges`, and #address-cells and #size-cells equal to those of the root.',
  disabled: 'Its `status` is not "okay": the early scan passes it over, and nothing is reserved.',
  placeholder:
    'It has neither `reg` nor `size`: the early scan passes it over without a word, and nothing is reserved.',
  refused: 'A hook says beforehand that it will not have it (node_validate), so nothing is reserved.',
  malformed: 'The early scan drops it: a property is not as long as the cells of the root ask for.',
  'table-full': 'The table of regions is full (MAX_RESERVED_REGIONS): it is never set up.',
};

function givenBackText(how: 'kept' | 'added-back' | 'flag-cleared', noMap: boolean): string {
  if (how === 'kept') return 'This kernel does not look at that: the memory stays reserved, for nobody.';
  if (!noMap) return 'So its memory is freed: the kernel uses it as any other.';
  return how === 'added-back'
    ? 'So its memory is freed and added back: the kernel uses it as any other.'
    : 'So its no-map mark is cleared; what of it is in the reserved list stays there.';
}

const alignments: Readonly<Record<SearchStep['alignedBy'], string>> = {
  property: 'its `alignment`',
  cma: "CMA's unit",
  'cache-line': 'a cache line: there is no `alignment`',
};

function explainSearch(step: SearchStep, kernel: BootedKernel): ExplainedStep {
  const { entry, size, align, found, taken, seen, before, direction, neighbour } = step;
  const where =
    entry === undefined
      ? 'all of memory'
      : `entry ${entry.index} of alloc-ranges, ${hex(entry.start)}..${entry.end === 0n ? 'the end' : hex(entry.end)},`;
  const way = neighbour === undefined ? 'from the top down' : `upwards (the range begins at ${neighbour})`;
  const asked = `__reserved_mem_alloc_size() searches ${where} ${way}, for ${formatBytes(size)} at a multiple of ${hex(align)} (${alignments[step.alignedBy]}).`;

  const occupants = new Occupants(before, kernel.machine, kernel.model);
  const start = entry?.start ?? 0n;
  const dramEnd = before.memory.at(-1)?.end ?? 0n;
  const end = entry === undefined || entry.end === 0n ? dramEnd : entry.end;
  const looked = seen.map((range) => seenRange(range, size, align));
  const all = [...looked, ...occupants.takenIn(start, end)].sort((a, b) => (a.base < b.base ? -1 : 1));
  const met = direction === 'top-down' ? all.reverse() : all;
  const last = met.findIndex(({ kind }) => kind === 'found');
  return listed(`${asked} ${foundText(found, taken, entry?.start)}`, last < 0 ? met : met.slice(0, last + 1));
}

function foundText(found: bigint | undefined, taken: boolean, start: bigint | undefined): string {
  if (found === undefined) return 'It finds no place:';
  if (taken) return `It finds ${hex(found)}:`;
  return `It finds ${hex(found)}, and only then sees that this lies below ${hex(start ?? 0n)}:`;
}

/** The last ones, where there are more than a reader wants. */
function listed(text: string, ranges: readonly ExplainedRange[]): ExplainedStep {
  const shown = ranges.slice(-mostRanges);
  return { text, ranges: shown, more: ranges.length - shown.length };
}

function explainReserve(step: ReserveStep, kernel: BootedKernel): ExplainedStep {
  const { base, size, index, outcome, before } = step;
  const range = `${hex(base)}..${hex(base + size)} (${formatBytes(size)})`;
  if (outcome === 'empty') return plain(`Entry ${index} of reg has the size 0, which cannot be reserved.`);

  const occupants = new Occupants(before, kernel.machine, kernel.model);
  const end = base + size;
  const there = occupants.takenIn(base, end);
  if (outcome === 'busy') {
    return listed(
      `early_init_dt_reserve_memory() refuses entry ${index} of reg, ${range}, with -16 EBUSY: it is to be no-map, and part of it is in the reserved list already:`,
      there,
    );
  }
  if (outcome === 'full') {
    return plain(
      `early_init_dt_reserve_memory() refuses entry ${index} of reg, ${range}, with -12 ENOMEM: memblock has no room for another range, and may not enlarge its arrays before all regions are scanned.`,
    );
  }
  const entry = `entry ${index} of reg, ${range}`;
  const done = {
    reserved: `reserves ${entry}`,
    marked: `marks ${entry}, as no-map (it does not get into the reserved list)`,
    removed: `takes ${entry}, out of memory altogether`,
  }[outcome];
  const text = `early_init_dt_reserve_memory() ${done}.`;
  if (there.length === 0) return plain(text);
  if (there.every(({ what }) => what === noRam)) {
    const part = there.length === 1 && there[0]?.base === base && there[0].end === end ? 'It' : 'Part of it';
    return plain(`${text} ${part} lies outside of the RAM that Linux knows, which is no mistake to it.`);
  }
  return listed(`${text} It does not mind what stands there:`, there);
}

/** What the kernel's own hooks ask of a region. */
const conditions: Readonly<Record<string, string>> = {
  'cma shared-dma-pool':
    'rmem_cma_setup() takes regions with `reusable` and without `no-map`, of whole CMA units, while CMA has slots; not the default one where the command line has cma=.',
  'dma shared-dma-pool':
    'rmem_dma_setup() takes regions without `reusable`; on 32-bit Arm they must be `no-map`.',
  'dma restricted-dma-pool':
    'rmem_swiotlb_setup() takes regions without `reusable`, `no-map`, `linux,cma-default` and `linux,dma-default`.',
};

function explainHook(step: Extract<BootStep, { readonly kind: 'hook' }>): ExplainedStep {
  const { hook, compatible, errno, said } = step;
  const who = `The hook ${hook} (compatible ${compatible})`;
  if (errno === 0) return plain(`${who} takes it.`);
  const condition = conditions[`${hook} ${compatible}`];
  const words = said.length === 0 ? '' : ` It prints: ${said.join(' / ')}.`;
  return plain(
    `${who} refuses it with ${errnoName(errno)}.${words}`,
    condition === undefined ? '' : ` ${condition}`,
  );
}
