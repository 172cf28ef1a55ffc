import { z } from 'zod';
import { parseSize } from '../size-expression.ts';
import { mostSeeds, type PinnedSpec, parseShare, sharePattern, usualSeeds } from './pinned-spec.ts';

const mostShares = 20;
const mostRanges = 1000;

/** A share of a pool as written: `5%`, `0.5%`; 0 to 100. */
const share = z.string().regex(sharePattern, 'Write a share of the pool, 0% to 100%: `5%`.');
const page = z
  .int()
  .min(0)
  .max(2 ** 40);

/** `pinned` of a workload: pages of CMA areas that cannot move. */
const pinned = z
  .strictObject({
    share: z
      .union([share, z.array(share).min(1).max(mostShares)])
      .optional()
      .describe(
        'Shares of each CMA area whose pages cannot move, each tried with every seed: `[0%, 5%, 15%]`.',
      ),
    ranges: z
      .array(z.tuple([page, page.min(1)]))
      .min(1)
      .max(mostRanges)
      .optional()
      .describe('Pages that cannot move: the first, counted from the start of the area, and how many.'),
    seeds: z
      .int()
      .min(1)
      .max(mostSeeds)
      .optional()
      .describe(`In how many ways the pages lie for each share; ${usualSeeds}, if left out.`),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional()
      .describe('The first seed; 1, if left out. The others follow.'),
    cluster: z
      .union([z.int().min(1), z.string().min(1).max(40)])
      .refine((written) => parseSize(written).ok, 'Write a size, such as `128KiB` or `1 page`.')
      .optional()
      .describe(
        'Mean size of the pieces in which pinned pages lie; 128KiB, if left out. `1 page`: one by one.',
      ),
    pools: z
      .array(z.string().min(1).max(1000))
      .min(1)
      .max(100)
      .optional()
      .describe('Path, label or name of the regions; every CMA area that the workload uses, if left out.'),
  })
  .refine(({ share, ranges }) => share !== undefined || ranges !== undefined, {
    message: '`pinned` says which pages: it has `share`, `ranges`, or both.',
  })
  .describe('Pages of CMA areas that cannot move when the workload begins.');

/** `pinned` as it is written. */
export interface WrittenPinned {
  readonly share?: string | readonly string[] | undefined;
  readonly ranges?: readonly (readonly [number, number])[] | undefined;
  readonly seeds?: number | undefined;
  readonly seed?: number | undefined;
  readonly cluster?: number | string | undefined;
  readonly pools?: readonly string[] | undefined;
}

export const pinnedSchema: z.ZodType<WrittenPinned> = pinned;

/** Keys, for "did you mean". */
export const pinnedKeys: readonly string[] = Object.keys(pinned.shape);

/** What `pinned` says. */
export function pinnedSpecOf(written: WrittenPinned, place: PinnedSpec['place']): PinnedSpec {
  const shares = written.share === undefined ? [] : [written.share].flat();
  return {
    shares: shares.map((text) => parseShare(text) ?? 0),
    ranges: (written.ranges ?? []).map(([first, pages]) => ({ first, pages })),
    seeds: written.seeds ?? usualSeeds,
    firstSeed: written.seed ?? 1,
    cluster: written.cluster,
    pools: written.pools,
    place,
  };
}
