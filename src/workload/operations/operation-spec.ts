/** What a driver does besides `alloc` and `free`, by the word of the workload language. */
export type OperationName =
  | 'buffer'
  | 'freeBuffer'
  | 'map'
  | 'mapSg'
  | 'sync'
  | 'unmap'
  | 'touch'
  | 'setMask'
  | 'setCoherentMask'
  | 'setSegments'
  | 'declare'
  | 'release'
  | 'markOccupied'
  | 'bind'
  | 'unbind'
  | 'mmap'
  | 'getSgtable'
  | 'poolCreate'
  | 'poolAlloc'
  | 'poolFree'
  | 'poolDestroy';

/** What an id of a workload stands for. */
export type ObjectFamily = 'allocation' | 'memory' | 'mapping' | 'pool' | 'block';

/** What a field of an operation may hold. */
export type FieldType =
  | { readonly kind: 'device' }
  /** An id that this operation gives. */
  | { readonly kind: 'makes'; readonly family: Exclude<ObjectFamily, 'allocation'> }
  /**
   * An id that an earlier operation gave. `ends`: the id is free afterwards, and until it is given again stands for nothing
   * (`gone`), or for what was there, as a careless driver keeps an address (`kept`).
   */
  | {
      readonly kind: 'uses';
      readonly families: readonly ObjectFamily[];
      readonly ends?: 'gone' | 'kept' | undefined;
    }
  /** Bytes: a size as everywhere in a workload. */
  | { readonly kind: 'size'; readonly least: 0 | 1 }
  /** Bytes by which something is moved: a whole number, which may be negative. */
  | { readonly kind: 'offset' }
  | { readonly kind: 'count'; readonly most: number }
  /** A number, or a text of hex digits with 0x, of up to 64 bits. */
  | { readonly kind: 'address' }
  /** A DMA mask, or the number of its bits. */
  | { readonly kind: 'mask' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'choices'; readonly of: readonly string[] }
  | { readonly kind: 'flag' }
  /** The entries of a scatter list. */
  | { readonly kind: 'entries' };

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  readonly required?: boolean;
  /** A sentence for schemas and pages. */
  readonly text: string;
}

/** One operation of the workload language: what schemas, checks, hints and pages say of it. */
export interface OperationSpec {
  readonly name: OperationName;
  /** A sentence: what it does. */
  readonly summary: string;
  /** The kernel's functions that it stands for. */
  readonly calls: readonly string[];
  readonly fields: readonly FieldSpec[];
}

/** `docs/operations/<name>.md`. */
export function pageOf(name: string): string {
  return `docs/operations/${name}.md`;
}
