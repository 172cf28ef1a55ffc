import { formatBytes } from '../../memory/quantity.ts';
import type { PlacedBuffer, RecordedPool } from '../../workload/history/recorded-run.ts';
import { groupedHex } from '../memory-map.ts';
import { attributes, escapeXml } from '../xml.ts';

/** A row of a page map: so many pages, from its address on. */
export interface PageRow {
  readonly firstPage: number;
  readonly pages: number;
  readonly address: bigint;
  /** Of a full row, 0 to 1: the last one may be shorter. */
  readonly share: number;
  readonly content: string;
}

export interface PageRowOptions {
  /** Number of a device's look. */
  readonly lookOf: (device: string) => number;
  /** Of a row; neighbours that are narrower are drawn as one block. Default: 1/400. */
  readonly narrowest?: number | undefined;
  /** Where a buffer would nearly have fitted. */
  readonly wanted?: { readonly firstPage: number; readonly pages: number } | undefined;
}

const mostRows = 8;
/** Of all maps of a page together. */
const mostBlocks = 4000;
const fewestPages = 16;
/** No finer than a pixel or two, and what the page's script draws. */
const usualNarrowest = 1 / 400;

/** Pages of a row: a power of two, so that what is aligned begins where a row does. */
export function pagesPerRow(pageCount: number): number {
  return Math.max(fewestPages, 2 ** Math.ceil(Math.log2(Math.max(1, pageCount) / mostRows)));
}

/** Of a row; a block that is wider has its id in it. */
const leastNamed = 1 / 12;

/** One thing that is drawn: a buffer, several small ones, or pages that were in use before the run. */
interface Stretch {
  readonly first: number;
  end: number;
  readonly look: string;
  readonly buffer: PlacedBuffer | undefined;
  count: number;
}

/** How fine the blocks of so many maps may be, for so many buffers in all of them, so that a page stays small. */
export function finestBlock(maps: number, buffers: number): number {
  return buffers <= mostBlocks ? usualNarrowest : Math.max(usualNarrowest, (mostRows * maps) / mostBlocks);
}

/** A pool's pages in rows, with who holds them; each row's content fits an `svg` element of any width. */
export function pageRows(
  pool: RecordedPool,
  buffers: readonly PlacedBuffer[],
  { lookOf, wanted, narrowest = usualNarrowest }: PageRowOptions,
): readonly PageRow[] {
  const { pageCount, base, pageSize } = pool;
  const perRow = pagesPerRow(pageCount);
  const stretches: Stretch[] = [
    ...pool.before.map(
      ([first, end]): Stretch => ({ first, end, look: 'before', buffer: undefined, count: 1 }),
    ),
    ...buffers.map((buffer): Stretch => {
      const { firstPage, pages, device } = buffer;
      return { first: firstPage, end: firstPage + pages, look: `${lookOf(device)}`, buffer, count: 1 };
    }),
  ].sort((left, right) => left.first - right.first);
  const drawn = joined(stretches, perRow * narrowest);

  const rows: PageRow[] = [];
  for (let firstPage = 0; firstPage < pageCount; firstPage += perRow) {
    const pages = Math.min(perRow, pageCount - firstPage);
    const end = firstPage + pages;
    const own = drawn.filter((stretch) => stretch.first < end && stretch.end > firstPage);
    const blocks = own.map((stretch) => stretchSvg(stretch, { firstPage, pages, pool }));
    const mark = wanted === undefined ? [] : wantedSvg(wanted, firstPage, pages);
    rows.push({
      firstPage,
      pages,
      address: base + BigInt(firstPage) * BigInt(pageSize),
      share: pages / perRow,
      content: [...blocks, ...mark].join(''),
    });
  }
  return rows;
}

/** Neighbours that are too narrow to be seen become one, which says how many it stands for. */
function joined(stretches: readonly Stretch[], least: number): readonly Stretch[] {
  const drawn: Stretch[] = [];
  for (const stretch of stretches) {
    const before = drawn.at(-1);
    const isNarrow = stretch.end - stretch.first < least;
    const joins =
      before !== undefined &&
      isNarrow &&
      before.look === stretch.look &&
      stretch.end - before.first < 2 * least;
    if (joins && before !== undefined) {
      before.end = Math.max(before.end, stretch.end);
      before.count++;
    } else drawn.push({ ...stretch });
  }
  return drawn;
}

function stretchSvg(
  { first, end, look, buffer, count }: Stretch,
  row: { readonly firstPage: number; readonly pages: number; readonly pool: RecordedPool },
): string {
  const from = Math.max(first, row.firstPage);
  const to = Math.min(end, row.firstPage + row.pages);
  const share = (pages: number): string => `${((100 * pages) / row.pages).toFixed(3).replace(/\.?0+$/, '')}%`;
  const rect = {
    class: 'b',
    x: share(from - row.firstPage),
    width: share(to - from),
    height: '100%',
    fill: `url(#d-${look})`,
  };
  const title = escapeXml(stretchSentence({ first, end, buffer, count }, row.pool));
  const hasName =
    from === first && buffer !== undefined && count === 1 && (to - from) / row.pages > leastNamed;
  const name = hasName
    ? `<svg${attributes({ x: rect.x, width: rect.width, height: '100%' })}><text class="n" x="6" y="15">${escapeXml(buffer.id)}</text></svg>`
    : '';
  return `<g><title>${title}</title><rect${attributes(rect)}/>${name}</g>`;
}

function stretchSentence(
  { first, end, buffer, count }: Pick<Stretch, 'first' | 'end' | 'buffer' | 'count'>,
  pool: RecordedPool,
): string {
  if (buffer === undefined) {
    const size = formatBytes((end - first) * pool.pageSize);
    return `${size} in use before the run, from page ${first}`;
  }
  return count > 1
    ? `${count} small buffers, from ${bufferSentence(buffer, pool)}`
    : bufferSentence(buffer, pool);
}

/** A buffer in words: id, device, size, place. */
export function bufferSentence(buffer: PlacedBuffer, pool: RecordedPool): string {
  const { id, device, size, pages, firstPage, address, dma, from } = buffer;
  const takes = formatBytes(pages * pool.pageSize);
  const asked = formatBytes(size);
  const rounding = takes === asked ? asked : `${asked}, takes ${takes}`;
  const seen = dma === undefined || dma === address ? '' : ` (${groupedHex(dma)} for the device)`;
  return `${id}: ${rounding}, ${device}, at ${groupedHex(address)}${seen}, pages ${firstPage} to ${firstPage + pages - 1}, since operation ${from}`;
}

function wantedSvg(
  wanted: { readonly firstPage: number; readonly pages: number },
  firstPage: number,
  pages: number,
): readonly string[] {
  const from = Math.max(wanted.firstPage, firstPage);
  const to = Math.min(wanted.firstPage + wanted.pages, firstPage + pages);
  if (from >= to) return [];
  const share = (count: number): string => `${((100 * count) / pages).toFixed(3)}%`;
  const rect = { class: 'want', x: share(from - firstPage), y: 1, width: share(to - from), height: '100%' };
  return [
    `<rect${attributes(rect)}><title>The place where the buffer that failed would nearly have fitted</title></rect>`,
  ];
}
