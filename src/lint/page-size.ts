import type { BoardFacts } from './board-facts.ts';

/** Bytes of a page: the kernel's, or 4 KiB, which most have. */
export function pageSizeOf({ profile }: BoardFacts): bigint {
  return BigInt(profile?.config.pageSize ?? 4096);
}
