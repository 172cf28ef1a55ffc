import { type Buffer, physOf } from './buffer.ts';
import type { DmaDevice } from './dma-device.ts';
import { pagesOf } from './get-order.ts';
import { type RestrictedPool, slotSize } from './restricted-pool.ts';

/** dma_map_single() of a device with a restricted pool: slots of it, given back where the device does not reach them. */
export function mapThroughRestricted(
  device: DmaDevice,
  pool: RestrictedPool,
  size: number,
  pageSize: number,
): Buffer | undefined {
  const align = size >= pageSize ? pageSize : slotSize;
  const slot = pool.allocate(size, align, device.physToDma(pool.base));
  if (slot < 0) return undefined;
  const buffer: Buffer = {
    device,
    size,
    from: 'restricted',
    pages: pagesOf(size, pageSize),
    pool: undefined,
    firstPage: -1,
    atomic: undefined,
    restricted: { pool, slot, bytes: size },
  };
  if (device.reaches(physOf(buffer), size)) return buffer;
  pool.release(slot, size);
  return undefined;
}
