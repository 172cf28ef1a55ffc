import type { LaidBank, PlacedReservation, Stretch } from '../memory/layout.ts';
import type { AddressRange, Region, RegionUse } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';
import type { BoardReport, ReportedBudget } from '../project/board-report.ts';
import { bootKernelJson } from './boot-json.ts';
import type {
  BudgetJson,
  RangeJson,
  RegionJson,
  ReportJson,
  StretchJson,
  UseJson,
} from './report-json-shape.ts';

/** One board's memory for scripts, as docs/report-json.md describes it. */
export function reportJson({
  board,
  name,
  compatible,
  layout,
  devices,
  notes,
  budget,
}: BoardReport): ReportJson {
  const { model } = board;
  const placed = new Map(
    layout.reservations.flatMap((at) =>
      at.reservation.kind === 'region' && at.reservation.entry === 0
        ? [[at.reservation.region, at] as const]
        : [],
    ),
  );

  return {
    schemaVersion: 1,
    board: {
      file: board.path,
      model: name ?? null,
      compatible: compatible,
      arch: board.arch ?? null,
      addressCells: model.rootCells.address,
      sizeCells: model.rootCells.size,
    },
    memory: {
      known: layout.memoryKnown,
      size: hex(layout.ramBytes),
      reserved: hex(layout.reservedBytes),
      reservedInRam: hex(layout.reservedRamBytes),
      banks: layout.banks.map((bank) => ({ ...rangeJson(bank), node: bankName(bank), index: bank.index })),
      memreserve: model.memreserves.map(({ address, size }) => rangeJson({ base: address, size })),
    },
    regions: model.regions.map((region) => regionJson(region, placed.get(region))),
    map: layout.stretches.map((stretch) => stretchJson(stretch, layout.memoryKnown)),
    devices: devices.map(({ path, available, uses, expected }) => ({
      node: path,
      available,
      basis: expected.driver === undefined ? 'assumed' : 'driver',
      driver: expected.driver ?? null,
      regions: uses.map((use) => ({
        ...useJson(use),
        how: (use.property.name === 'memory-region' ? expected.hows[use.index] : undefined) ?? null,
        region: use.region?.path ?? null,
        target: use.target?.path ?? null,
        phandle: hex(use.phandle),
      })),
    })),
    notes: notes.map(({ code, message }) => ({ code, message })),
    budget: budget === undefined ? null : budgetJson(budget),
  };
}

function budgetJson({ ram, memTotal, lines, kernel }: ReportedBudget): BudgetJson {
  return {
    kernel: bootKernelJson(kernel),
    ram: hex(ram),
    memTotal: hex(memTotal),
    lines: lines.map(({ kind, bytes, estimated, parts }) => ({
      kind,
      size: hex(bytes),
      estimated,
      parts: parts.map((part) => ({ label: part.label, node: part.node ?? null, size: hex(part.bytes) })),
    })),
  };
}

function bankName({ node }: LaidBank): string {
  return node?.path ?? '--memory';
}

function rangeJson({ base, size }: AddressRange): RangeJson {
  return { base: hex(base), size: hex(size) };
}

function regionJson(region: Region, placed: PlacedReservation | undefined): RegionJson {
  const { kind, available, noMap, reusable, cmaDefault, dmaDefault, alignment } = region;
  const [first] = region.reg;
  const size = first?.size ?? region.size;

  return {
    node: region.path,
    labels: region.node.labels.map((label) => label.name),
    kind,
    available,
    compatible: region.compatible,
    noMap,
    reusable,
    cmaDefault,
    dmaDefault,
    base: first === undefined ? null : hex(first.base),
    size: size === undefined ? null : hex(size),
    reg: region.reg.map(rangeJson),
    alignment: alignment === undefined ? null : hex(alignment),
    allocRanges: region.allocRanges.map(rangeJson),
    coverage: placed?.coverage ?? null,
    users: region.users.map((use) => ({
      ...useJson(use),
      device: use.device.path,
      available: use.deviceAvailable,
    })),
  };
}

function useJson({ property, index, name }: RegionUse): UseJson {
  return { property: property.name, index, name: name ?? null };
}

function stretchJson({ base, size, bank, owners }: Stretch, memoryKnown: boolean): StretchJson {
  return {
    ...rangeJson({ base, size }),
    kind:
      owners.length === 0
        ? emptyKind(bank !== undefined, memoryKnown)
        : owners.length === 1
          ? 'reserved'
          : 'overlap',
    bank: bank === undefined ? null : bankName(bank),
    owners: owners.map((owner) => (owner.kind === 'region' ? owner.region.path : '/memreserve/')),
  };
}

function emptyKind(inBank: boolean, memoryKnown: boolean): 'free' | 'unassigned' | 'no-ram' {
  if (!memoryKnown) return 'unassigned';
  return inBank ? 'free' : 'no-ram';
}
