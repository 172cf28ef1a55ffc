import type { Memreserve } from '../devicetree/tree.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { type DtbHeader, isFdt, readDtbHeader } from './dtb-header.ts';
import { FdtFaults } from './fdt-faults.ts';
import { indexTree } from './index-tree.ts';
import { Locator } from './locator.ts';
import type { PlainTree } from './plain-tree.ts';
import { StructureReader } from './structure-reader.ts';

export interface ReadDtb {
  /** Of what could be read; undefined where that is not even a root. */
  readonly tree: PlainTree | undefined;
  readonly header: DtbHeader | undefined;
  /** Each fault is an error: such a blob must not be used. */
  readonly problems: readonly Problem[];
  /** Stands in for the source in all places, whose offsets are those of the blob. */
  readonly file: SourceFile;
}

export interface ReadDtbOptions {
  /** Of the file that it stands in. */
  readonly absolutePath?: string | undefined;
  /** What it is a part of in that file: the node of a FIT image. */
  readonly within?: string | undefined;
  /** How deep its nodes may nest. Default: 256. */
  readonly maxNesting?: number | undefined;
}

/**
 * Reads a flattened device tree of any version from 1 to 17 (Devicetree Specification 0.4, chapter 5; before version 16, dtc's
 * flattree.c). Nothing in it is believed: a fault becomes a problem, and what it is about is left out.
 *
 * Labels come from `/__symbols__`, where there is one.
 *
 * @param path as shown to the user
 */
export function readDtb(path: string, bytes: Uint8Array, options: ReadDtbOptions = {}): ReadDtb {
  const { absolutePath, within, maxNesting } = options;
  const locator = new Locator();
  const before = within === undefined ? '' : `[${within}] `;
  const locate = (offset: number): string => before + locator.locate(offset);
  const file = new SourceFile(path, '', { absolutePath, locate });
  const faults = new FdtFaults(file);
  const { problems } = faults;
  if (!isFdt(bytes)) {
    const name = within === undefined ? path : `The image ${within}`;
    faults.add('not-a-dtb', `${name} is no device tree blob: it does not begin with d00dfeed.`, 0);
    return { tree: undefined, header: undefined, problems, file };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = readDtbHeader(view, faults);
  if (header === undefined) return { tree: undefined, header, problems, file };

  const tree = new StructureReader(bytes, header, { faults, locator, maxNesting }).read();
  if (tree === undefined) return { tree, header, problems, file };
  tree.bootCpu = header.bootCpu;
  readReservations(view, header, tree, faults);
  indexTree(tree, faults);
  return { tree, header, problems, file };
}

const runsOn =
  'The list of reservations runs on into the next block, whose bytes Linux and dtc take for reservations.';

/** Entries of two 64-bit numbers up to one whose size is 0; Linux and dtc look for that behind the list's block, too. */
function readReservations(
  view: DataView,
  { reservations, totalSize }: DtbHeader,
  tree: PlainTree,
  faults: FdtFaults,
): void {
  for (let at = reservations.start; at + 16 <= totalSize; at += 16) {
    const entry: Memreserve = {
      address: view.getBigUint64(at),
      size: view.getBigUint64(at + 8),
      place: { file: tree.file, start: at, end: at + 16 },
    };
    if (entry.size === 0n) {
      if (at + 16 > reservations.end)
        faults.add('dtb-reservations', runsOn, reservations.start, { severity: 'warning' });
      return;
    }
    tree.memreserves.push(entry);
  }
  faults.add('dtb-reservations', 'The list of reservations has no end.', reservations.start);
}
