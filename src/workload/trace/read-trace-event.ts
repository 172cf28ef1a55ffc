import type { TraceEvent } from './trace-event.ts';
import {
  attrsOf,
  directionOf,
  gfpOf,
  hexNumber,
  isNull,
  numberOfHex,
  numbersOfArray,
  pointer,
} from './trace-words.ts';

type Reader = (match: RegExpExecArray) => TraceEvent | undefined;

interface Form {
  readonly pattern: RegExp;
  readonly read: Reader;
}

const array = String.raw`(\{[^{}]*\})`;
const start = String.raw`^(\S.{0,255}?) dir=(\w+) `;
const other: TraceEvent = { kind: 'other' };

function form(pattern: string, read: Reader): Form {
  return { pattern: new RegExp(`${pattern}\\s*$`, 'i'), read };
}

function allocation(call: 'coherent' | 'pages'): Form {
  return form(
    `${start}dma_addr=${hexNumber} size=(\\d{1,20}) virt_addr=(${pointer}) flags=(\\S*) attrs=(\\S*)`,
    ([, device = '', , dma = '', size, virt = '', flags = '', attrs = '']) => {
      const at = numberOfHex(dma);
      // What a pool's failure prints as its address is whatever the caller had there (spec 10 §2).
      const isFailure = isNull(virt);
      if (at === undefined && !isFailure) return undefined;
      return {
        kind: 'alloc',
        call,
        device,
        size: Number(size),
        dma: isFailure ? undefined : at,
        gfp: gfpOf(flags),
        attrs: attrsOf(attrs),
      };
    },
  );
}

const free = form(
  `${start}dma_addr=${hexNumber} size=(\\d{1,20}) virt_addr=(${pointer}) attrs=(\\S*)`,
  ([, device = '', , dma = '', size, virt = '']) => {
    const at = numberOfHex(dma);
    if (at === undefined && !isNull(virt)) return undefined;
    return { kind: 'free', device, size: Number(size), dma: isNull(virt) ? undefined : at };
  },
);

const scattered = 'an allocation of several pieces (dma_alloc_noncontiguous() behind an IOMMU)';

const allocationOfTable = form(
  `${start}dma_addr=${hexNumber} size=(\\d{1,20}) phys_addrs=${array} flags=(\\S*) attrs=(\\S*)`,
  ([, device = '', , dma = '', size, physical = '', flags = '', attrs = '']) => {
    const at = numberOfHex(dma);
    const pieces = numbersOfArray(physical);
    if (at === undefined || pieces === undefined) return undefined;
    if (pieces.length !== 1) return { kind: 'leftOut', why: scattered };
    const asked = { gfp: gfpOf(flags), attrs: attrsOf(attrs) };
    return { kind: 'alloc', call: 'pages', device, size: Number(size), dma: at, ...asked };
  },
);

const freeOfTable = form(
  `${start}dma_addr=${hexNumber} size=(\\d{1,20}) phys_addrs=${array}`,
  ([, device = '', , dma = '', size, physical = '']) => {
    const at = numberOfHex(dma);
    const pieces = numbersOfArray(physical);
    if (at === undefined || pieces === undefined) return undefined;
    if (pieces.length !== 1) return { kind: 'leftOut', why: scattered };
    return { kind: 'free', device, size: Number(size), dma: at };
  },
);

function mapping(isResource: boolean): Form {
  return form(
    `${start}dma_addr=${hexNumber} size=(\\d{1,20}) phys_addr=${hexNumber} attrs=(\\S*)`,
    ([, device = '', direction = '', dma = '', size, phys = '', attrs = '']) => {
      const from = numberOfHex(phys);
      if (from === undefined) return undefined;
      const call = isResource || attrs.split('|').includes('MMIO') ? 'resource' : 'page';
      return {
        kind: 'map',
        device,
        size: Number(size),
        phys: from,
        // All ones is DMA_MAPPING_ERROR, in 32 bits too.
        dma: dma === 'ffffffff' ? undefined : numberOfHex(dma),
        direction: directionOf(direction),
        call,
        attrs: attrsOf(attrs),
      };
    },
  );
}

const unmapping = form(
  `${start}dma_addr=${hexNumber} size=(\\d{1,20}) attrs=(\\S*)`,
  ([, device = '', , dma = '', size]) => {
    const at = numberOfHex(dma);
    if (at === undefined) return { kind: 'leftOut', why: 'an unmap of what was never mapped' };
    return { kind: 'unmap', device, size: Number(size), dma: at };
  },
);

const listMapping = form(
  `${start}(?:nents=(\\d+)/(\\d+) ents=(\\d+)/(\\d+)( \\[TRUNCATED\\])? )?dma_addrs=${array} sizes=${array} phys_addrs=${array} attrs=(\\S*)`,
  ([, device = '', direction = '', , , , , cut, handles = '', lengths = '', physical = '', attrs = '']) => {
    const dma = numbersOfArray(handles);
    const sizes = numbersOfArray(lengths);
    const from = numbersOfArray(physical);
    if (dma === undefined || sizes === undefined || from === undefined) return undefined;
    if (cut !== undefined) return { kind: 'leftOut', why: 'a scatter list that the kernel printed in part' };
    // An IOMMU merges entries, and their own sizes are not told.
    if (from.length !== sizes.length || from.length === 0 || sizes.includes(0))
      return { kind: 'leftOut', why: 'a scatter list whose entries were merged' };
    return {
      kind: 'mapSg',
      device,
      entries: from.map((phys, index) => ({ phys, size: sizes[index] ?? 0 })),
      dma: dma[0] ?? 0,
      direction: directionOf(direction),
      attrs: attrsOf(attrs),
    };
  },
);

const failedListMapping = form(
  `${start}dma_addrs=${array} err=(-?\\d+) attrs=(\\S*)`,
  (): TraceEvent => ({
    kind: 'leftOut',
    why: 'a scatter list that could not be mapped: its sizes are not told',
  }),
);

const listUnmapping = form(`${start}phys_addrs=${array} attrs=(\\S*)`, ([, device = '', , physical = '']) => {
  const [phys] = numbersOfArray(physical) ?? [];
  return phys === undefined ? undefined : { kind: 'unmapSg', device, phys };
});

function sync(isFor: 'cpu' | 'device'): Form {
  return form(
    `${start}dma_addr=${hexNumber} size=(\\d{1,20})`,
    ([, device = '', direction = '', dma = '', size]) => {
      const at = numberOfHex(dma);
      if (at === undefined) return undefined;
      const what = { device, dma: at, size: Number(size), direction: directionOf(direction) };
      return { kind: 'sync', ...what, for: isFor };
    },
  );
}

function listSync(isFor: 'cpu' | 'device'): Form {
  return form(
    `${start}(?:nents=\\d+/\\d+ )?(?:ents=\\d+/\\d+ )?(?:\\[TRUNCATED\\] )?dma_addrs=${array} sizes=${array}`,
    ([, device = '', direction = '', handles = '']) => {
      const [dma] = numbersOfArray(handles) ?? [];
      if (dma === undefined) return undefined;
      return { kind: 'sync', device, dma, size: undefined, direction: directionOf(direction), for: isFor };
    },
  );
}

const areaName = '(.{0,255}?)';
const finishedForms: readonly Form[] = [
  form(
    `^name=${areaName} pfn=${hexNumber} page=(${pointer}) count=(\\d{1,10}) align=(\\d{1,3})(?: errorno=(-?\\d{1,10}))?`,
    ([, area = '', pfn = '', page = '', count, , error]) => {
      const isFailure = error === undefined ? isNull(page) : Number(error) !== 0;
      return finished(area, pfn, isFailure, Number(count));
    },
  ),
  form(
    `^pfn=${hexNumber} page=(${pointer}) count=(\\d{1,10}) align=(\\d{1,3})`,
    ([, pfn = '', page = '', count]) => finished(undefined, pfn, isNull(page), Number(count)),
  ),
];

function finished(
  area: string | undefined,
  pfn: string,
  isFailure: boolean,
  pages: number,
): TraceEvent | undefined {
  const at = numberOfHex(pfn);
  if (at === undefined && !isFailure) return undefined;
  return { kind: 'cmaFinish', area, pages, pfn: isFailure ? undefined : at };
}

const startForms: readonly Form[] = [
  form(`^name=${areaName} count=(\\d{1,10}) align=(\\d{1,3})`, ([, area = '', count]) => ({
    kind: 'cmaStart',
    area,
    pages: Number(count),
  })),
  form(
    `^name=${areaName} request_count=(\\d{1,10}) available_count=\\d+ total_count=\\d+ align=(\\d{1,3})`,
    ([, area = '', count]) => ({ kind: 'cmaStart', area, pages: Number(count) }),
  ),
];

const releaseForms: readonly Form[] = [
  form(
    `^(?:name=${areaName} )?pfn=${hexNumber} page=${pointer} count=(\\d{1,10})`,
    ([, , pfn = '', count]) => {
      const at = numberOfHex(pfn);
      return at === undefined ? undefined : { kind: 'cmaRelease', pages: Number(count), pfn: at };
    },
  ),
];

const bounced = form(
  `^dev_name: (.{1,255}?) dma_mask=[0-9a-fx]+ dev_addr=[0-9a-fx]+ size=\\d+ \\w+`,
  () => other,
);
const any: Form = { pattern: /^/, read: () => other };

/** By event: the forms in which kernels print it (spec 10 §2 to §6). */
const formsOf: ReadonlyMap<string, readonly Form[]> = new Map([
  ['dma_alloc', [allocation('coherent')]],
  ['dma_alloc_pages', [allocation('pages')]],
  ['dma_alloc_sgt_err', [allocation('pages')]],
  ['dma_free', [free]],
  ['dma_free_pages', [free]],
  ['dma_alloc_sgt', [allocationOfTable]],
  ['dma_free_sgt', [freeOfTable]],
  ['dma_map_page', [mapping(false)]],
  ['dma_map_phys', [mapping(false)]],
  ['dma_map_resource', [mapping(true)]],
  ['dma_unmap_page', [unmapping]],
  ['dma_unmap_phys', [unmapping]],
  ['dma_unmap_resource', [unmapping]],
  ['dma_map_sg', [listMapping]],
  ['dma_map_sg_err', [failedListMapping]],
  ['dma_unmap_sg', [listUnmapping]],
  ['dma_sync_single_for_cpu', [sync('cpu')]],
  ['dma_sync_single_for_device', [sync('device')]],
  ['dma_sync_sg_for_cpu', [listSync('cpu')]],
  ['dma_sync_sg_for_device', [listSync('device')]],
  ['cma_alloc', finishedForms],
  ['cma_alloc_finish', finishedForms],
  ['cma_alloc_busy_retry', [...finishedForms.map(({ pattern }) => ({ pattern, read: () => other }))]],
  ['cma_alloc_start', startForms],
  ['cma_release', releaseForms],
  ['swiotlb_bounced', [bounced]],
  // The system's own events: they carry nothing that an operation says.
  ['map', [any]],
  ['unmap', [any]],
  ['attach_device_to_domain', [any]],
  ['detach_device_from_domain', [any]],
  ['add_device_to_group', [any]],
  ['remove_device_from_group', [any]],
  ['io_page_fault', [any]],
  ['mm_page_alloc', [any]],
  ['mm_alloc_contig_migrate_range_info', [any]],
  ['test_pages_isolated', [any]],
]);

/** Whether an event is one of those that an import looks at. */
export function isTraceEvent(name: string): boolean {
  return formsOf.has(name);
}

/** An event by its name and text; undefined: the text has none of the forms that kernels print. */
export function readTraceEvent(name: string, text: string): TraceEvent | undefined {
  for (const { pattern, read } of formsOf.get(name) ?? []) {
    const match = pattern.exec(text);
    const event = match === null ? undefined : read(match);
    if (event !== undefined) return 'size' in event && !isSize(event.size) ? tooWide : event;
  }
  return undefined;
}

const tooWide: TraceEvent = { kind: 'leftOut', why: 'an event of 2^53 bytes or more' };

function isSize(size: number | undefined): boolean {
  return size === undefined || Number.isSafeInteger(size);
}
