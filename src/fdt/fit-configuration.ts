import { nearest } from '../../grammar/spelling.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { PlainNode } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** A hostile image may have a million configurations. */
const mostListed = 20;

/** The images of a board's tree: the base first, the overlays behind it in the order in which they are applied. */
export interface FitChoice {
  /** Nodes of `/images`. */
  readonly images: readonly PlainNode[];
  readonly problems: readonly Problem[];
}

/** Whether a tree is that of a FIT image: it has `/images` (U-Boot's fit_check_format). */
export function isFitImage({ root }: PlainTree): boolean {
  return root.child('images') !== undefined;
}

/**
 * The images that a configuration's `fdt` names. Without a name it is the image's `default`, else the only one there is. Behind
 * a `#` stand further configurations, whose trees are overlays (U-Boot's boot_get_fdt_fit: `bootm ADDRESS#conf#overlay`).
 *
 * Problems: `fit-no-configurations`, `fit-configuration-unknown`, `fit-configuration-open`, `fit-no-tree`, `fit-image-missing`,
 * each with its place in the image.
 */
export function chooseFitImages(tree: PlainTree, name: string | undefined): FitChoice {
  const list = tree.root.child('configurations');
  if (list === undefined || list.children.size === 0) {
    const message = `${tree.file.path} is a FIT image without configurations, so that no tree can be chosen.`;
    return refused('fit-no-configurations', message, (list ?? tree.root).place);
  }
  const chosen = name ?? defaultOf(list);
  if (chosen === undefined) {
    const message = `${tree.file.path} is a FIT image of several configurations, and none is its default.`;
    const help = `Choose one with --configuration: ${listed(list)}.`;
    return refused('fit-configuration-open', message, list.place, help);
  }

  const images: PlainNode[] = [];
  const problems: Problem[] = [];
  for (const part of chosen.split('#')) {
    const configuration = list.child(part);
    const found = configuration === undefined ? unknown(part, list, name) : imagesOf(configuration, tree);
    images.push(...found.images);
    problems.push(...found.problems);
  }
  return { images, problems };
}

function defaultOf(list: PlainNode): string | undefined {
  const told = list.property('default')?.asString();
  if (told !== undefined) return told;
  const [only, second] = list.children.keys();
  return second === undefined ? only : undefined;
}

function unknown(part: string, list: PlainNode, asked: string | undefined): FitChoice {
  const place = (asked === undefined ? list.property('default') : undefined)?.place ?? list.place;
  const near = nearest(part, list.children.keys());
  const meant = near === undefined ? '' : `Did you mean ${near}? `;
  const message = `The image has no configuration ${part}${asked === undefined ? ', its default' : ''}.`;
  return refused('fit-configuration-unknown', message, place, `${meant}It has: ${listed(list)}.`);
}

function listed(list: PlainNode): string {
  const names = [...list.children.values()].slice(0, mostListed).map((node) => {
    const description = node.property('description')?.asString();
    return description === undefined ? node.name : `${node.name} (${description})`;
  });
  const left = list.children.size - names.length;
  return `${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function imagesOf(configuration: PlainNode, tree: PlainTree): FitChoice {
  const property = configuration.property('fdt');
  const names = property?.asStrings();
  if (property === undefined || names === undefined) {
    const message = `The configuration ${configuration.name} has no tree: its \`fdt\` ${property === undefined ? 'is missing' : 'is no list of names'}.`;
    return refused('fit-no-tree', message, (property ?? configuration).place);
  }
  const images: PlainNode[] = [];
  const problems: Problem[] = [];
  let offset = 0;
  for (const name of names) {
    const image = tree.root.child('images')?.child(name);
    if (image === undefined) problems.push(missingImage(name, configuration, property.placeOfByte(offset)));
    else images.push(image);
    offset += name.length + 1;
  }
  return { images, problems };
}

function missingImage(name: string, { name: configuration }: PlainNode, place: Place): Problem {
  const message = `There is no image ${name} in /images, which the configuration ${configuration} names in its \`fdt\`.`;
  return { severity: 'error', code: 'fit-image-missing', message, place };
}

function refused(code: string, message: string, place: Place, help?: string): FitChoice {
  return { images: [], problems: [{ severity: 'error', code, message, place, help }] };
}
