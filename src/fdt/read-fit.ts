import type { Problem } from '../source/problem.ts';
import { chooseFitImages, isFitImage } from './fit-configuration.ts';
import { fitData } from './fit-data.ts';
import type { PlainNode } from './plain-node.ts';
import { type ReadDtb, type ReadDtbOptions, readDtb } from './read-dtb.ts';

export interface FitTrees {
  /** The base, and behind it the overlays that the configuration applies to it, in order. */
  readonly trees: readonly ReadDtb[];
  /** Of the image itself; the trees have their own. */
  readonly problems: readonly Problem[];
}

/**
 * The trees of one configuration of a FIT image (U-Boot's `doc/usage/fit`): unpacked, checked against their hashes and read.
 *
 * @param image as {@link readDtb} gave it, {@link isFitImage}
 * @param bytes of the image, with what stands behind its tree
 * @param configuration default: the image's
 */
export function readFit(
  image: ReadDtb,
  bytes: Uint8Array,
  configuration?: string,
  options: Pick<ReadDtbOptions, 'maxNesting'> = {},
): FitTrees {
  const { tree, header, file } = image;
  if (tree === undefined || header === undefined) return { trees: [], problems: [] };

  const { images, problems: refusals } = chooseFitImages(tree, configuration);
  const trees: ReadDtb[] = [];
  const problems: Problem[] = [...refusals];
  for (const node of images) {
    const data = fitData(node, { bytes, treeBytes: header.totalSize });
    if ('severity' in data) {
      problems.push(data);
      continue;
    }
    const read = readDtb(file.path, data, { absolutePath: file.absolutePath, within: node.name, ...options });
    if (read.tree !== undefined && isFitImage(read.tree)) problems.push(fitInFit(node));
    else trees.push(read);
  }
  return { trees, problems };
}

function fitInFit({ name, place }: PlainNode): Problem {
  const message = `The image ${name} is a FIT image itself, where the tree of a board is expected.`;
  return { severity: 'error', code: 'fit-in-fit', message, place };
}
