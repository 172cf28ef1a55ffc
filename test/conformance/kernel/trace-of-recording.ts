import type { Node } from '../../../src/devicetree/tree.ts';
import { deviceName } from '../../../src/kernel/device-name.ts';
import { type TraceKernel, TraceText } from '../../workload/trace/trace-text.ts';
import type { RecordedCma, RecordedOp, Recording } from './recording.ts';

/** A recorded workload as ftrace would have shown it. */
export interface RecordedTrace {
  readonly text: string;
  /** Allocations in it, of which each outcome is recorded. */
  readonly allocations: number;
}

/** Rows that a trace shows; masks, regions taken and given back, and mappings leave no event of theirs. */
const shownOps = 'atwncpfxm';

/** Why a recording cannot be shown as a trace that replays; undefined: it can. */
export function whyNotTraced({ boot, ops }: Recording): string | undefined {
  if (!boot.completed) return 'the recorded kernel did not boot to its end';
  if (ops.length === 0) return 'no operations';
  if (ops.some(([, op]) => op === 'k')) return 'drivers change masks, which no event tells';
  if (ops.some(([, op]) => op === 'i' || op === 'r'))
    return 'drivers give regions back, which no event tells';
  if (ops.some(([, op]) => !shownOps.includes(String(op)))) return 'other operations';
  const atomic = ops.findIndex(([, op]) => op === 't');
  if (atomic !== -1 && ops.slice(atomic).some((row) => row[7] === 'c'))
    return 'after an atomic allocation the pools grow into the default area at a time of their own (FORMAT.md)';
  if (ops.some((row) => row[4] === 'badop')) return 'operations of devices that are not there';
  return undefined;
}

const flagsOf: Readonly<Record<string, string>> = { t: 'GFP_ATOMIC' };
const attrsOf: Readonly<Record<string, string>> = {
  w: 'WRITE_COMBINE',
  n: 'NO_KERNEL_MAPPING',
  c: 'FORCE_CONTIGUOUS',
};

/** The trace of a recording: dma and cma events where its kernel has them, cma events alone before 6.12. */
export function traceOf(recording: Recording, nodes: readonly Node[]): RecordedTrace {
  const kernel = recording.kernel.tag.replace(/-.*/, '') as TraceKernel;
  const trace = new TraceText({ kernel });
  const live = new Map<number, RecordedOp>();
  let allocations = 0;
  for (const row of recording.ops) {
    const [dev, op, id] = row;
    const node = nodes[Number(dev)];
    if (node === undefined || op === 'x') continue;
    if (op === 'f') {
      const allocated = live.get(Number(id));
      live.delete(Number(id));
      if (row[4] === 'freed' && allocated !== undefined) writeFree(trace, recording, node, allocated);
      continue;
    }
    if (row[4] === 'ok') live.set(Number(id), row);
    if (op === 'm') {
      if (writeMap(trace, node, row)) allocations++;
    } else if (writeAlloc(trace, recording, node, row)) allocations++;
  }
  return { text: trace.text, allocations };
}

/** Whether it left an event whose outcome an import can compare. */
function writeAlloc(trace: TraceText, recording: Recording, node: Node, row: RecordedOp): boolean {
  const [, op, , bytes, status, dma] = row;
  const size = sizeOf(recording, bytes);
  const phys = physInArea(row);
  const area = phys === undefined ? undefined : areaAt(recording, phys);
  const isOfCma = area !== undefined && phys !== undefined && op !== 't';
  if (isOfCma) trace.cmaAlloc({ ...cmaOf(recording, area, size), pfn: pfnOf(recording, phys) });
  if (!trace.hasDmaEvents) return isOfCma;
  trace.dmaAlloc({
    event: op === 'p' ? 'dma_alloc_pages' : 'dma_alloc',
    device: deviceName(node),
    dma: status === 'ok' ? BigInt(String(dma)) : undefined,
    size,
    flags: flagsOf[String(op)] ?? 'GFP_KERNEL',
    attrs: attrsOf[String(op)] ?? '',
  });
  return true;
}

/** dma_map_page and dma_map_phys, of failures too. Where kmalloc() gave nothing there is no event. */
function writeMap(trace: TraceText, node: Node, row: RecordedOp): boolean {
  const [, , , bytes, status, dma, phys] = row;
  if (!trace.hasDmaEvents || (status !== 'ok' && dma !== 'map')) return false;
  const handle = status === 'ok' ? BigInt(String(dma)) : undefined;
  trace.map(deviceName(node), BigInt(String(phys)), handle, Number(bytes));
  return true;
}

function writeFree(trace: TraceText, recording: Recording, node: Node, allocated: RecordedOp): void {
  const [dev, op, , bytes, , dma, , kind] = allocated;
  const handle = BigInt(String(dma));
  const size = sizeOf(recording, bytes);
  if (op === 'm') {
    if (trace.hasDmaEvents) trace.unmap(deviceName(node), handle, size);
    return;
  }
  // A device's own pool tells of no free; that of all devices does.
  const isOwn = kind === 'P' && recording.devices[Number(dev)]?.state.pool !== null;
  if (trace.hasDmaEvents && !isOwn)
    trace.dmaFree(deviceName(node), handle, size, op === 'p' ? 'dma_free_pages' : 'dma_free');
  const phys = physInArea(allocated);
  const area = phys === undefined ? undefined : areaAt(recording, phys);
  if (area === undefined || phys === undefined || op === 't') return;
  trace.cmaRelease(area.name, pfnOf(recording, phys), cmaOf(recording, area, size).pages);
}

/** The CPU's address, if it may be an area's: where the recorder could not translate it, it is the device's. */
function physInArea([, , , , status, dma, phys, kind]: RecordedOp): string | undefined {
  if (status !== 'ok') return undefined;
  if (kind === 'C' || kind === 'c') return String(phys);
  return kind === 'B' && phys === '0xffffffffffffffff' ? String(dma) : undefined;
}

/** size_t has 32 bits on 32-bit Arm. */
function sizeOf({ machine }: Recording, bytes: RecordedOp[number] | undefined): number {
  return machine.arch === 'arm' ? Number(bytes) % 2 ** 32 : Number(bytes);
}

function cmaOf(
  { machine, kernel }: Recording,
  { name }: RecordedCma,
  size: number,
): { readonly area: string; readonly pages: number; readonly align: number } {
  const pages = Math.ceil(size / machine.page_size);
  const align = Math.min(Math.ceil(Math.log2(Math.max(1, pages))), Number(kernel.config.CMA_ALIGNMENT ?? 8));
  return { area: name, pages, align };
}

function areaAt({ cma_boot: areas, machine }: Recording, phys: string): RecordedCma | undefined {
  const pfn = Number(BigInt(phys) / BigInt(machine.page_size));
  return areas.find(({ base_pfn: base, count }) => pfn >= Number(base) && pfn < Number(base) + count);
}

function pfnOf({ machine }: Recording, phys: string): bigint {
  return BigInt(phys) / BigInt(machine.page_size);
}
