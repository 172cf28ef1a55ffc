import { formatBytes } from '../../memory/quantity.ts';
import { buffersAt, type PlacedBuffer, type RecordedPool } from '../../workload/history/recorded-run.ts';
import { groupedHex } from '../memory-map.ts';
import { momentsOf, poolFacts, poolTitle, type RunPicture, wantedPlace } from '../run-picture.ts';
import { type PageRow, pageRows } from '../svg/page-rows.ts';
import { timelineContent, timelineSentence } from '../svg/timeline-svg.ts';
import { escapeXml } from '../xml.ts';
import { type Content, code, htmlTable } from './html.ts';

/** A pool: its use over the operations, its pages at the moment that the slider chooses, and at those that count. */
export function poolSection(
  picture: RunPicture,
  pool: RecordedPool,
  looks: ReadonlyMap<string, number>,
  narrowest: number,
): string {
  const { run } = picture;
  const lookOf = (device: string): number => looks.get(device) ?? 0;
  const empty = pageRows({ ...pool, before: [] }, [], { lookOf });
  const title = poolTitle(pool);
  return [
    `<section class="pool" id="pool-${pool.pool}" aria-label="${escapeXml(title)}">`,
    `<h3>${escapeXml(title)} <small>at <span class="mono">${groupedHex(pool.base)}</span></small></h3>`,
    `<p class="facts dim small">${escapeXml(poolFacts(pool))}</p>`,
    chart(pool, run.operations),
    '<div class="only-js">',
    '<p class="figures"></p>',
    map(empty, 'moving'),
    '<p class="detail" aria-live="polite">Point at a block, or go from one to the next with the arrow keys.</p>',
    '</div>',
    deviceLegend(picture, pool, looks),
    '<details class="moments" open><summary>Pages and buffers at the moments that count</summary>',
    ...momentsOf(pool, run.operations).map(({ title: when, operation }) => {
      const buffers = buffersAt(run, pool, operation);
      const wanted = wantedPlace(picture, pool, operation);
      const hint = wanted === undefined ? '' : '; dashed: where the buffer would nearly have fitted';
      return [
        `<p class="moment">Pages ${escapeXml(when)}, after operation ${operation}${hint}</p>`,
        map(pageRows(pool, buffers, { lookOf, wanted, narrowest }), ''),
        bufferTable(pool, buffers, when),
      ].join('\n');
    }),
    '</details>',
    '</section>',
  ].join('\n');
}

function chart(pool: RecordedPool, operations: number): string {
  const sentence = escapeXml(timelineSentence(pool, operations));
  const fails = pool.failures === 0 ? '' : '<span class="key fails">failure</span>';
  return [
    '<div class="graph">',
    `<div class="axis"><span>${formatBytes(pool.pageCount * pool.pageSize)}</span><span>0</span></div>`,
    `<div class="chart"><svg class="pic" role="img" aria-label="${sentence}">${timelineContent(pool, operations)}</svg><span class="cursor"></span></div>`,
    `<div class="under"><span>operation 1</span><span><span class="key">in use</span> &nbsp; <span class="key line">largest hole</span> &nbsp; ${fails}</span><span>operation ${operations}</span></div>`,
    '</div>',
  ].join('\n');
}

function map(rows: readonly PageRow[], style: string): string {
  const strips = rows.map(({ address, share, content }) => {
    const width = share === 1 ? '' : ` style="width:${(100 * share).toFixed(2)}%"`;
    return `<span class="a mono">${groupedHex(address)}</span><svg class="pic strip" width="100%" height="22"${width}>${content}</svg>`;
  });
  return `<div class="map${style === '' ? '' : ` ${style}`}">${strips.join('\n')}</div>`;
}

function deviceLegend(
  { result, run }: RunPicture,
  { pool, before }: RecordedPool,
  looks: ReadonlyMap<string, number>,
): string {
  const users = result.pools.find((figures) => figures.pool === pool)?.devices ?? [];
  const holding = new Set(run.holders.map(({ device }) => device));
  const items = users
    .filter((device) => holding.has(device))
    .map((device) => swatch(`d-${looks.get(device) ?? 0}`, device));
  if (before.length > 0) items.push(swatch('d-before', 'in use before the run'));
  return items.length === 0 ? '' : `<ul class="legend">${items.join('')}</ul>`;
}

function swatch(pattern: string, text: string): string {
  return `<li><svg aria-hidden="true"><rect width="100%" height="100%" fill="url(#${pattern})"/></svg>${escapeXml(text)}</li>`;
}

const mostRows = 64;

function bufferTable(pool: RecordedPool, buffers: readonly PlacedBuffer[], when: string): string {
  const rows = buffers
    .slice(0, mostRows)
    .map(({ id, device, size, pages, address, dma, from }): readonly Content[] => [
      code(id),
      code(device),
      formatBytes(size),
      formatBytes(pages * pool.pageSize),
      code(
        dma === undefined || dma === address
          ? groupedHex(address)
          : `${groupedHex(address)}, device ${groupedHex(dma)}`,
      ),
      String(from),
    ]);
  if (rows.length === 0) return `<p class="moment">No buffer of the workload is in it.</p>`;
  const more = buffers.length - rows.length;
  const caption = `${buffers.length} ${buffers.length === 1 ? 'buffer' : 'buffers'} ${when}`;
  const table = htmlTable(
    more > 0 ? `${caption}, the first ${rows.length} of them` : caption,
    [
      { title: 'id' },
      { title: 'device' },
      { title: 'size', align: 'right' },
      { title: 'takes', align: 'right' },
      { title: 'address' },
      { title: 'since operation', align: 'right' },
    ],
    rows,
  );
  return `<details><summary>${escapeXml(caption)} as a table</summary>${table}</details>`;
}
