import type { BoardReport } from '../project/board-report.ts';
import { reportFacts } from './report-words.ts';
import { layoutBlocks, type MapBlock } from './svg/map-blocks.ts';
import { columnWidth, mapDescription, mapLegend, memoryMapColumns } from './svg/memory-map-svg.ts';
import { type Piece, shortened, svgDocument } from './svg/svg-document.ts';
import { escapeXml } from './xml.ts';

/** The blocks of a board's map, each with the devices that name its region. */
export function reportBlocks({ board, layout }: BoardReport): readonly MapBlock[] {
  const users = new Map(
    board.model.regions.map((region) => [
      region.path,
      [...new Set(region.users.map(({ device }) => device.name))].join(', '),
    ]),
  );
  return layoutBlocks(layout).map((block) => {
    const names = users.get(block.node ?? '') ?? '';
    return names === '' ? block : { ...block, detail: `${block.detail}; used by ${names}` };
  });
}

/** A board's memory map as a picture: the banks and what is reserved at a place that the tree tells. */
export function reportSvg(report: BoardReport): string {
  const { board, name } = report;
  const blocks = reportBlocks(report);
  const columns = memoryMapColumns(blocks);
  const title = name ?? board.path;
  const facts = reportFacts(report).join(' · ');
  const width = Math.max(1, columns.length) * columnWidth;
  const mapEnd = Math.max(0, ...columns.map(({ height }) => height));
  const top = 50;
  const pieces: (Piece & { readonly x: number; readonly y: number })[] = [
    { ...heading(title, facts, width), x: 0, y: 0 },
    ...columns.map((column, at) => ({ ...column, x: at * columnWidth, y: top })),
    { ...mapLegend(blocks, width), x: 0, y: top + mapEnd + 8 },
  ];
  const description = `${facts}. ${mapDescription(blocks)}`;
  return svgDocument({ title: `Memory map of ${title}`, description, pieces });
}

function heading(title: string, facts: string, width: number): Piece {
  const room = Math.floor(width / 6.6);
  const content = [
    `<text class="h" x="0" y="16">${escapeXml(shortened(title, Math.floor(width / 8.5)))}</text>`,
    `<text class="s" x="0" y="36">${escapeXml(shortened(facts, room))}</text>`,
  ].join('');
  return { width, height: 44, content };
}
