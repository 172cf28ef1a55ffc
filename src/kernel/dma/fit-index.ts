import { alignedBits, countTrailingZeros, runStarts } from './word-bits.ts';

/**
 * Numbers of a node: free pages from its start, free pages up to its end, its fit, and the most pages that fit where its halves meet.
 */
const prefixAt = 0;
const suffixAt = 1;
const fitAt = 2;
const acrossAt = 3;
/** A power of two, so that a node's numbers stand in one line of the processor's cache. */
const stride = 4;

/**
 * Where in a bitmap of 32-bit words the lowest free run of so many pages lies that is aligned by its own size: to the power of two
 * that holds it, and to no more than a limit, as CMA aligns. Any longer run would hold a shorter one, so that one number says of a
 * part of the bitmap all that fits into it: its *fit*, the most pages that a request may ask for.
 *
 * Over the words stands a complete binary tree, whose nodes know their fit and the free runs at their ends. A search is one way
 * down, a change one way up that ends where nothing changes.
 */
export class FitIndex {
  readonly #words: Int32Array;
  /** Pages before the first by which positions are aligned, and the whole words among them, all taken. */
  readonly #leadPages: number;
  readonly #lead: number;
  /** Number of leaves: words and lead, rounded up to a power of two. */
  readonly #leaves: number;
  /** By node, of which the root is 1: its numbers. */
  readonly #nodes: Int32Array;
  readonly #alignLimit: number;
  readonly #limitOrder: number;

  /**
   * Ones in the words are pages that are not to be had. The limit is a power of two, of pages; the first page stands at `lead` pages
   * behind a multiple of it. Where those are not whole words, it finds nothing.
   */
  constructor(words: Int32Array, alignLimit: number, lead = 0) {
    this.#words = words;
    this.#leadPages = lead;
    this.#lead = lead >>> 5;
    this.#alignLimit = alignLimit;
    this.#limitOrder = 31 - Math.clz32(alignLimit);
    this.#leaves = 2 ** Math.ceil(Math.log2(words.length + this.#lead));
    this.#nodes = new Int32Array(2 * this.#leaves * stride);
    this.refresh(0, words.length - 1);
  }

  /** The most pages that a request may ask for. */
  get largest(): number {
    return this.#nodes[stride + fitAt] ?? 0;
  }

  /**
   * The first page of the lowest place that a request of `count` pages (1 or more) fits into; -1: there is none. -2: the request is not
   * aligned so.
   */
  find(count: number, align: number, offset: number): number {
    const lead = this.#leadPages;
    const own = count === 1 ? 1 : 1 << (32 - Math.clz32(count - 1));
    if (align !== Math.min(own, this.#alignLimit) || offset !== (lead & (align - 1)) || (lead & 31) !== 0)
      return -2;

    const nodes = this.#nodes;
    if (this.largest < count) return -1;

    const limit = this.#alignLimit;
    const leaves = this.#leaves;
    let node = 1;
    let half = leaves * 16;
    let start = 0;
    for (; node < leaves; half >>>= 1) {
      const across = nodes[node * stride + acrossAt] ?? 0;
      node *= 2;
      const left = node * stride;
      if ((nodes[left + fitAt] ?? 0) >= count) continue;

      start += half;
      if (across >= count)
        return start - alignedSuffix(nodes[left + suffixAt] ?? 0, half, limit) - this.#lead * 32;
      node++;
    }
    const word = node - leaves - this.#lead;
    const order = Math.min(count === 1 ? 0 : 32 - Math.clz32(count - 1), this.#limitOrder);
    const starts = runStarts(~(this.#words[word] ?? 0), count) & (order > 4 ? 1 : (alignedBits[order] ?? 0));
    return word * 32 + countTrailingZeros(starts);
  }

  /** Brings the index up to date above these words. */
  refresh(firstWord: number, lastWord: number): void {
    const nodes = this.#nodes;
    const base = this.#leaves + this.#lead;
    for (let word = firstWord; word <= lastWord; word++) {
      const taken = this.#words[word] ?? -1;
      const leaf = (base + word) * stride;
      nodes[leaf + prefixAt] = countTrailingZeros(taken);
      nodes[leaf + suffixAt] = Math.clz32(taken);
      nodes[leaf + fitAt] = fitInWord(~taken, this.#limitOrder);
    }

    let low = (base + firstWord) >>> 1;
    let high = (base + lastWord) >>> 1;
    let change: number = endsChanged;
    for (let half = 32; low >= 1 && (change === endsChanged || low < high); half *= 2) {
      if (change === unchanged) return;
      change = unchanged;
      for (let node = low; node <= high; node++) change |= combine(nodes, node, half, this.#alignLimit);
      low >>>= 1;
      high >>>= 1;
    }
    if (change === unchanged) return;

    // Most of the way: from here on only the fit can change.
    for (; low >= 1; low >>>= 1) {
      const at = low * stride;
      const left = 2 * low * stride + fitAt;
      let fit = nodes[at + acrossAt] ?? 0;
      const leftFit = nodes[left] ?? 0;
      const rightFit = nodes[left + stride] ?? 0;
      if (leftFit > fit) fit = leftFit;
      if (rightFit > fit) fit = rightFit;
      if (nodes[at + fitAt] === fit) return;
      nodes[at + fitAt] = fit;
    }
  }
}

/** What of a node changed: nothing, its fit alone, or the free pages at its ends. */
const unchanged = 0;
const fitChanged = 1;
const endsChanged = 3;

/** A node from its two halves of `half` pages each; what of it that changed. */
function combine(nodes: Int32Array, node: number, half: number, limit: number): number {
  const left = 2 * node * stride;
  const right = left + stride;
  const at = node * stride;
  const rightPrefix = nodes[right + prefixAt] ?? 0;
  const leftSuffix = nodes[left + suffixAt] ?? 0;
  let prefix = nodes[left + prefixAt] ?? 0;
  if (prefix === half) prefix += rightPrefix;
  let suffix = nodes[right + suffixAt] ?? 0;
  if (suffix === half) suffix += leftSuffix;
  let fit = nodes[left + fitAt] ?? 0;
  const rightFit = nodes[right + fitAt] ?? 0;
  if (rightFit > fit) fit = rightFit;
  let across = alignedSuffix(leftSuffix, half, limit);
  if (across > 0) across += rightPrefix;
  if (across > fit) fit = across;
  nodes[at + acrossAt] = across;

  if (nodes[at + prefixAt] === prefix && nodes[at + suffixAt] === suffix) {
    if (nodes[at + fitAt] === fit) return unchanged;
    nodes[at + fitAt] = fit;
    return fitChanged;
  }
  nodes[at + prefixAt] = prefix;
  nodes[at + suffixAt] = suffix;
  nodes[at + fitAt] = fit;
  return endsChanged;
}

/**
 * How long the part of the run at the end of a left half is that a request longer than the half's fit may begin with. Below the
 * limit such a request is aligned to more than the half, and needs all of it.
 */
function alignedSuffix(suffix: number, half: number, limit: number): number {
  if (half >= limit) return suffix & -limit;
  return suffix === half ? half : 0;
}

/** The most pages that fit into a word, whose ones are free. */
function fitInWord(free: number, limitOrder: number): number {
  if (free === 0) return 0;
  if (free === -1) return 32;

  // Where 2, 4, 8 and 16 free pages begin, aligned or not.
  const twos = free & (free >>> 1);
  const fours = twos & (twos >>> 2);
  const eights = fours & (fours >>> 4);
  const sixteens = eights & (eights >>> 8);

  let length = 1;
  let starts = free;
  let order = 0;
  if (limitOrder >= 4 && (sixteens & 0x00010001) !== 0) {
    starts = sixteens;
    order = 4;
  } else if (limitOrder >= 3 && (eights & 0x01010101) !== 0) {
    starts = eights;
    order = 3;
  } else if (limitOrder >= 2 && (fours & 0x11111111) !== 0) {
    starts = fours;
    order = 2;
  } else if (limitOrder >= 1 && (twos & 0x55555555) !== 0) {
    starts = twos;
    order = 1;
  }
  length = 1 << order;
  // Longer ones are aligned to twice as much, unless that is more than the limit.
  const longer = Math.min(order + 1, limitOrder);
  starts &= longer === 5 ? 1 : (alignedBits[longer] ?? 0);
  if (starts === 0) return length;

  let further = starts & (sixteens >>> length);
  if (further !== 0) {
    starts = further;
    length += 16;
  }
  further = starts & (eights >>> length);
  if (further !== 0) {
    starts = further;
    length += 8;
  }
  further = starts & (fours >>> length);
  if (further !== 0) {
    starts = further;
    length += 4;
  }
  further = starts & (twos >>> length);
  if (further !== 0) {
    starts = further;
    length += 2;
  }
  return (starts & (free >>> length)) === 0 ? length : length + 1;
}
