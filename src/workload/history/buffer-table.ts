import { Column } from './column.ts';

/** `until` of a buffer that is still live. */
export const stillLive = 0xffffffff;

/** One buffer in a pool, from the operation that gave it to the one that took it back. */
export interface BufferRow {
  readonly pool: number;
  readonly firstPage: number;
  readonly pages: number;
  /** Number of the operation after which it is there. */
  readonly from: number;
  readonly stem: number;
  readonly next: number;
  readonly holder: number;
  /** Bytes that were asked for. */
  readonly size: number;
}

/** Every buffer of a run as a row of numbers: no object is kept for any of them. */
export class BufferTable {
  readonly pools: Column = new Column();
  readonly firstPages: Column = new Column();
  readonly pages: Column = new Column();
  readonly froms: Column = new Column();
  /** Number of the operation after which it is there no longer. */
  readonly untils: Column = new Column();
  readonly stems: Column = new Column();
  readonly nexts: Column = new Column();
  readonly holders: Column = new Column();
  readonly sizes: Column = new Column(8);

  get length(): number {
    return this.pools.length;
  }

  /** Its row. */
  add(buffer: BufferRow): number {
    this.pools.push(buffer.pool);
    this.firstPages.push(buffer.firstPage);
    this.pages.push(buffer.pages);
    this.froms.push(buffer.from);
    this.untils.push(stillLive);
    this.stems.push(buffer.stem);
    this.nexts.push(buffer.next);
    this.holders.push(buffer.holder);
    this.sizes.push(buffer.size);
    return this.length - 1;
  }

  isLiveAt(row: number, operation: number): boolean {
    return this.froms.at(row) <= operation && operation < this.untils.at(row);
  }

  /** Drops rows, moves the others together, and tells each new row of an old one; -1 of one that is gone. */
  keep(isKept: (row: number) => boolean): Int32Array {
    const moved = new Int32Array(this.length).fill(-1);
    let length = 0;
    for (let row = 0; row < moved.length; row++) {
      if (!isKept(row)) continue;
      for (const column of this.#columns()) column.set(length, column.at(row));
      moved[row] = length++;
    }
    for (const column of this.#columns()) column.shorten(length);
    return moved;
  }

  #columns(): readonly Column[] {
    const { pools, firstPages, pages, froms, untils, stems, nexts, holders, sizes } = this;
    return [pools, firstPages, pages, froms, untils, stems, nexts, holders, sizes];
  }
}
