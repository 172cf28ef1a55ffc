import { IovaTree, noNode } from './iova-tree.ts';

/**
 * What an IOMMU's page tables come to: which memory lies behind which pages of IOVA. In pages of the granule, as runs that are
 * contiguous on both sides.
 */
export class IoPageTable {
  readonly #runs = new IovaTree();
  /** By node: the physical page behind the run's first. */
  readonly #phys: number[] = [];

  /** Runs that are mapped. */
  get runCount(): number {
    return this.#runs.count;
  }

  /** Maps `pages` pages; false, and nothing is changed, where one of them is mapped already. */
  map(pfn: number, physPfn: number, pages: number): boolean {
    if (pages === 0) return true;
    const above = this.#runs.firstEndingFrom(pfn);
    if (above !== noNode && this.#runs.lo(above) < pfn + pages) return false;
    this.#put(pfn, pfn + pages - 1, physPfn);
    return true;
  }

  /** Unmaps from `pfn` up to the first page that is not mapped, `pages` at most; how many pages. */
  unmap(pfn: number, pages: number): number {
    const end = pfn + pages;
    let at = pfn;
    while (at < end) {
      const run = this.#runs.find(at);
      if (run === noNode) break;
      const lo = this.#runs.lo(run);
      const hi = this.#runs.hi(run);
      const phys = this.#phys[run] ?? 0;
      const last = Math.min(hi, end - 1);
      this.#runs.remove(run);
      if (lo < at) this.#put(lo, at - 1, phys);
      if (last < hi) this.#put(last + 1, hi, phys + (last + 1 - lo));
      at = last + 1;
    }
    return at - pfn;
  }

  /** The physical page behind a page; -1: none. */
  lookup(pfn: number): number {
    const run = this.#runs.find(pfn);
    return run === noNode ? -1 : (this.#phys[run] ?? 0) + (pfn - this.#runs.lo(run));
  }

  #put(lo: number, hi: number, phys: number): void {
    this.#phys[this.#runs.insert(lo, hi)] = phys;
  }
}
