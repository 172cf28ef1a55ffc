import type { Buffer } from './buffer.ts';
import type { CmaArea } from './cma-area.ts';
import type { CoherentPool } from './coherent-pool.ts';

/** Pages whose buffers are kept together: 2^10. */
const shift = 10;
const chunkPages = 2 ** shift;

type Chunk = (Buffer | undefined)[];

/** By chunk and page: the buffer that begins there, and the most pages that any has had. */
interface PoolOwners {
  readonly chunks: (Chunk | undefined)[];
  mostPages: number;
}

/**
 * Which live buffer holds which pages of a pool or an area. Adding and deleting take constant time; finding the holder of a page no
 * more than the largest buffer has pages.
 */
export class BufferOwners {
  readonly #pools = new Map<CoherentPool | CmaArea, PoolOwners>();

  add(buffer: Buffer): void {
    const { pool, firstPage, pages } = buffer;
    if (pool === undefined || pages === 0) return;
    let owners = this.#pools.get(pool);
    if (owners === undefined) {
      owners = { chunks: [], mostPages: 0 };
      this.#pools.set(pool, owners);
    }
    if (pages > owners.mostPages) owners.mostPages = pages;
    const at = firstPage >>> shift;
    let chunk = owners.chunks[at];
    if (chunk === undefined) {
      chunk = new Array<Buffer | undefined>(chunkPages).fill(undefined);
      owners.chunks[at] = chunk;
    }
    chunk[firstPage % chunkPages] = buffer;
  }

  /** Forgets a buffer; one that is not known, or whose pages begin another by now, is left alone. */
  delete(buffer: Buffer): void {
    if (buffer.pool === undefined) return;
    const chunk = this.#pools.get(buffer.pool)?.chunks[buffer.firstPage >>> shift];
    const at = buffer.firstPage % chunkPages;
    if (chunk?.[at] === buffer) chunk[at] = undefined;
  }

  /** The live buffer that a page belongs to; undefined: nobody's, or the kernel's own. */
  holderOf(pool: CoherentPool | CmaArea, page: number): Buffer | undefined {
    const owners = this.#pools.get(pool);
    if (owners === undefined) return undefined;

    const lowest = Math.max(0, page - owners.mostPages + 1);
    for (let at = page; at >= lowest; at--) {
      const chunk = owners.chunks[at >>> shift];
      if (chunk === undefined) {
        at -= at % chunkPages;
        continue;
      }
      const buffer = chunk[at % chunkPages];
      if (buffer !== undefined) return at + buffer.pages > page ? buffer : undefined;
    }
    return undefined;
  }

  /** The buffers that hold pages of `[first, end)`, lowest first, no more than `most`. */
  holdersIn(pool: CoherentPool | CmaArea, first: number, end: number, most: number): readonly Buffer[] {
    const holders: Buffer[] = [];
    for (let page = first; page < end && holders.length < most; ) {
      const holder = this.holderOf(pool, page);
      if (holder !== undefined) holders.push(holder);
      page = holder === undefined ? this.#nextStart(pool, page + 1, end) : holder.firstPage + holder.pages;
    }
    return holders;
  }

  #nextStart(pool: CoherentPool | CmaArea, from: number, end: number): number {
    const chunks = this.#pools.get(pool)?.chunks ?? [];
    for (let page = from; page < end; page++) {
      const chunk = chunks[page >>> shift];
      if (chunk === undefined) page += chunkPages - 1 - (page % chunkPages);
      else if (chunk[page % chunkPages] !== undefined) return page;
    }
    return end;
  }
}
