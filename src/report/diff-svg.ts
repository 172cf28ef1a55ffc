import { formatBytes } from '../memory/quantity.ts';
import type { BoardDiff, Sides } from '../project/diff/board-diff.ts';
import { diffSentences, regionPath, regionWords, shortPath, signedBytes, totalRows } from './diff-words.ts';
import { bootedBlocks, layoutBlocks, type MapBlock } from './svg/map-blocks.ts';
import {
  barSides,
  columnWidth,
  type MapColumn,
  mapDescription,
  mapLegend,
  memoryMapColumns,
} from './svg/memory-map-svg.ts';
import { coordinate, type Piece, shortened, svgDocument } from './svg/svg-document.ts';
import { attributes, escapeXml } from './xml.ts';

/** Room between the two maps, for the bands that join them. */
const gap = 56;
const width = 2 * columnWidth + gap;
/** From the old bar to the new one: level behind the labels, then across, then level behind the addresses. */
const bandWidth = columnWidth - barSides.right + gap + barSides.left;
const bendFrom = columnWidth - barSides.right - 40;
const bendTo = bandWidth - barSides.left;

/** A region in both trees that is not as it was. */
interface Join {
  readonly old: string;
  readonly new: string;
  readonly words: string;
}

/**
 * Two memory maps side by side, low addresses at the top: what has moved, grown or been renamed is joined by a band, and what is new
 * or gone says so. As the boards boot, where both can, so that dynamic regions are in it; else as the trees are written.
 */
export function diffSvg(diff: BoardDiff): string {
  const joins = joinsOf(diff);
  const blocks = blocksOf(diff, joins);
  const [left, right] = [onlyColumn(blocks.old), onlyColumn(blocks.new)];
  const sentence = diffSentences(diff).join('; ');
  const title = `${diff.same ? 'SAME' : 'DIFFERS'}: ${sentence}`;
  const head = headPiece(diff, sentence);
  const top = head.height + 26;
  const legendTop = top + Math.max(left.height, right.height) + 8;

  const pieces: (Piece & { readonly x: number; readonly y: number })[] = [
    { ...head, x: 0, y: 0 },
    { ...caption(`old: ${diff.names.old}`), x: 0, y: head.height },
    { ...caption(`new: ${diff.names.new}`), x: columnWidth + gap, y: head.height },
    { ...bands(joins, left, right), x: barSides.right, y: top },
    { ...left, x: 0, y: top },
    { ...right, x: columnWidth + gap, y: top },
    { ...mapLegend([...blocks.old, ...blocks.new], width), x: 0, y: legendTop },
  ];
  const description = [
    `${title}.`,
    ...joins.map(({ old, new: now, words }) => `${shortPath(old)} to ${shortPath(now)}: ${words}.`),
    `Old: ${mapDescription(blocks.old)}.`,
    `New: ${mapDescription(blocks.new)}.`,
  ].join(' ');
  return svgDocument({ title, description, pieces });
}

function joinsOf({ regions, boot }: BoardDiff): readonly Join[] {
  const changed = regions.flatMap((change): readonly Join[] => {
    const { old, new: now } = change;
    if (old === undefined || now === undefined) return [];
    return [{ old: old.path, new: now.path, words: regionWords(change).join(', ') }];
  });
  const known = new Set(changed.map(({ new: path }) => path));
  const placed = (boot?.changes ?? []).filter(
    ({ kind, aspect, subject }) => kind === 'region' && aspect === 'place' && !known.has(subject),
  );
  return [
    ...changed,
    ...placed.map(({ subject }) => ({ old: subject, new: subject, words: 'placed elsewhere' })),
  ];
}

/** The blocks of both maps, with what became of each as its note. */
function blocksOf(diff: BoardDiff, joins: readonly Join[]): Sides<readonly MapBlock[]> {
  const notes = { old: new Map<string, string>(), new: new Map<string, string>() };
  for (const join of joins) notes.new.set(join.new, join.words);
  for (const change of diff.regions) {
    if (change.old === undefined) notes.new.set(regionPath(change), 'added');
    if (change.new === undefined) notes.old.set(regionPath(change), 'removed');
  }
  const noted = (blocks: readonly MapBlock[], of: ReadonlyMap<string, string>): readonly MapBlock[] =>
    blocks.map((block) => ({ ...block, note: of.get(block.node ?? '') ?? block.note }));
  const { boot, layouts } = diff;
  return {
    old: noted(boot === undefined ? layoutBlocks(layouts.old) : bootedBlocks(boot.old.kernel), notes.old),
    new: noted(boot === undefined ? layoutBlocks(layouts.new) : bootedBlocks(boot.new.kernel), notes.new),
  };
}

function onlyColumn(blocks: readonly MapBlock[]): MapColumn {
  const [column] = memoryMapColumns(blocks, { mostColumns: 1 });
  return column ?? { width: columnWidth, height: 0, content: '', places: [] };
}

/** A band for each region that is in both maps. */
function bands(joins: readonly Join[], left: MapColumn, right: MapColumn): Piece {
  const [before, after] = [placesOf(left), placesOf(right)];
  const content = joins.flatMap((join) => {
    const [from, to] = [before.get(join.old), after.get(join.new)];
    if (from === undefined || to === undefined) return [];
    const middle = coordinate((bendFrom + bendTo) / 2);
    const [upper, lower] = [coordinate(from.y), coordinate(from.y + from.height)];
    const [toUpper, toLower] = [coordinate(to.y), coordinate(to.y + to.height)];
    const path = [
      `M0 ${upper}H${bendFrom}C${middle} ${upper} ${middle} ${toUpper} ${bendTo} ${toUpper}H${bandWidth}`,
      `V${toLower}H${bendTo}`,
      `C${middle} ${toLower} ${middle} ${lower} ${bendFrom} ${lower}H0z`,
    ].join('');
    const title = `${shortPath(join.old)} to ${shortPath(join.new)}: ${join.words}`;
    const look = { d: path, fill: 'var(--accent)', 'fill-opacity': 0.2 };
    return [`<path${attributes(look)}><title>${escapeXml(title)}</title></path>`];
  });
  return { width: bandWidth, height: Math.max(left.height, right.height), content: content.join('\n') };
}

interface Span {
  readonly y: number;
  readonly height: number;
}

/** Where a region is drawn; of one that others cut into pieces, its first piece. */
function placesOf({ places }: MapColumn): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  for (const { block, y, height } of places)
    if (block.node !== undefined && !found.has(block.node)) found.set(block.node, { y, height });
  return found;
}

function headPiece(diff: BoardDiff, sentence: string): Piece {
  const word = diff.same ? 'SAME' : 'DIFFERS';
  const totals = totalRows(diff)
    .filter((row) => row.old !== row.new)
    .map(({ label, old, new: now }) => `${label} ${formatBytes(now)} (${signedBytes(now - old)})`);
  const lines = [shortened(sentence, 110), ...(totals.length === 0 ? [] : [totals.join(' · ')])];
  const texts = lines.map(
    (text, at) =>
      `<text${attributes({ x: at === 0 ? word.length * 9.6 + 10 : 0, y: 14 + 20 * at, ...(at > 0 ? { class: 's' } : {}) })}>${escapeXml(text)}</text>`,
  );
  const content = `<text class="h" x="0" y="14">${word}</text>${texts.join('')}`;
  return { width, height: 20 * lines.length + 12, content };
}

function caption(text: string): Piece {
  const content = `<text class="h" x="0" y="16">${escapeXml(shortened(text, 44))}</text>`;
  return { width: columnWidth, height: 26, content };
}
