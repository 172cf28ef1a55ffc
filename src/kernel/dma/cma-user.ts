import type { DeviceTree } from '../../devicetree/tree.ts';
import type { KernelProfile } from '../profile.ts';
import type { Buffer, Refusal } from './buffer.ts';
import type { CmaArea } from './cma-area.ts';
import { DmaDevice } from './dma-device.ts';
import { pagesOf } from './get-order.ts';

const prefix = 'cma:';

/** The name of who takes from the area of this name, and from whichever area a recorded address lies in. */
export const anyCmaUser = 'cma:*';

/** Whether a name is that of such a user, and not a device's. */
export function isCmaUser(name: string): boolean {
  return name.startsWith(prefix);
}

/** The name of who calls cma_alloc() on an area. */
export function cmaUserName(area: string): string {
  return prefix + area;
}

/**
 * Somebody who calls cma_alloc() and is no device of the tree: a heap, hugetlb, or a device that nobody named, as of a recording
 * of cma events alone.
 */
export class CmaUser extends DmaDevice {
  override readonly path: string;

  constructor(area: CmaArea, tree: DeviceTree, profile: KernelProfile) {
    super(tree.root, tree, profile);
    this.path = cmaUserName(area.name);
    this.cmaArea = area;
    this.isConfigured = false;
  }

  override get name(): string {
    return this.path;
  }
}

/**
 * The area that a name asks for; undefined: there is none.
 *
 * @param at a recorded address (CPU): of several areas the one that it lies in; else the default area, or the first
 */
export function areaOfUser(
  name: string,
  areas: readonly CmaArea[],
  defaultArea: CmaArea | undefined,
  at?: bigint,
): CmaArea | undefined {
  const asked = name === anyCmaUser ? areas : areas.filter((area) => cmaUserName(area.name) === name);
  if (asked.length < 2) return asked[0];
  const meant = at === undefined ? undefined : asked.find((area) => holds(area, at));
  return meant ?? asked.find((area) => area === defaultArea) ?? asked[0];
}

function holds({ base, pageCount, pageSize }: CmaArea, at: bigint): boolean {
  return at >= base && at < base + BigInt(pageCount) * BigInt(pageSize);
}

/** cma_alloc() of so many bytes in whole pages, aligned as dma_alloc_contiguous() aligns them. */
export function allocateFromArea(
  user: CmaUser,
  area: CmaArea,
  size: number,
  isDefault: boolean,
): Buffer | Refusal {
  const pages = pagesOf(size, area.pageSize);
  const firstPage = area.allocate(pages, area.alignPages(size));
  if (firstPage < 0) return pages > area.pageCount ? 'larger-than-pool' : 'no-hole';
  const from = isDefault ? 'default-cma' : 'cma';
  return { device: user, size, from, pages, pool: area, firstPage, atomic: undefined };
}
