import { FitRequest, grown, largestBlock } from './iova-fit.ts';
import { roundUpToPower } from './iova-order.ts';
import { xorshift } from './xorshift.ts';

/** No node. */
export const noNode = -1;

/**
 * Ranges of page frames in order, none overlapping, with the free gap below each: a treap whose subtrees know the largest
 * aligned block in their gaps and, for each alignment that odd sizes asked for, the most that fits. The kernel walks an rb-tree from gap to gap (drivers/iommu/iova.c); this gives the same
 * answers in logarithmic time.
 *
 * Nodes are numbers. A removed node's number is given out again.
 */
export class IovaTree {
  #lo = new Float64Array(64);
  #hi = new Float64Array(64);
  /** Free page frames right below the node. */
  #gap = new Float64Array(64);
  #left = new Int32Array(64);
  #right = new Int32Array(64);
  #parent = new Int32Array(64);
  #priority = new Uint32Array(64);
  /** Order of the largest aligned block in a gap of the subtree. */
  #largest = new Int8Array(64);
  /** By alignment: the most page frames that follow a multiple of it in a gap of the subtree. */
  readonly #aligned = new Map<number, Float64Array>();
  #root = noNode;
  #used = 0;
  #count = 0;
  readonly #unused: number[] = [];
  #random = 0x9e3779b9;

  get count(): number {
    return this.#count;
  }

  lo(node: number): number {
    return this.#lo[node] ?? 0;
  }

  /** The last page frame, inclusive. */
  hi(node: number): number {
    return this.#hi[node] ?? 0;
  }

  /** The node whose range holds `pfn`. */
  find(pfn: number): number {
    const node = this.firstEndingFrom(pfn);
    return node !== noNode && this.lo(node) <= pfn ? node : noNode;
  }

  /** The lowest node that ends at `pfn` or above. */
  firstEndingFrom(pfn: number): number {
    let found = noNode;
    for (let at = this.#root; at !== noNode; ) {
      if (this.hi(at) >= pfn) {
        found = at;
        at = this.#left[at] ?? noNode;
      } else at = this.#right[at] ?? noNode;
    }
    return found;
  }

  /** The lowest node that begins at `pfn` or above. */
  firstFrom(pfn: number): number {
    let found = noNode;
    for (let at = this.#root; at !== noNode; ) {
      if (this.lo(at) >= pfn) {
        found = at;
        at = this.#left[at] ?? noNode;
      } else at = this.#right[at] ?? noNode;
    }
    return found;
  }

  next(node: number): number {
    const right = this.#right[node] ?? noNode;
    if (right !== noNode) return this.#leftmost(right);
    let at = node;
    let above = this.#parent[at] ?? noNode;
    while (above !== noNode && this.#right[above] === at) {
      at = above;
      above = this.#parent[at] ?? noNode;
    }
    return above;
  }

  /** Puts in a range that overlaps none. */
  insert(lo: number, hi: number): number {
    const node = this.#unused.pop() ?? this.#grow();
    this.#lo[node] = lo;
    this.#hi[node] = hi;
    this.#left[node] = noNode;
    this.#right[node] = noNode;
    this.#random = xorshift(this.#random);
    this.#priority[node] = this.#random;
    this.#count++;

    let above = noNode;
    let before = noNode;
    let after = noNode;
    for (let at = this.#root; at !== noNode; ) {
      above = at;
      if (lo < this.lo(at)) {
        after = at;
        at = this.#left[at] ?? noNode;
      } else {
        before = at;
        at = this.#right[at] ?? noNode;
      }
    }
    this.#parent[node] = above;
    this.#gap[node] = lo - (before === noNode ? 0 : this.hi(before) + 1);
    if (above === noNode) this.#root = node;
    else if (above === after) this.#left[above] = node;
    else this.#right[above] = node;
    if (after !== noNode) this.#gap[after] = this.lo(after) - hi - 1;

    this.#summarise(node);
    while (this.#parent[node] !== noNode && this.#isAbove(node, this.#parent[node] ?? noNode))
      this.#rotateUp(node);
    this.#summariseUp(node);
    // The neighbour above lies on the way from the new node to the root, or its gap is told here.
    if (after !== noNode) this.#summariseUp(after);
    return node;
  }

  remove(node: number): void {
    const after = this.next(node);
    for (;;) {
      const left = this.#left[node] ?? noNode;
      const right = this.#right[node] ?? noNode;
      if (left === noNode && right === noNode) break;
      if (left === noNode) this.#rotateUp(right);
      else if (right === noNode || this.#isAbove(left, right)) this.#rotateUp(left);
      else this.#rotateUp(right);
    }
    const above = this.#parent[node] ?? noNode;
    if (above === noNode) this.#root = noNode;
    else if (this.#left[above] === node) this.#left[above] = noNode;
    else this.#right[above] = noNode;
    this.#unused.push(node);
    this.#count--;

    if (above !== noNode) this.#summariseUp(above);
    if (after === noNode) return;
    this.#gap[after] = this.lo(after) - (this.lo(node) - (this.#gap[node] ?? 0));
    this.#summariseUp(after);
  }

  /** Lets a range begin lower, in the gap below it. */
  extendDown(node: number, lo: number): void {
    this.#gap[node] = (this.#gap[node] ?? 0) - (this.lo(node) - lo);
    this.#lo[node] = lo;
    this.#summariseUp(node);
  }

  /**
   * The highest page frame at which `size` frames fit, a multiple of the next power of two, in the gaps below `from` or a lower
   * node, and below `high`. -1: nowhere.
   */
  highestFit(size: number, high: number, from: number): number {
    const capped = this.firstFrom(high);
    const start = capped !== noNode && this.lo(capped) < this.lo(from) ? capped : from;
    const request = new FitRequest(size, high, this.#alignedFor(size));
    const here = this.#fit(start, request);
    if (here >= 0) return here;

    const below = this.#fitIn(this.#left[start] ?? noNode, request);
    if (below >= 0) return below;
    for (let at = start; ; ) {
      const above = this.#parent[at] ?? noNode;
      if (above === noNode) return -1;
      if (this.#right[above] === at) {
        const own = this.#fit(above, request);
        if (own >= 0) return own;
        const left = this.#fitIn(this.#left[above] ?? noNode, request);
        if (left >= 0) return left;
      }
      at = above;
    }
  }

  /** Where it fits in the gap below one node; -1: it does not. */
  #fit(node: number, { size, align, high }: FitRequest): number {
    const lo = this.lo(node);
    const end = Math.min(lo, high);
    const place = Math.floor((end - size) / align) * align;
    return place >= lo - (this.#gap[node] ?? 0) ? place : -1;
  }

  #fitIn(node: number, request: FitRequest): number {
    if (node === noNode) return -1;
    // Either is exact: what passes has room, but for the cap at the top.
    const { aligned } = request;
    const has = aligned === undefined ? (this.#largest[node] ?? -1) : (aligned[node] ?? 0);
    if (has < (aligned === undefined ? request.order : request.size)) return -1;
    const right = this.#fitIn(this.#right[node] ?? noNode, request);
    if (right >= 0) return right;
    const own = this.#fit(node, request);
    return own >= 0 ? own : this.#fitIn(this.#left[node] ?? noNode, request);
  }

  #leftmost(node: number): number {
    let at = node;
    for (let left = this.#left[at] ?? noNode; left !== noNode; left = this.#left[at] ?? noNode) at = left;
    return at;
  }

  #isAbove(node: number, other: number): boolean {
    return (this.#priority[node] ?? 0) > (this.#priority[other] ?? 0);
  }

  #rotateUp(node: number): void {
    const above = this.#parent[node] ?? noNode;
    const top = this.#parent[above] ?? noNode;
    const isLeft = this.#left[above] === node;
    const moved = (isLeft ? this.#right[node] : this.#left[node]) ?? noNode;
    if (isLeft) {
      this.#left[above] = moved;
      this.#right[node] = above;
    } else {
      this.#right[above] = moved;
      this.#left[node] = above;
    }
    if (moved !== noNode) this.#parent[moved] = above;
    this.#parent[above] = node;
    this.#parent[node] = top;
    if (top === noNode) this.#root = node;
    else if (this.#left[top] === above) this.#left[top] = node;
    else this.#right[top] = node;
    this.#summarise(above);
    this.#summarise(node);
  }

  #summarise(node: number): void {
    const left = this.#left[node] ?? noNode;
    const right = this.#right[node] ?? noNode;
    const end = this.lo(node);
    const start = end - (this.#gap[node] ?? 0);
    this.#largest[node] = Math.max(
      largestBlock(start, end),
      left === noNode ? -1 : (this.#largest[left] ?? -1),
      right === noNode ? -1 : (this.#largest[right] ?? -1),
    );
    for (const [align, most] of this.#aligned) {
      most[node] = Math.max(
        end - Math.ceil(start / align) * align,
        left === noNode ? 0 : (most[left] ?? 0),
        right === noNode ? 0 : (most[right] ?? 0),
      );
    }
  }

  /** The summary for sizes that are no power of two, made when the first one asks; undefined: the size is one. */
  #alignedFor(size: number): Float64Array | undefined {
    const align = roundUpToPower(size);
    if (align === size) return undefined;
    const known = this.#aligned.get(align);
    if (known !== undefined) return known;

    const most = new Float64Array(this.#lo.length);
    this.#aligned.set(align, most);
    this.#summariseAll(this.#root);
    return most;
  }

  #summariseAll(node: number): void {
    if (node === noNode) return;
    this.#summariseAll(this.#left[node] ?? noNode);
    this.#summariseAll(this.#right[node] ?? noNode);
    this.#summarise(node);
  }

  #summariseUp(node: number): void {
    for (let at = node; at !== noNode; at = this.#parent[at] ?? noNode) this.#summarise(at);
  }

  #grow(): number {
    if (this.#used === this.#lo.length) {
      const length = this.#used * 2;
      this.#lo = grown(this.#lo, new Float64Array(length));
      this.#hi = grown(this.#hi, new Float64Array(length));
      this.#gap = grown(this.#gap, new Float64Array(length));
      this.#left = grown(this.#left, new Int32Array(length));
      this.#right = grown(this.#right, new Int32Array(length));
      this.#parent = grown(this.#parent, new Int32Array(length));
      this.#priority = grown(this.#priority, new Uint32Array(length));
      this.#largest = grown(this.#largest, new Int8Array(length));
      for (const [align, most] of this.#aligned)
        this.#aligned.set(align, grown(most, new Float64Array(length)));
    }
    return this.#used++;
  }
}
