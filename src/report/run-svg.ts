import { formatBytes } from '../memory/quantity.ts';
import type { Rehearsal } from '../project/rehearse/rehearsal.ts';
import { buffersAt, type RecordedPool } from '../workload/history/recorded-run.ts';
import { groupedHex } from './memory-map.ts';
import {
  deviceLooks,
  momentsOf,
  picturedCell,
  picturedMap,
  poolFacts,
  poolTitle,
  type RecordOf,
  type RunPicture,
  shownPools,
  thinningSentences,
  wantedPlace,
} from './run-picture.ts';
import { rehearsalWord, verdictSentence } from './run-verdict.ts';
import { columnWidth, mapDescription, mapLegend, memoryMapColumns } from './svg/memory-map-svg.ts';
import { pageRows } from './svg/page-rows.ts';
import { type Piece, shortened, svgDocument } from './svg/svg-document.ts';
import { timelineContent, timelineSentence } from './svg/timeline-svg.ts';
import { attributes, escapeXml } from './xml.ts';

const width = 3 * columnWidth;
const chartX = 106;
const chartHeight = 110;
const rowHeight = 24;
const maxMapHeight = 340;

/**
 * A run as one picture: the verdict, the memory map, and each pool over the operations and at the moments that count. Where there
 * are several settings, the one that the text shows.
 */
export function runSvg(rehearsal: Rehearsal, recordOf: RecordOf): string {
  const picture = picturedCell(rehearsal, recordOf);
  const settings = settingsWords(rehearsal);
  if (picture === undefined) {
    const title = `${rehearsalWord(rehearsal)} ${rehearsal.workload}${settings}`;
    return svgDocument({ title, description: title, pieces: [{ ...line(title, 'h'), x: 0, y: 0 }] });
  }
  const { result, run } = picture;
  const blocks = picturedMap(picture);
  const pieces: (Piece & { readonly x: number; readonly y: number })[] = [];
  let y = 0;
  const put = (piece: Piece, gap = 0): void => {
    pieces.push({ ...piece, x: 0, y });
    y += piece.height + gap;
  };

  put(headPiece(picture, rehearsal, settings), 12);
  put(heading('Memory map', 'heights grow with the logarithm of the size'));
  const columns = memoryMapColumns(blocks, { maxHeight: maxMapHeight, mostColumns: 3 });
  const columnsEnd = Math.max(0, ...columns.map(({ height }) => height));
  for (const [index, column] of columns.entries()) pieces.push({ ...column, x: index * columnWidth, y });
  y += columnsEnd + 8;
  put(mapLegend(blocks, width), 16);

  const pools = shownPools(picture);
  const looks = deviceLooks(picture);
  for (const pool of pools) put(poolPiece(picture, pool, looks), 18);
  for (const sentence of thinningSentences(run)) put(line(sentence, 's'));

  const title = `${rehearsalWord(rehearsal)} ${result.file}${settings}: ${verdictSentence(result)}`;
  const curves = pools.map((pool) => `${poolTitle(pool)}: ${timelineSentence(pool, run.operations)}`);
  const description = [title, ...curves, mapDescription(blocks)].join(' ');
  return svgDocument({ title, description, pieces });
}

/** How many settings do not pass, where there are several. */
function settingsWords({ cells }: Rehearsal): string {
  if (cells.length < 2) return '';
  const bad = cells.filter(({ passes }) => !passes).length;
  return bad === 0 ? ` in all ${cells.length} settings` : ` in ${bad} of ${cells.length} settings`;
}

function headPiece({ result, label }: RunPicture, rehearsal: Rehearsal, settings: string): Piece {
  const word = rehearsalWord(rehearsal);
  const name = result.name === undefined ? result.file : `${result.name} (${result.file})`;
  const setting = label === '' ? '' : `${settings}; ${label}`;
  const sentence = shortened(`${name}${setting}: ${verdictSentence(result)}`, 140);
  const verdict = `<text class="h${rehearsal.passes ? '' : ' bad'}" x="0" y="14">${escapeXml(word)}</text>`;
  const words = `<text x="${word.length * 9.6 + 10}" y="14">${escapeXml(sentence)}</text>`;
  const { firstFailure } = result;
  const cause =
    firstFailure === undefined
      ? ''
      : `<text class="s" x="0" y="34">${escapeXml(shortened(`Operation ${firstFailure.operation}, ${firstFailure.device}: ${firstFailure.failure.message}`, 180))}</text>`;
  return { width, height: cause === '' ? 22 : 42, content: verdict + words + cause };
}

function heading(title: string, remark: string): Piece {
  const content = `<text class="h" x="0" y="16">${escapeXml(title)} <tspan class="s" font-weight="400">${escapeXml(remark)}</tspan></text>`;
  return { width, height: 26, content };
}

function line(text: string, style: string): Piece {
  return { width, height: 18, content: `<text class="${style}" x="0" y="12">${escapeXml(text)}</text>` };
}

function poolPiece(picture: RunPicture, pool: RecordedPool, looks: ReadonlyMap<string, number>): Piece {
  const { run } = picture;
  const parts: string[] = [heading(poolTitle(pool), poolFacts(pool)).content];
  let y = 30;
  const inner = (at: number, share: number, height: number, content: string): string => {
    const box = { x: chartX, y: at, width: Math.round((width - chartX) * share), height };
    return `<svg${attributes(box)}>${content}</svg>`;
  };

  parts.push(axisLabel(formatBytes(pool.pageCount * pool.pageSize), y + 9), axisLabel('0', y + chartHeight));
  parts.push(inner(y, 1, chartHeight, timelineContent(pool, run.operations)));
  y += chartHeight + 14;
  parts.push(
    `<text class="s" x="${chartX}" y="${y}">area: in use; line: largest hole; operations 1 to ${run.operations}</text>`,
  );
  y += 12;

  // Of a pool that never refused, the fullest moment says all.
  const moments = momentsOf(pool, run.operations);
  for (const { title, operation } of pool.failures === 0 ? moments.slice(0, 1) : moments) {
    parts.push(
      `<text class="s" x="${chartX}" y="${y + 12}">Pages ${escapeXml(title)} (after operation ${operation})</text>`,
    );
    y += 18;
    const wanted = wantedPlace(picture, pool, operation);
    const buffers = buffersAt(run, pool, operation);
    const lookOf = (device: string): number => looks.get(device) ?? 0;
    for (const row of pageRows(pool, buffers, { lookOf, wanted })) {
      parts.push(axisLabel(groupedHex(row.address), y + 16));
      parts.push(
        inner(y, row.share, rowHeight - 3, `<rect class="ground" width="100%" height="100%"/>${row.content}`),
      );
      y += rowHeight;
    }
    y += 8;
  }
  const devices = [...new Set(run.holders.map(({ device }) => device))].filter((device) =>
    picture.result.pools.find((figures) => figures.pool === pool.pool)?.devices.includes(device),
  );
  parts.push(`<g transform="translate(${chartX} ${y})">${deviceLegend(devices, looks, width - chartX)}</g>`);
  return { width, height: y + 26, content: parts.join('\n') };
}

function axisLabel(text: string, y: number): string {
  return `<text class="a" x="${chartX - 8}" y="${y}" text-anchor="end">${escapeXml(text)}</text>`;
}

const mostInLegend = 16;

function deviceLegend(devices: readonly string[], looks: ReadonlyMap<string, number>, room: number): string {
  let x = 0;
  const parts: string[] = [];
  for (const device of devices.slice(0, mostInLegend)) {
    const text = shortened(device, 40);
    const needed = 40 + text.length * 6.4;
    if (x + needed > room) break;
    const box = { x, y: 0, width: 16, height: 14, fill: `url(#d-${looks.get(device) ?? 0})` };
    parts.push(`<rect${attributes(box)}/><text class="s" x="${x + 21}" y="11">${escapeXml(text)}</text>`);
    x += needed;
  }
  return parts.join('');
}
