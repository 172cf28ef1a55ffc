import type { Random } from '../random.ts';
import { interestingNumbers } from './dictionary.ts';

/** Where a token of the structure block stands. */
interface StructureToken {
  readonly at: number;
  readonly tag: number;
}

/** A blob with one to some places changed: header fields, tokens, lengths, offsets, single bits, or its size. */
export function mutateBlob(blob: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(blob);
  for (let count = random.pick([1, 1, 1, 2, 3, 6]); count > 0; count--) {
    if (mutated.length >= 40) mutated = random.pick(mutations)(mutated, random);
  }
  return mutated;
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const mutations: readonly Mutation[] = [
  // A field of the header: another number, or a little more or less.
  (bytes, random) => withCell(bytes, 4 * random.below(10), random),
  (bytes, random) => withCell(bytes, 4 * random.between(1, 9), random),
  (bytes, random) => {
    viewOf(bytes).setUint32(20, random.pick([1, 2, 3, 15, 16, 17, 18]));
    if (random.oneIn(2)) viewOf(bytes).setUint32(24, random.pick([1, 2, 3, 16, 17]));
    return bytes;
  },

  // The structure block.
  (bytes, random) =>
    withToken(bytes, random, ({ at }) =>
      viewOf(bytes).setUint32(at, random.pick([0, 1, 2, 3, 4, 9, 5, 0xffffffff])),
    ),
  (bytes, random) => withToken(bytes, random, ({ at }) => withCell(bytes, at + 4, random), 3),
  (bytes, random) => withToken(bytes, random, ({ at }) => withCell(bytes, at + 8, random), 3),
  (bytes, random) =>
    withToken(
      bytes,
      random,
      ({ at }) => {
        const { length } = bytes;
        for (let index = at + 4; index < Math.min(length, at + 4 + random.between(1, 40)); index++)
          bytes[index] = random.pick([0, 0x2f, 0x40, 0x61, 0x20, 0x80, 0xff]);
      },
      1,
    ),
  // A stretch between two tokens, again or taken out: whole nodes and properties come twice or half.
  (bytes, random) => {
    const tokens = tokensOf(bytes);
    if (tokens.length < 3) return bytes;
    const from = random.below(tokens.length - 1);
    const to = random.between(from + 1, Math.min(tokens.length - 1, from + 6));
    const [start, end] = [tokens[from]?.at ?? 0, tokens[to]?.at ?? 0];
    const stretch = bytes.slice(start, end);
    const at = random.pick(tokens).at;
    return random.oneIn(2)
      ? resized(bytes, start, stretch.length, new Uint8Array())
      : resized(bytes, at, 0, stretch);
  },
  (bytes, random) => {
    const nops = new Uint8Array(4 * random.pick([1, 2, 100]));
    for (let at = 3; at < nops.length; at += 4) nops[at] = 4;
    const tokens = tokensOf(bytes);
    return tokens.length === 0 ? bytes : resized(bytes, random.pick(tokens).at, 0, nops);
  },
  (bytes, random) => {
    const depth = random.pick([10, 100, 300, 3000]);
    const open = new Uint8Array(8 * depth);
    const close = new Uint8Array(4 * depth);
    for (let index = 0; index < depth; index++) {
      open.set([0, 0, 0, 1, 0x61, 0, 0, 0], 8 * index);
      close.set([0, 0, 0, 2], 4 * index);
    }
    const [last] = tokensOf(bytes).filter(({ tag }) => tag === 2);
    return last === undefined ? bytes : resized(bytes, last.at, 0, Buffer.concat([open, close]));
  },

  // Bytes, whatever they mean.
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  (bytes, random) => withCell(bytes, 4 * random.below(bytes.length >> 2), random),
  (bytes, random) => bytes.slice(0, random.between(4, bytes.length)),
  (bytes, random) => Buffer.concat([bytes, new Uint8Array(random.between(1, 64))]),
];

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Puts a number at which things change into a cell, or one that is near the old. */
function withCell(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  if (at + 4 > bytes.length) return bytes;
  const view = viewOf(bytes);
  const old = view.getUint32(at);
  const near = old + random.pick([-8, -4, -1, 1, 4, 8, 16]);
  view.setUint32(
    at,
    random.oneIn(2) ? near >>> 0 : random.pick([...interestingNumbers, bytes.length, bytes.length - 4]),
  );
  return bytes;
}

function withToken(
  bytes: Uint8Array,
  random: Random,
  change: (token: StructureToken) => void,
  tag?: number,
): Uint8Array {
  const tokens = tokensOf(bytes).filter((token) => tag === undefined || token.tag === tag);
  if (tokens.length > 0) change(random.pick(tokens));
  return bytes;
}

/** What can be walked of the structure block, as it stands. */
function tokensOf(bytes: Uint8Array): readonly StructureToken[] {
  const view = viewOf(bytes);
  const tokens: StructureToken[] = [];
  let at = view.getUint32(8);
  while (at % 4 === 0 && at + 12 <= bytes.length && tokens.length < 100_000) {
    const tag = view.getUint32(at);
    if (tag === 0 || tag > 9) break;
    tokens.push({ at, tag });
    if (tag === 9) break;
    at += 4;
    if (tag === 1) {
      const end = bytes.indexOf(0, at);
      if (end === -1) break;
      at = (end + 4) & ~3;
    } else if (tag === 3) {
      at = (at + 8 + view.getUint32(at) + 3) & ~3;
      if (at < 0) break;
    }
  }
  return tokens;
}

/** Takes bytes out of the structure block and puts others in; header and offsets follow, so that the change is met. */
function resized(bytes: Uint8Array, at: number, removed: number, put: Uint8Array): Uint8Array {
  const changed = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
  if (changed.length < 40) return bytes;
  const view = viewOf(changed);
  const growth = put.length - removed;
  for (const field of [4, 36]) view.setUint32(field, (view.getUint32(field) + growth) >>> 0);
  for (const field of [12, 16]) {
    if (view.getUint32(field) > at) view.setUint32(field, (view.getUint32(field) + growth) >>> 0);
  }
  return changed;
}
