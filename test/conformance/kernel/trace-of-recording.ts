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
const shownOps = 'atwncpfx';

/** Why a recording cannot be shown as a trace that replays; undefined: it can. */
export function whyNotTraced({ boot, ops, devices }: Recording): string | undefined {
  if (!boot.completed) return 'the recorded kernel did not boot to its end';
  if (ops.length === 0) return 'no operations';
  if (ops.some(([, op]) => op === 'k')) return 'drivers change masks, which no event tells';
  if (ops.some(([, op]) => op === 'i' || op === 'r'))
    return 'drivers give regions back, which no event tells';
  if (ops.some(([, op]) => op === 'm'))
    return 'mappings of kmalloc() memory, whose addresses were not compared';
  if (ops.some(([, op]) => !shownOps.includes(String(op)))) return 'other operations';
  if (ops.some((row) => row[4] === 'badop')) return 'operations of devices that are not there';
  if (devices.some(({ set_mask, memory_region_count }) => set_mask !== null || memory_region_count > 1))
    return 'devices with several regions or masks of their own: a driver of its own';
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
    if (writeAlloc(trace, recording, node, row)) allocations++;
  }
  return { text: trace.text, allocations };
}

/** Whether it left an event whose outcome an import can compare. */
function writeAlloc(trace: TraceText, recording: Recording, node: Node, row: RecordedOp): boolean {
  const [, op, , bytes, status, dma, phys, kind] = row;
  const size = Number(bytes);
  const area =
    status === 'ok' && (kind === 'C' || kind === 'c') ? areaAt(recording, String(phys)) : undefined;
  if (area !== undefined && op !== 't')
    trace.cmaAlloc({ ...cmaOf(recording, area, size), pfn: pfnOf(recording, String(phys)) });
  if (!trace.hasDmaEvents) return area !== undefined && op !== 't';
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

function writeFree(trace: TraceText, recording: Recording, node: Node, allocated: RecordedOp): void {
  const [, op, , bytes, , dma, phys, kind] = allocated;
  // A device's own pool tells of no free.
  if (trace.hasDmaEvents && kind !== 'P')
    trace.dmaFree(
      deviceName(node),
      BigInt(String(dma)),
      Number(bytes),
      op === 'p' ? 'dma_free_pages' : 'dma_free',
    );
  const area = kind === 'C' || kind === 'c' ? areaAt(recording, String(phys)) : undefined;
  if (area === undefined || op === 't') return;
  trace.cmaRelease(area.name, pfnOf(recording, String(phys)), cmaOf(recording, area, Number(bytes)).pages);
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
