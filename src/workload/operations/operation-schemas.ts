import type { z } from 'zod';
import { operationSchema } from './operation-schema.ts';
import type { OperationName } from './operation-spec.ts';
import { operationsByName } from './operation-table.ts';

type Member = z.ZodOptional<z.ZodType<Readonly<Record<string, unknown>>>>;

/** The optional members of a YAML step, one for each operation. */
export const operationMembers: Readonly<Record<OperationName, Member>> = {
  buffer: member('buffer'),
  freeBuffer: member('freeBuffer'),
  map: member('map'),
  mapSg: member('mapSg'),
  sync: member('sync'),
  unmap: member('unmap'),
  touch: member('touch'),
  setMask: member('setMask'),
  setCoherentMask: member('setCoherentMask'),
  setSegments: member('setSegments'),
  declare: member('declare'),
  release: member('release'),
  markOccupied: member('markOccupied'),
  bind: member('bind'),
  unbind: member('unbind'),
  mmap: member('mmap'),
  getSgtable: member('getSgtable'),
  poolCreate: member('poolCreate'),
  poolAlloc: member('poolAlloc'),
  poolFree: member('poolFree'),
  poolDestroy: member('poolDestroy'),
};

function member(name: OperationName): Member {
  const spec = operationsByName[name];
  return operationSchema(spec, 'yaml').optional().describe(spec.summary);
}
