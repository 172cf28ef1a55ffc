import type { Holder } from './recorded-run.ts';

/** Who holds buffers: a row for each device and each address at which it sees a pool. */
export class HolderTable {
  readonly #holders: Holder[] = [];
  readonly #known = new Map<string, Map<bigint | undefined, number>>();

  get holders(): readonly Holder[] {
    return this.#holders;
  }

  add(device: string, dmaBase: bigint | undefined): number {
    let rows = this.#known.get(device);
    if (rows === undefined) {
      rows = new Map();
      this.#known.set(device, rows);
    }
    let row = rows.get(dmaBase);
    if (row === undefined) {
      row = this.#holders.length;
      rows.set(dmaBase, row);
      this.#holders.push({ device, dmaBase });
    }
    return row;
  }
}
