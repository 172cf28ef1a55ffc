import { groupedHex } from '../memory-map.ts';
import { blockSentence, type MapBlock } from '../svg/map-blocks.ts';
import { columnWidth, memoryMapColumns } from '../svg/memory-map-svg.ts';
import { mapLooks } from '../svg/picture-theme.ts';
import { escapeXml } from '../xml.ts';

/** A memory map in a page: the picture, its legend, and the same in words. */
export function mapSection(
  blocks: readonly MapBlock[],
  linkOf: (block: MapBlock) => string | undefined = () => undefined,
): string {
  if (blocks.length === 0) return '';
  const columns = memoryMapColumns(blocks, { maxHeight: 340, mostColumns: 3, linkOf });
  const pictures = columns.map(
    ({ height, content }, at) =>
      `<svg class="pic" role="group" aria-label="memory map, part ${at + 1} of ${columns.length}" viewBox="0 0 ${columnWidth} ${height}" width="${columnWidth}" height="${height}">${content}</svg>`,
  );
  const kinds = Object.entries(mapLooks).filter(([kind]) => blocks.some((block) => block.kind === kind));
  const legend = kinds.map(
    ([kind, { legend: text }]) =>
      `<li><svg aria-hidden="true"><rect width="100%" height="100%" fill="url(#k-${kind})"/></svg>${escapeXml(text)}</li>`,
  );
  const words = blocks
    .slice(0, 400)
    .map((block) => `<li>${escapeXml(blockSentence(block, groupedHex, mapLooks[block.kind].legend))}</li>`);
  return [
    `<div class="columns">${pictures.join('\n')}</div>`,
    `<ul class="legend">${legend.join('')}</ul>`,
    `<details><summary>The map in words</summary><ul class="small">${words.join('\n')}</ul></details>`,
  ].join('\n');
}
