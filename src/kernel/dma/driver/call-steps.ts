import type { BoardAllocation } from '../board-allocation.ts';
import { CoherentPool } from '../coherent-pool.ts';
import type { DecisionPath } from '../decision-path.ts';
import type { DmaDevice } from '../dma-device.ts';
import { getOrder } from '../get-order.ts';
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
    default:
  }
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
