/** One of several parts of a run. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** As many as six digits say. */
export const mostShards = 999_999;

/** Neighbours share most of what they include, and so stay together: up to so many. */
const largestBlock = 8;
/** Each part gets so many blocks, so that none has all the large boards. */
const blocksEach = 4;

/** `I/N`; undefined for what is not that, or has no such part. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^([0-9]{1,6})\/([0-9]{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index >= 1 && shard.index <= shard.count ? shard : undefined;
}

/** A part of a list: blocks of neighbours dealt out in turn. The parts have all of it, each item once, and as many to one. */
export function shardOf<T>(items: readonly T[], { index, count }: Shard): readonly T[] {
  const block = Math.max(1, Math.min(largestBlock, Math.floor(items.length / (count * blocksEach))));
  return items.filter((_, at) => Math.floor(at / block) % count === index - 1);
}
