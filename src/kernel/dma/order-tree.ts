/** Of the four bytes of a cell, bit 0. */
const everyByte = 0x01010101;

/**
 * A row of bytes, of which the lowest that has some bit is found on one way down a tree. Four bytes are a cell, and over the cells stands
 * a tree in which a cell's byte is what its four have together. A change is one way up that ends where nothing changes, and has hardly a
 * branch.
 */
export class OrderTree {
  /** Those below cell `c` are `4c + 1` to `4c + 4`; the lowest, from `#leaves` on, hold the row. */
  readonly #cells: Int32Array;
  readonly #leaves: number;

  constructor(length: number) {
    const cellCount = Math.ceil(length / 4);
    let leafCount = 1;
    while (leafCount < cellCount) leafCount *= 4;
    this.#leaves = (leafCount - 1) / 3;
    this.#cells = new Int32Array(this.#leaves + cellCount);
  }

  /** The lowest place whose byte has bit `order`; -1: there is none. */
  find(order: number): number {
    const cells = this.#cells;
    const leaves = this.#leaves;
    const fitting = everyByte << order;
    for (let cell = 0; ; ) {
      const bits = (cells[cell] as number) & fitting;
      if (bits === 0) return -1;
      const child = 4 * cell + ((31 - Math.clz32(bits & -bits)) >>> 3);
      if (cell >= leaves) return child - 4 * leaves;
      cell = child + 1;
    }
  }

  set(place: number, orders: number): void {
    const cells = this.#cells;
    let cell = this.#leaves + (place >>> 2);
    let shift = (place & 3) << 3;
    let byte = orders;
    for (;;) {
      const before = cells[cell] as number;
      const change = ((before >>> shift) ^ byte) & 0xff;
      if (change === 0) return;
      const after = before ^ (change << shift);
      cells[cell] = after;
      if (cell === 0) return;
      byte = after | (after >>> 16);
      byte |= byte >>> 8;
      shift = ((cell - 1) & 3) << 3;
      cell = (cell - 1) >>> 2;
    }
  }
}
