/** One entry of a scatter list (struct scatterlist): what it was given, and what mapping it has put in. */
export interface ScatterEntry {
  readonly phys: bigint;
  readonly length: number;
  /** sg_dma_address(). */
  dmaAddress: bigint;
  /** sg_dma_len(): 0 until it is mapped. */
  dmaLength: number;
  /** sg_dma_is_swiotlb(), of a list's first entry: each entry was mapped by itself, for the sake of bounce buffers. */
  isBounced?: boolean;
}

/** A list of entries that nothing has mapped yet (sg_init_table()). */
export function scatterList(
  parts: readonly { readonly phys: bigint; readonly length: number }[],
): ScatterEntry[] {
  return parts.map(({ phys, length }) => ({ phys, length, dmaAddress: 0n, dmaLength: 0 }));
}
