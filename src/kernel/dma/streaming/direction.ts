/** enum dma_data_direction, with the kernel's numbers. */
export const dmaDirection = { bidirectional: 0, toDevice: 1, fromDevice: 2, none: 3 } as const;

export type DmaDirection = (typeof dmaDirection)[keyof typeof dmaDirection];

/** Whether the device may write, so that the CPU's memory is brought up to date for the CPU. */
export function deviceWrites(direction: DmaDirection): boolean {
  return direction === dmaDirection.fromDevice || direction === dmaDirection.bidirectional;
}

/** Whether the device may read. */
export function deviceReads(direction: DmaDirection): boolean {
  return direction === dmaDirection.toDevice || direction === dmaDirection.bidirectional;
}
