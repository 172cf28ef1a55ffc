import type { MemoryLayout, Reservation } from './layout.ts';
import type { MemoryModel } from './model.ts';
import { hex, hexBytes } from './quantity.ts';

/** What a reader of a memory map must know besides it: an assumption, or what could not be told. */
export interface Note {
  readonly code:
    | 'memory-size-unknown'
    | 'no-reserved-memory'
    | 'reserved-memory-ignored'
    | 'default-cells'
    | 'dynamic-regions'
    | 'overlap'
    | 'outside-memory'
    | 'further-entries'
    | 'hook'
    | 'not-booted';
  readonly message: string;
}

/** The notes to a tree's memory map, in the order of the list above. It judges nothing: that is lint's. */
export function notesOn(model: MemoryModel, layout: MemoryLayout): readonly Note[] {
  return [
    ...sizeUnknown(model, layout),
    ...reservedMemoryNode(model),
    ...defaultCells(model),
    ...dynamicRegions(model),
    ...overlaps(layout),
    ...outsideMemory(layout),
    ...furtherEntries(model),
  ];
}

/** How messages call a reservation. */
export function reservationName(reservation: Reservation): string {
  if (reservation.kind === 'memreserve') return `/memreserve/ ${hex(reservation.base)}`;
  const { region, entry } = reservation;
  return entry === 0 ? region.path : `${region.path} (entry ${entry} of reg)`;
}

function sizeUnknown(model: MemoryModel, layout: MemoryLayout): readonly Note[] {
  if (layout.memoryKnown) return [];

  const [first] = model.memoryNodes;
  const why =
    first === undefined
      ? 'the tree has no memory node'
      : `${first.node.path} ${first.banks.length === 0 ? 'has no bank' : 'has no bank with a size'}`;
  return [
    {
      code: 'memory-size-unknown',
      message: `memory size unknown: ${why}, so the boot loader fills it in. --memory SIZE@BASE tells it.`,
    },
  ];
}

function reservedMemoryNode(model: MemoryModel): readonly Note[] {
  const node = model.reservedMemory;
  if (node === undefined)
    return [{ code: 'no-reserved-memory', message: 'The tree has no /reserved-memory node.' }];
  if (model.reservedMemoryUsable) return [];

  return [
    {
      code: 'reserved-memory-ignored',
      message:
        'Linux ignores the whole of /reserved-memory: it needs ranges, and #address-cells and #size-cells equal to the ' +
        `root's (${model.rootCells.address} and ${model.rootCells.size}).`,
    },
  ];
}

function defaultCells(model: MemoryModel): readonly Note[] {
  const missing = (['#address-cells', '#size-cells'] as const).filter(
    (name) => model.tree.root.property(name) === undefined,
  );
  return missing.length === 0
    ? []
    : [
        {
          code: 'default-cells',
          message: `The root has no ${missing.join(' and no ')}: read as 1, as Linux does.`,
        },
      ];
}

function dynamicRegions(model: MemoryModel): readonly Note[] {
  const dynamic = model.regions.filter(({ kind, available }) => kind === 'dynamic' && available);
  if (dynamic.length === 0) return [];

  const subject =
    dynamic.length === 1 ? '1 dynamic region gets its' : `${dynamic.length} dynamic regions get their`;
  return [{ code: 'dynamic-regions', message: `${subject} address at boot: \`carveout boot\` tells where.` }];
}

function overlaps(layout: MemoryLayout): readonly Note[] {
  return layout.reservations.flatMap(({ reservation, meets }) => {
    if (meets === undefined) return [];
    const verb = meets.contained ? 'lies inside' : `shares ${hexBytes(meets.bytes)} with`;
    return [
      {
        code: 'overlap' as const,
        message: `${reservationName(reservation)} ${verb} ${reservationName(meets.other)}.`,
      },
    ];
  });
}

function outsideMemory(layout: MemoryLayout): readonly Note[] {
  return layout.reservations.flatMap(({ reservation, coverage }) =>
    coverage === 'partly'
      ? [
          {
            code: 'outside-memory' as const,
            message: `${reservationName(reservation)} lies only partly in a bank.`,
          },
        ]
      : [],
  );
}

function furtherEntries(model: MemoryModel): readonly Note[] {
  return model.regions
    .filter(({ reg }) => reg.length > 1)
    .map(({ path, reg }) => ({
      code: 'further-entries',
      message: `${path} has ${reg.length} entries in reg: devices get the first only.`,
    }));
}
