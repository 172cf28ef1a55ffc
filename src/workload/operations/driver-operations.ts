import type { DecisionPath } from '../../kernel/dma/decision-path.ts';
import type {
  CallOutcome,
  DriverBlock,
  DriverCall,
  DriverMapping,
  DriverMemory,
  DriverObject,
  DriverPool,
  EntryRequest,
} from '../../kernel/dma/driver/driver-call.ts';
import { dmaDirection } from '../../kernel/dma/streaming/direction.ts';
import type { Allocation, DmaSystem } from '../../kernel/dma/types.ts';
import { attrsOf, maySleep } from '../alloc-variant.ts';
import { type NameMistake, ObjectNames } from './object-names.ts';
import { directionNamed, mapCall, memoryKind, saidOf, zoneNamed } from './operand-words.ts';
import type { Operation } from './operation.ts';

/** What became of an operation; `skipped`: nothing was tried, because what it is about had not come into being. */
export interface OperationOutcome {
  readonly outcome: CallOutcome;
  readonly device: string;
  readonly skipped: boolean;
}

/** Performs the operations of a workload that are neither `alloc` nor `free`, and knows what their ids stand for. */
export class DriverOperations {
  readonly #system: DmaSystem;
  readonly #devices: readonly string[];
  readonly #names = new ObjectNames<DriverObject | undefined>();
  /** Memory that was made for a mapping, and goes with it. */
  readonly #ownMemory = new WeakMap<DriverMapping, readonly DriverMemory[]>();

  constructor(system: DmaSystem, devices: readonly string[]) {
    this.#system = system;
    this.#devices = devices;
  }

  /** What is wrong with its ids, whatever the kernel says. */
  check(operation: Operation): NameMistake | undefined {
    return this.#names.check(operation);
  }

  /** @param allocation what its `id` stands for, where that is an allocation; undefined if that failed */
  perform(
    operation: Operation,
    allocation: Allocation | undefined,
    path: DecisionPath | undefined,
  ): OperationOutcome {
    const device = this.#deviceOf(operation, allocation);
    const call = this.#call(operation, device, allocation);
    if (call === undefined) {
      const id = operation.operands.text('pool') ?? operation.operands.text('id');
      this.#names.apply(operation, undefined);
      const why = `There is nothing to do it with: \`${id}\` had not come into being.`;
      return { device, outcome: { ok: false, why }, skipped: true };
    }

    const outcome = this.#system.perform(device, call, path);
    this.#names.apply(operation, outcome.made);
    this.#keepOwnMemory(operation, call, outcome.made);
    return { device, outcome, skipped: false };
  }

  #deviceOf(operation: Operation, allocation: Allocation | undefined): string {
    if (operation.device !== undefined) return this.#devices[operation.device] ?? '';
    return (allocation ?? this.#named(operation, 'id') ?? this.#named(operation, 'pool'))?.device ?? '';
  }

  /** Undefined where an object that it needs had not come into being. */
  #call(operation: Operation, device: string, allocation: Allocation | undefined): DriverCall | undefined {
    const { operands, spec } = operation;
    const kind = spec.name;
    switch (kind) {
      case 'buffer':
        return {
          kind,
          size: operands.number('size') ?? 0,
          from: memoryKind(operands.text('kind')),
          at: operands.address('at'),
          zone: zoneNamed(operands.text('zone')),
        };
      case 'freeBuffer': {
        const memory = this.#memory(operation, operands.text('id'));
        return memory && { kind, memory };
      }
      case 'map':
        return this.#map(operation, device);
      case 'mapSg':
        return this.#mapSg(operation, device);
      case 'sync': {
        const mapping = this.#mapping(operation);
        const to = operands.text('for') === 'cpu' ? 'cpu' : 'device';
        return mapping && { kind, mapping, for: to, ...saidOf(operands) };
      }
      case 'unmap': {
        const mapping = this.#mapping(operation);
        const attrs = attrsOf(operands.words('attrs'));
        return mapping && { kind, mapping, call: mapCall(operands.text('call')), attrs, ...saidOf(operands) };
      }
      case 'touch': {
        const target = operation.allocation === undefined ? this.#touched(operation) : allocation;
        if (target === undefined) return undefined;
        const by = operands.text('by') === 'cpu' ? 'cpu' : 'device';
        const offset = operands.number('offset') ?? 0;
        const size = operands.number('size') ?? 1;
        return { kind, by, target, offset, size, write: operands.number('write') };
      }
      case 'setMask':
        return { kind, mask: operands.address('mask') ?? 0n, streamingOnly: operands.flag('streamingOnly') };
      case 'setCoherentMask':
        return { kind, mask: operands.address('mask') ?? 0n };
      case 'setSegments': {
        const minAlign = operands.address('minAlign');
        return {
          kind,
          maxSize: operands.number('maxSize'),
          boundary: operands.address('boundary'),
          minAlign: minAlign === undefined ? undefined : Number(BigInt.asUintN(32, minAlign)),
        };
      }
      case 'declare': {
        const at = operands.address('at') ?? 0n;
        const deviceAddress = operands.address('deviceAddress') ?? at;
        return {
          kind,
          at,
          deviceAddress,
          size: operands.number('size') ?? 0,
          flags: operands.words('flags'),
        };
      }
      case 'release':
      case 'bind':
        return { kind };
      case 'markOccupied':
        return { kind, at: operands.address('at') ?? 0n, size: operands.number('size') ?? 0 };
      case 'unbind':
        return { kind, keepsRegions: operands.flag('keepsRegions') };
      case 'mmap':
        return (
          allocation && {
            kind,
            allocation,
            offset: operands.number('offset') ?? 0,
            size: operands.number('size'),
          }
        );
      case 'getSgtable':
        return allocation && { kind, allocation };
      case 'poolCreate':
        return {
          kind,
          name: operands.text('id') ?? 'pool',
          size: operands.number('size') ?? 0,
          align: operands.number('align') ?? 0,
          boundary: operands.number('boundary') ?? 0,
        };
      case 'poolAlloc': {
        const pool = this.#pool(operation, 'pool');
        return pool && { kind, pool, mayBlock: maySleep(operands.text('gfp')) };
      }
      case 'poolFree': {
        const block = this.#block(operation);
        const pool = operands.has('pool') ? this.#pool(operation, 'pool') : block?.pool;
        return block && pool && { kind, pool, block };
      }
      case 'poolDestroy': {
        const pool = this.#pool(operation, 'id');
        return pool && { kind, pool };
      }
    }
  }

  #map(operation: Operation, device: string): DriverCall | undefined {
    const { operands } = operation;
    const call = mapCall(operands.text('call')) ?? 'single';
    const offset = operands.number('offset') ?? 0;
    const buffer = operands.text('buffer');
    const wanted = operands.number('size');
    const memory =
      buffer === undefined
        ? this.#makeMemory(device, offset + (wanted ?? 0), operands.address('at'), call)
        : this.#memory(operation, buffer);
    if (memory === undefined) return undefined;
    return {
      kind: 'map',
      call,
      memory,
      offset,
      size: wanted ?? Math.max(0, memory.size - offset),
      direction: directionNamed(operands.text('direction')) ?? dmaDirection.bidirectional,
      attrs: attrsOf(operands.words('attrs')),
      checked: !operands.flag('unchecked'),
    };
  }

  #mapSg(operation: Operation, device: string): DriverCall | undefined {
    const { operands } = operation;
    const entries: EntryRequest[] = [];
    for (const { buffer, at, offset, size } of operands.entries('entries')) {
      const memory =
        buffer === undefined
          ? this.#makeMemory(device, offset + size, at, 'page')
          : this.#memory(operation, buffer);
      if (memory === undefined) return undefined;
      entries.push({ memory, offset, size });
    }
    return {
      kind: 'mapSg',
      call: operands.text('call') === 'sgtable' ? 'sgtable' : 'sg',
      entries,
      direction: directionNamed(operands.text('direction')) ?? dmaDirection.bidirectional,
      attrs: attrsOf(operands.words('attrs')),
    };
  }

  /** Memory that the workload does not name; a resource is not memory, and nothing has to be found for it. */
  #makeMemory(
    device: string,
    size: number,
    at: bigint | undefined,
    call: 'single' | 'page' | 'resource',
  ): DriverMemory | undefined {
    if (call === 'resource') return { kind: 'memory', device, phys: at ?? 0n, size, exact: true };
    const from = call === 'page' ? 'pages' : 'kmalloc';
    const { made } = this.#system.perform(device, { kind: 'buffer', size, from, at });
    return made?.kind === 'memory' ? made : undefined;
  }

  /** Memory that was made for a mapping lives as long as that does. */
  #keepOwnMemory({ operands }: Operation, call: DriverCall, made: DriverObject | undefined): void {
    if (call.kind === 'unmap') {
      for (const memory of this.#ownMemory.get(call.mapping) ?? [])
        this.#system.perform(call.mapping.device, { kind: 'freeBuffer', memory });
      this.#ownMemory.delete(call.mapping);
      return;
    }
    if (call.kind !== 'map' && call.kind !== 'mapSg') return;
    if (call.kind === 'map' && call.call === 'resource') return;
    const said = call.kind === 'mapSg' ? operands.entries('entries') : [];
    const unnamed =
      call.kind === 'map'
        ? [call.memory].filter(() => !operands.has('buffer'))
        : call.entries.filter((_, index) => said[index]?.buffer === undefined).map(({ memory }) => memory);
    if (made?.kind === 'mapping') this.#ownMemory.set(made, unnamed);
    else for (const memory of unnamed) this.#system.perform(memory.device, { kind: 'freeBuffer', memory });
  }

  #named({ operands, scope, allocation }: Operation, field: string): DriverObject | undefined {
    const id = operands.text(field);
    return id === undefined || (field === 'id' && allocation !== undefined)
      ? undefined
      : this.#names.find(scope, id)?.thing;
  }

  #memory({ scope }: Operation, id: string | undefined): DriverMemory | undefined {
    const found = id === undefined ? undefined : this.#names.find(scope, id)?.thing;
    return found?.kind === 'memory' ? found : undefined;
  }

  #mapping(operation: Operation): DriverMapping | undefined {
    const found = this.#named(operation, 'id');
    return found?.kind === 'mapping' ? found : undefined;
  }

  #touched(operation: Operation): DriverMapping | DriverMemory | undefined {
    const found = this.#named(operation, 'id');
    return found?.kind === 'mapping' || found?.kind === 'memory' ? found : undefined;
  }

  #pool(operation: Operation, field: string): DriverPool | undefined {
    const found = this.#named(operation, field);
    return found?.kind === 'pool' ? found : undefined;
  }

  #block(operation: Operation): DriverBlock | undefined {
    const found = this.#named(operation, 'id');
    return found?.kind === 'block' ? found : undefined;
  }
}
