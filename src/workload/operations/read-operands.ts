import { bytesOfSize } from '../size-expression.ts';
import { type EntryOperand, Operands, type OperandValue } from './operands.ts';
import type { FieldSpec, OperationSpec } from './operation-spec.ts';

/** A field that the schema took, but that says nothing usable. */
export interface OperandProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface ReadOperands {
  readonly operands: Operands;
  readonly problems: readonly OperandProblem[];
}

/** Works out the fields of an operation that its schema took: sizes in bytes, addresses and masks as bigint. */
export function readOperands(
  spec: OperationSpec,
  fields: Readonly<Record<string, unknown>>,
  pageSize: number,
): ReadOperands {
  const values = new Map<string, OperandValue>();
  const problems: OperandProblem[] = [];
  for (const field of spec.fields) {
    if (field.type.kind === 'device' || fields[field.name] === undefined) continue;
    const refuse = (message: string, ...rest: readonly (string | number)[]): undefined => {
      problems.push({ path: [field.name, ...rest], message });
    };
    const value = readField(field, fields[field.name], pageSize, refuse);
    if (value !== undefined) values.set(field.name, value);
  }
  return { operands: new Operands(values), problems };
}

type Refuse = (message: string, ...rest: readonly (string | number)[]) => undefined;

function readField(
  { type }: FieldSpec,
  value: unknown,
  pageSize: number,
  refuse: Refuse,
): OperandValue | undefined {
  switch (type.kind) {
    case 'size':
      return readSize(value, pageSize, refuse);
    case 'address':
      return readAddress(value, refuse);
    case 'mask': {
      const mask = readAddress(value, refuse);
      // A number of bits, unless it can be none.
      if (mask === undefined || typeof value === 'string' || mask > 64n) return mask;
      return (1n << mask) - 1n;
    }
    case 'makes':
    case 'uses':
      return String(value);
    case 'entries':
      return Array.isArray(value)
        ? value.flatMap((entry: unknown, index) => readEntry(entry, pageSize, refuse, index))
        : undefined;
    case 'choices':
      return Array.isArray(value) ? value.map(String) : undefined;
    default:
      return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
        ? value
        : undefined;
  }
}

function readSize(
  value: unknown,
  pageSize: number,
  refuse: Refuse,
  ...path: readonly (string | number)[]
): number | undefined {
  if (value === 0) return 0;
  const bytes = bytesOfSize(typeof value === 'number' ? value : String(value), pageSize);
  return typeof bytes === 'number' ? bytes : refuse(bytes, ...path);
}

function readAddress(value: unknown, refuse: Refuse): bigint | undefined {
  const address = BigInt(typeof value === 'number' ? value : String(value));
  return address < 1n << 64n ? address : refuse(`\`${String(value)}\` has more than 64 bits.`);
}

function readEntry(entry: unknown, pageSize: number, refuse: Refuse, index: number): readonly EntryOperand[] {
  const members = isRecord(entry) ? entry : { size: entry };
  const size = readSize(members.size, pageSize, refuse, index);
  if (size === undefined) return [];
  const at = members.at === undefined ? undefined : readAddress(members.at, refuse);
  const buffer = members.buffer === undefined ? undefined : String(members.buffer);
  return [{ buffer, at, offset: Number(members.offset ?? 0), size }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
