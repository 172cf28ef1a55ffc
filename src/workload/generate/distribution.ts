import { exp2, log2 } from './exact-logarithm.ts';
import type { RandomSource } from './random-source.ts';

/** How likely which whole number is; each that is drawn is from 1 to 2^53 - 1. */
export type Distribution = Shape & {
  /** What is drawn is rounded up to a multiple of this. */
  readonly multiple: number;
};

type Shape =
  /** Always this. */
  | { readonly kind: 'fixed'; readonly value: number }
  /** Each number from `low` to `high`, both included, alike. */
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** From `low` to `high`, both included, each doubling alike: as many from 4 to 8 KiB as from 4 to 8 MiB. */
  | { readonly kind: 'logUniform'; readonly low: number; readonly high: number }
  /** One of the values, by weights whose running sums are `sums`. */
  | { readonly kind: 'choose'; readonly values: readonly number[]; readonly sums: readonly number[] }
  /** Around the mean: the sum of twelve uniform numbers, so never further from it than six deviations. */
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  /** From 1 on, each number less likely than the one before by the same factor. */
  | { readonly kind: 'geometric'; readonly mean: number };

/** Draws numbers of one distribution. */
export class Sampler {
  readonly #distribution: Distribution;
  /** Worked out once: where a logarithmic range begins and how wide it is; the logarithm of the share that is left over. */
  readonly #base: number;
  readonly #width: number;

  constructor(distribution: Distribution) {
    this.#distribution = distribution;
    const isLogarithmic = distribution.kind === 'logUniform';
    this.#base = isLogarithmic ? log2(distribution.low) : 0;
    if (isLogarithmic) this.#width = log2(distribution.high + 1) - this.#base;
    else if (distribution.kind === 'geometric' && distribution.mean > 1)
      this.#width = log2(1 - 1 / distribution.mean);
    else this.#width = 0;
  }

  draw(source: RandomSource): number {
    const value = this.#draw(source);
    const { multiple } = this.#distribution;
    const over = value % multiple;
    if (over === 0) return value;
    const rounded = value - over + multiple;
    return rounded <= Number.MAX_SAFE_INTEGER ? rounded : value - over;
  }

  #draw(source: RandomSource): number {
    const distribution = this.#distribution;
    switch (distribution.kind) {
      case 'fixed':
        return distribution.value;
      case 'uniform':
        return distribution.low + source.below(distribution.high - distribution.low + 1);
      case 'logUniform': {
        const { low, high } = distribution;
        const value = Math.floor(exp2(this.#base + share(source) * this.#width));
        return Math.min(Math.max(value, low), high);
      }
      case 'choose':
        return chosen(distribution, source);
      case 'normal': {
        let sum = 0;
        for (let part = 0; part < 12; part++) sum += source.word();
        const deviations = sum / 0x1_0000_0000 - 6;
        return positive(Math.round(distribution.mean + deviations * distribution.deviation));
      }
      case 'geometric':
        if (this.#width === 0) return 1;
        return positive(Math.ceil(log2(1 - share(source)) / this.#width));
    }
  }
}

/** From 0 to just below 1. */
function share(source: RandomSource): number {
  return source.wide() / 2 ** 53;
}

function positive(value: number): number {
  return Math.min(Math.max(value, 1), Number.MAX_SAFE_INTEGER);
}

function chosen(
  { values, sums }: Extract<Distribution, { readonly kind: 'choose' }>,
  source: RandomSource,
): number {
  return values[indexByWeight(sums, source)] ?? 1;
}

/** An index into running sums of weights, the last of which is their total. */
export function indexByWeight(sums: readonly number[], source: RandomSource): number {
  const drawn = source.below(sums.at(-1) ?? 1);
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > drawn) high = middle;
    else low = middle + 1;
  }
  return low;
}
