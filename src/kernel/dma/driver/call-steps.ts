import type { BoardAllocation } from '../board-allocation.ts';
import { CoherentPool } from '../coherent-pool.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import { getOrder } from '../get-order.ts';
import type { MmapTarget } from '../mmap.ts';
import type { FreeRequest } from '../types.ts';
import type { CallOutcome, DriverCall } from './driver-call.ts';

/** The tests of calls that decide something in one place, and not on a way that tells its tests itself. */
export function tellCall(
  path: DecisionPath,
  device: DmaDevice,
  call: DriverCall,
  { ok, rc }: CallOutcome,
): void {
  const answer = ok ? 'yes' : `no (${rc ?? 'NULL'})`;
  switch (call.kind) {
    case 'setMask':
    case 'setCoherentMask': {
      const { mask } = call;
      const operands = { mask, busDmaLimit: device.busDmaLimit };
      const test = 'the mask reaches the memory that DMA may be given, or has 32 bits or more';
      path.step({ test, operands, answer, source: 'dma_supported()' });
      return;
    }
    case 'declare': {
      const operands = { physical: call.at, size: call.size };
      const test = 'the memory can be mapped, and the device has no pool yet';
      path.step({ test, operands, answer, source: 'dma_declare_coherent_memory()' });
      return;
    }
    case 'markOccupied': {
      const operands = { address: call.at, size: call.size };
      const source = 'dma_mark_declared_memory_occupied()';
      path.step({ test: 'all of its pages are free', operands, answer, source });
      return;
    }
    case 'poolCreate': {
      const { size, align, boundary } = call;
      const test = 'align and boundary are powers of two, and the boundary is no smaller than a block';
      path.step({ test, operands: { size, align, boundary }, answer, source: 'dma_pool_create()' });
      return;
    }
    case 'buffer': {
      const { size, from, zone = 'any' } = call;
      const source = from === 'vmalloc' ? 'vmalloc()' : from === 'pages' ? 'alloc_pages()' : 'kmalloc()';
      path.step({ test: 'the zone has a block of this size', operands: { size, zone }, answer, source });
      return;
    }
    case 'touch': {
      const { by, offset, size, write } = call;
      const operands = { offset, size, access: write === undefined ? 'read' : 'write' };
      const isCpu = by === 'cpu';
      const test = isCpu
        ? 'the CPU owns these bytes: nothing has them mapped, or they were synced for it'
        : "the address leads to memory, by the device's windows, its IOMMU or bounce slots";
      const source = isCpu ? 'Documentation/core-api/dma-api-howto.rst' : 'dma_to_phys()';
      path.step({ test, operands, answer: ok ? 'yes' : 'no', source });
      return;
    }
    case 'setSegments': {
      const { maxSize = 'as it was', boundary = 'as it was', minAlign = 'as it was' } = call;
      const operands = { maxSize, boundary, minAlign };
      path.step({ test: 'the device has dma_parms', operands, answer, source: 'dma_set_max_seg_size()' });
      return;
    }
    case 'bind': {
      const operands = { device: device.path, driver: device.driver ?? 'none' };
      const test = 'the driver gets the regions and the masks that it asks for';
      path.step({ test, operands, answer: ok ? 'yes' : answer, source: 'really_probe()' });
      return;
    }
    case 'unbind': {
      const operands = { keepsRegions: call.keepsRegions };
      const test = 'the driver gives its memory regions back';
      const source = 'of_reserved_mem_device_release()';
      path.step({ test, operands, answer: call.keepsRegions ? 'no' : 'yes', source });
      return;
    }
    default:
  }
}

/** The tests of calls that look at what they then change. */
export function tellBefore(path: DecisionPath, device: DmaDevice, call: DriverCall): void {
  if (call.kind !== 'release') return;
  const pool = device.coherentPool;
  path.step({
    test: 'the device has declared memory',
    operands: { device: device.path, pool: pool?.name ?? 'none' },
    answer: pool === undefined ? 'no' : 'yes: its bitmap and its mapping go',
    source: 'dma_release_declared_memory()',
  });
}

/** The tests of dma_mmap_attrs() and dma_get_sgtable(). */
export function tellAllocationCall(
  path: DecisionPath,
  call: Extract<DriverCall, { readonly kind: 'mmap' | 'getSgtable' }>,
  { device, buffer, size, handle, isPages, scattered }: MmapTarget,
  { ok, rc, segments = [] }: CallOutcome,
): void {
  const isOfPool = buffer.pool instanceof CoherentPool && buffer.pool === device.coherentPool;
  const { pageSize } = device;
  if (call.kind === 'mmap') {
    path.step({
      test: "the address lies in the device's coherent pool",
      operands: { pool: device.coherentPool?.name ?? 'none' },
      answer: isOfPool ? 'yes' : 'no',
      source: 'dma_mmap_from_dev_coherent()',
    });
    const { offset } = call;
    const pages = Math.ceil((call.size ?? Math.max(0, size - offset)) / pageSize);
    path.step({
      test: 'the pages that user space asks for lie in the allocation',
      operands: { first: Math.floor(offset / pageSize), pages, ofAllocation: Math.ceil(size / pageSize) },
      answer: ok ? 'yes' : `no (${rc ?? 0})`,
      source: mmapFunction(isOfPool, isPages === true, scattered !== undefined),
    });
    return;
  }
  path.step({
    test: 'the memory is in one piece, and the handle leads to it',
    operands: { handle, size },
    answer: ok ? `${segments.length === 1 ? 'yes' : 'no'}: ${segments.length} entries` : `no (${rc ?? 0})`,
    source: scattered === undefined ? 'dma_direct_get_sgtable()' : 'iommu_dma_get_sgtable()',
  });
}

function mmapFunction(isOfPool: boolean, isPages: boolean, isScattered: boolean): string {
  if (isOfPool) return 'dma_mmap_from_dev_coherent()';
  if (isPages) return 'dma_mmap_pages()';
  return isScattered ? 'iommu_dma_mmap()' : 'dma_mmap_attrs()';
}

/** The tests of dma_free_attrs(): who is given the memory back. */
export function tellFree(
  path: DecisionPath,
  { buffer }: BoardAllocation,
  says: FreeRequest | undefined,
  pageSize: number,
): void {
  const { device, pool, size } = buffer;
  const said = says?.size ?? size;
  const isOfPool = pool instanceof CoherentPool && pool === device.coherentPool;
  path.step({
    test: "the address lies in the device's coherent pool",
    operands: { device: device.path, pool: device.coherentPool?.name ?? 'none' },
    answer: isOfPool ? `yes: 2^${getOrder(said, pageSize)} pages are cleared` : 'no',
    source: 'dma_release_from_dev_coherent()',
  });
  if (isOfPool) return;
  path.step({
    test: 'the memory goes back to who gave it',
    operands: { from: buffer.from, size: said, pages: buffer.pages },
    answer: pool instanceof CoherentPool ? 'no: the device does not have that pool any more' : 'yes',
    source: 'dma_free_attrs()',
  });
}
