import type { DmaDevice } from '../dma-device.ts';

const allOnes = (1n << 64n) - 1n;

/** dma_capable(): whether the device reaches all of a mapping, by its streaming mask and its bus. */
export function isCapable(device: DmaDevice, dma: bigint, size: number): boolean {
  if (dma === allOnes) return false;
  const end = BigInt.asUintN(64, dma + BigInt(size) - 1n);
  return end <= device.streamingLimit;
}

/** The kernel's words for a mapping that it does not reach. */
export function overflowText(device: DmaDevice, dma: bigint, size: number): string {
  const address = dma.toString(16).padStart(16, '0');
  const mask = device.dmaMask.toString(16);
  const limit = device.busDmaLimit.toString(16);
  return `${device.title}: DMA addr 0x${address}+${size} overflow (mask ${mask}, bus limit ${limit}).`;
}
