const mapped = ['dma', 'phys', 'target', 'location'];
const allocated = ['dma', 'phys', 'class', 'zeroed'];
const listed = ['result', 'given', 'mapped'];
const tabled = ['result', 'nents', 'given', 'mapped'];

/** Names of a row's columns behind its status, by the status, and by the operation where that is not enough. */
const byStatus: Readonly<Record<string, readonly string[]>> = {
  rc: ['rc'],
  bytes: ['bytes'],
  maperr: ['phys'],
  sg: listed,
  sgt: tabled,
  mmap: ['rc', 'errno', 'read back'],
  slots: ['used', 'high water'],
  query: ['answers'],
  checkpoint: ['index'],
};

const successes: Readonly<Record<string, readonly string[]>> = {
  ba: ['phys'],
  bk: ['phys'],
  pa: ['dma', 'phys'],
  pz: ['dma', 'phys'],
  ms: mapped,
  mp: mapped,
  mr: mapped,
  mx: mapped,
};

export function columnsOf(op: string, status: string): readonly string[] {
  if (status === 'ok') return successes[op] ?? allocated;
  return byStatus[status] ?? [];
}

/**
 * Why a column is not compared; undefined: it is. `row` is the recorded one from its status on. Places of memory that the buddy
 * allocator chose are inputs; so are those of a default area that the atomic pools have grown into at times of their own.
 */
export function leftOutReason(
  op: string,
  column: string,
  row: readonly unknown[],
  isAfterAtomic: boolean,
): string | undefined {
  if (op === 'mx' && column === 'phys') return "an input: a page of the kernel's own";
  if (column === 'zeroed') return 'memory is always zeroed';
  if (row.length === 2 && column === 'phys' && row[0] === 'ok') return 'an input: where the buffer lies';
  if (row.length !== 5 || column !== 'phys' || typeof row[4] === 'string') return undefined;
  if (row[3] === 'B') return 'an input: a page of class B';
  return row[3] === 'c' && isAfterAtomic ? 'class c after the first atomic allocation' : undefined;
}
