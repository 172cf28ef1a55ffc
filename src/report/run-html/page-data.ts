import { hex } from '../../memory/quantity.ts';
import { stillLive } from '../../workload/history/buffer-table.ts';
import type { RecordedPool, RecordedRun } from '../../workload/history/recorded-run.ts';
import { type RunPicture, wantedPlace } from '../run-picture.ts';
import { pagesPerRow } from '../svg/page-rows.ts';

/** What the page's script works with; `page-script.ts` reads it. */
export interface PageData {
  readonly operations: number;
  readonly stride: number;
  readonly stems: readonly string[];
  /** Device, number of its look, and where its pool begins for it (hex; null: no address). */
  readonly holders: readonly (readonly [device: string, look: number, dmaBase: string | null])[];
  readonly pools: readonly {
    readonly pool: number;
    readonly base: string;
    readonly pageSize: number;
    readonly pageCount: number;
    readonly perRow: number;
    readonly before: RecordedPool['before'];
    /** Operation, first page and pages: where the buffer that failed would nearly have fitted. */
    readonly wanted: readonly [number, number, number] | null;
  }[];
  /** Operation, index in `pools` or -1, id, size in bytes, index in `causes`. */
  readonly failures: readonly (readonly [number, number, string, number, number, string])[];
  readonly causes: readonly string[];
  /** Number of rows in `buffers`, which is base64 of LEB128 numbers, nine a row; see {@link packBuffers}. */
  readonly count: number;
  readonly buffers: string;
}

export function pageData(
  picture: RunPicture,
  pools: readonly RecordedPool[],
  looks: ReadonlyMap<string, number>,
): PageData {
  const { run } = picture;
  const index = new Map(pools.map(({ pool }, at) => [pool, at]));
  const causes = new Map<string, number>();
  const failures = run.failures.map(({ operation, pool, id, size, cause, device }) => {
    const known = causes.get(cause) ?? causes.size;
    causes.set(cause, known);
    const at = pool === undefined ? -1 : (index.get(pool) ?? -1);
    return [operation, at, id, size, known, device] as const;
  });
  const { count, bytes } = packBuffers(run, index);
  return {
    operations: run.operations,
    stride: run.stride,
    stems: boundedStems(run.stems),
    holders: run.holders.map(({ device, dmaBase }) => [
      device,
      looks.get(device) ?? 0,
      dmaBase === undefined ? null : hex(dmaBase),
    ]),
    pools: pools.map((pool) => ({
      pool: pool.pool,
      base: hex(pool.base),
      pageSize: pool.pageSize,
      pageCount: pool.pageCount,
      perRow: pagesPerRow(pool.pageCount),
      before: pool.before,
      wanted: wantedAt(picture, pool),
    })),
    failures,
    causes: [...causes.keys()],
    count,
    buffers: Buffer.from(bytes).toString('base64'),
  };
}

/** Characters of all ids together. */
const mostCharacters = 1_200_000;

/** Ids as they are, or cut where a hundred thousand long ones would make the page larger than all else in it. */
function boundedStems(stems: readonly string[]): readonly string[] {
  const characters = stems.reduce((sum, stem) => sum + stem.length, 0);
  if (characters <= mostCharacters) return stems;
  const most = Math.max(4, Math.floor(mostCharacters / stems.length) - 1);
  return stems.map((stem) => (stem.length <= most ? stem : `…${stem.slice(-most)}`));
}

function wantedAt(picture: RunPicture, pool: RecordedPool): readonly [number, number, number] | null {
  const operation = picture.result.firstFailure?.operation ?? 0;
  const place = wantedPlace(picture, pool, operation);
  return place === undefined ? null : [operation, place.firstPage, place.pages];
}

/**
 * The buffers in the order in which they came: operations since the one before, pool, first page, pages, stem, number + 1 or 0,
 * holder, bytes, operations until it goes or 0 for never.
 */
function packBuffers(
  { buffers }: RecordedRun,
  index: ReadonlyMap<number, number>,
): { readonly count: number; readonly bytes: Uint8Array } {
  const packed = new NumberPacker();
  let count = 0;
  let before = 0;
  for (let row = 0; row < buffers.length; row++) {
    const pool = index.get(buffers.pools.at(row));
    if (pool === undefined) continue;
    const from = buffers.froms.at(row);
    const until = buffers.untils.at(row);
    packed.add(from - before);
    packed.add(pool);
    packed.add(buffers.firstPages.at(row));
    packed.add(buffers.pages.at(row));
    packed.add(buffers.stems.at(row));
    packed.add(buffers.nexts.at(row));
    packed.add(buffers.holders.at(row));
    packed.add(buffers.sizes.at(row));
    packed.add(until === stillLive ? 0 : until - from);
    before = from;
    count++;
  }
  return { count, bytes: packed.bytes() };
}

/** Whole numbers up to 2^53 - 1 as LEB128: seven bits a byte, low ones first. */
class NumberPacker {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  add(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const wider = new Uint8Array(this.#bytes.length * 2);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** JSON that may stand in a `script` element: nothing in it ends one or begins a comment. */
export function scriptJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
