import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';

const mebibyte = 1n << 20n;

/** A `cma=` among other parameters: its size, and what follows that of place and limit. */
const parameter = /(^|\s)cma=([^\s@]*)(@\S*)?/g;

/** The request with `cma=` of this size on the command line; a place or a limit that it has stays. */
export function withDefaultArea(board: Board, request: BootRequest, size: bigint): BootRequest {
  const { machine = {} } = request;
  const chosen = board.model.tree.root.child('chosen')?.property('bootargs')?.asString();
  const before = machine.cmdline ?? chosen ?? '';
  return { ...request, machine: { ...machine, cmdline: commandLineWith(before, size) } };
}

/** The last `cma=` counts; all are replaced. */
export function commandLineWith(before: string, size: bigint): string {
  let place = '';
  const others = before.replaceAll(parameter, (_, lead: string, _size: string, rest: string | undefined) => {
    place = rest ?? '';
    return lead;
  });
  const kept = others.trim().replaceAll(/\s+/g, ' ');
  return `${kept}${kept === '' ? '' : ' '}cma=${sizeText(size)}${place}`;
}

/** As `memparse()` reads it: `24M`, else in KiB. */
export function sizeText(size: bigint): string {
  return size % mebibyte === 0n ? `${size / mebibyte}M` : `${size >> 10n}K`;
}
