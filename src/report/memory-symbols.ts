import type { Reservation, Stretch } from '../memory/layout.ts';
import type { Style, Terminal } from './terminal.ts';

/** How a kind of memory is drawn: a pattern and a colour, so that each alone tells it. */
export interface MemorySymbol {
  readonly unicode: string;
  readonly ascii: string;
  readonly style: Style;
  readonly legend: string;
}

export type MemoryKind = 'noMap' | 'reusable' | 'mapped' | 'memreserve' | 'shared' | 'free' | 'gap' | 'hole';

export const memorySymbols: Readonly<Record<MemoryKind, MemorySymbol>> = {
  noMap: { unicode: '█', ascii: '#', style: 'red', legend: 'no-map' },
  reusable: { unicode: '▚', ascii: '%', style: 'green', legend: 'reusable' },
  mapped: { unicode: '▒', ascii: '=', style: 'yellow', legend: 'mapped' },
  memreserve: { unicode: '▓', ascii: '@', style: 'magenta', legend: '/memreserve/' },
  shared: { unicode: '╳', ascii: 'X', style: 'redBright', legend: 'overlap' },
  free: { unicode: '·', ascii: '.', style: 'dim', legend: 'free RAM' },
  gap: { unicode: '╌', ascii: '-', style: 'dim', legend: 'unassigned' },
  hole: { unicode: '╱', ascii: '/', style: 'dim', legend: 'no RAM' },
};

export function reservationKind(reservation: Reservation): MemoryKind {
  if (reservation.kind === 'memreserve') return 'memreserve';
  if (reservation.region.noMap) return 'noMap';
  return reservation.region.reusable ? 'reusable' : 'mapped';
}

export function stretchKind(stretch: Stretch, memoryKnown: boolean): MemoryKind {
  const [owner, second] = stretch.owners;
  if (second !== undefined) return 'shared';
  if (owner !== undefined) return reservationKind(owner);
  if (!memoryKnown) return 'gap';
  return stretch.bank === undefined ? 'hole' : 'free';
}

/** The character that a kind is drawn with. */
export function glyph(kind: MemoryKind, terminal: Terminal): string {
  return terminal.unicode ? memorySymbols[kind].unicode : memorySymbols[kind].ascii;
}
