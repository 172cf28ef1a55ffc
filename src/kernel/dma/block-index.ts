import { alignedBits, countTrailingZeros } from './word-bits.ts';

/** Order of the blocks that a whole cell of four words is. */
const cellOrder = 7;
/** Of the four bytes of a cell, bit 0. */
const everyByte = 0x01010101;
/** A word that is free as a whole has blocks of every order up to 5. */
const allOrders = 0x3f;

/**
 * Where in a bitmap of 32-bit words the lowest free block of 2^order pages lies that is aligned to its size. A search is one way down, a
 * change one way up that ends where nothing changes.
 *
 * A byte says of a part of the bitmap which orders fit into it: bit k, that a block of 2^k pages does. Four bytes are a cell, and over the
 * cells of four words each stands a tree in which a cell's byte is what its four say together. Blocks of more than a cell's 128 pages are
 * those of a bitmap of cells, with an index of its own.
 */
export class BlockIndex {
  readonly #words: Int32Array;
  /** Those below cell `c` are `4c + 1` to `4c + 4`; the lowest, from `#leaves` on, are of four words each. */
  readonly #cells: Int32Array;
  readonly #leaves: number;
  /** Ones are cells that are not free as a whole; undefined where all pages are less than a larger block. */
  readonly #broken: Int32Array | undefined;
  readonly #larger: BlockIndex | undefined;

  /** Ones in the words are pages that are not to be had. */
  constructor(words: Int32Array) {
    this.#words = words;
    const cellCount = Math.ceil(words.length / 4);
    let leafCount = 4;
    while (leafCount < cellCount) leafCount *= 4;
    this.#leaves = (leafCount - 1) / 3;
    this.#cells = new Int32Array(this.#leaves + cellCount);
    if (cellCount > 1) {
      this.#broken = new Int32Array(Math.ceil(cellCount / 32)).fill(-1);
      this.#larger = new BlockIndex(this.#broken);
    }
    this.refresh(0, words.length - 1);
  }

  /** The first page of the lowest free block of `count` pages, a power of two, at a multiple of that; -1: there is none. */
  find(count: number): number {
    const order = 31 - Math.clz32(count);
    if (order > cellOrder) return this.#findLarger(count);

    const cells = this.#cells;
    const leaves = this.#leaves;
    const fitting = everyByte << order;
    if (((cells[0] ?? 0) & fitting) === 0) return -1;

    let cell = 0;
    while (cell < leaves) cell = 4 * cell + 1 + (countTrailingZeros((cells[cell] ?? 0) & fitting) >>> 3);
    const orders = cells[cell] ?? 0;
    const first = 4 * (cell - leaves);
    if (order === cellOrder) return first * 32;
    if (order === cellOrder - 1) return (first + (countTrailingZeros(freePairs(orders)) >>> 3)) * 32;
    const word = first + (countTrailingZeros(orders & fitting) >>> 3);
    return word * 32 + lowestAlignedStart(~(this.#words[word] ?? 0), order);
  }

  /** Brings the index up to date above these words. */
  refresh(firstWord: number, lastWord: number): void {
    if (firstWord === lastWord) {
      this.#setOrders(firstWord, ordersOf(~(this.#words[firstWord] ?? 0)));
      if (this.#refreshCell(firstWord >>> 2)) this.#larger?.refresh(firstWord >>> 7, firstWord >>> 7);
    } else this.#refreshWords(firstWord, lastWord);
  }

  #refreshWords(firstWord: number, lastWord: number): void {
    for (let word = firstWord; word <= lastWord; word++) {
      const taken = this.#words[word] ?? -1;
      this.#setOrders(word, taken === 0 ? allOrders : taken === -1 ? 0 : ordersOf(~taken));
    }
    let hasLarger = false;
    for (let at = firstWord >>> 2; at <= lastWord >>> 2; at++) if (this.#refreshCell(at)) hasLarger = true;
    if (hasLarger) this.#larger?.refresh(firstWord >>> 7, lastWord >>> 7);
  }

  #findLarger(count: number): number {
    const cell = this.#larger === undefined ? -1 : this.#larger.find(count >>> cellOrder);
    return cell < 0 ? -1 : cell * 2 ** cellOrder;
  }

  #setOrders(word: number, orders: number): void {
    const cell = this.#leaves + (word >>> 2);
    const shift = (word & 3) << 3;
    this.#cells[cell] = ((this.#cells[cell] ?? 0) & ~(0xff << shift)) | (orders << shift);
  }

  /** The bytes above a cell of words follow it; whether it became free as a whole, or ceased to be. */
  #refreshCell(at: number): boolean {
    const cells = this.#cells;
    let cell = this.#leaves + at;
    const orders = ordersOfCell(cells[cell] ?? 0);
    const changed = this.#setByte(cell, orders);
    if (changed === 0) return false;

    do cell = (cell - 1) >>> 2;
    while (cell > 0 && this.#setByte(cell, anyOrders(cells[cell] ?? 0)) !== 0);
    if (changed >>> cellOrder === 0 || this.#broken === undefined) return false;
    this.#broken[at >>> 5] = (this.#broken[at >>> 5] ?? 0) ^ (1 << (at & 31));
    return true;
  }

  /** Sets what the cell above says of this one, which is not the highest; the orders that changed. */
  #setByte(cell: number, orders: number): number {
    const above = (cell - 1) >>> 2;
    const shift = ((cell - 1) & 3) << 3;
    const before = this.#cells[above] ?? 0;
    const changed = ((before >>> shift) ^ orders) & 0xff;
    this.#cells[above] = before ^ (changed << shift);
    return changed;
  }
}

/** The orders of any of the four bytes. */
function anyOrders(cell: number): number {
  const both = cell | (cell >>> 16);
  return (both | (both >>> 8)) & 0xff;
}

/** The orders of four words: those of each, and those of two and four that are free as a whole. */
function ordersOfCell(cell: number): number {
  const pairs = freePairs(cell);
  const either = pairs | (pairs >>> 16);
  const four = pairs & (pairs >>> 16);
  return anyOrders(cell) | ((either & 0x20) << 1) | ((four & 0x20) << 2);
}

/** Bit 5 of the bytes 0 and 2, where an aligned pair of words that are free as a whole begins. */
function freePairs(cell: number): number {
  return cell & (cell >>> 8) & 0x00200020;
}

/** The lowest bit at which an aligned block of 2^order (up to 5) ones begins, of which there is one. A step that is not needed shifts by 0. */
function lowestAlignedStart(free: number, order: number): number {
  let starts = free;
  starts &= starts >>> (((0 - order) >> 31) & 1);
  starts &= starts >>> (((1 - order) >> 31) & 2);
  starts &= starts >>> (((2 - order) >> 31) & 4);
  starts &= starts >>> (((3 - order) >> 31) & 8);
  starts &= starts >>> (((4 - order) >> 31) & 16);
  return countTrailingZeros(starts & (alignedBits[order] ?? 0));
}

/** The orders of a word with these free bits. Without branches, which no processor would foresee. */
function ordersOf(free: number): number {
  const pairs = free & (free >>> 1) & 0x55555555;
  const fours = pairs & (pairs >>> 2) & 0x11111111;
  const eights = fours & (fours >>> 4) & 0x01010101;
  const sixteens = eights & (eights >>> 8) & 0x00010001;
  const whole = sixteens & (sixteens >>> 16);
  return (
    ((free | -free) >>> 31) |
    (((pairs | -pairs) >>> 31) << 1) |
    (((fours | -fours) >>> 31) << 2) |
    (((eights | -eights) >>> 31) << 3) |
    (((sixteens | -sixteens) >>> 31) << 4) |
    (whole << 5)
  );
}
