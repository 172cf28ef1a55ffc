/**
 * The bit that stands for a name among those of a body: names share 32 of them. Where it is missing, the name does not occur; most
 * who look for one are told by that.
 */
export function nameBit(name: string): number {
  const { length } = name;
  return (
    1 <<
    (length * 5 + name.charCodeAt(0) * 3 + name.charCodeAt(length >> 1) * 7 + name.charCodeAt(length - 1))
  );
}

/** Those of all names. */
export function nameBits(named: readonly { readonly name: string }[]): number {
  let bits = 0;
  for (const { name } of named) bits |= nameBit(name);
  return bits;
}

/** Whether a property of that name makes a body one with special properties. */
export function isSpecialName(name: string): boolean {
  return name === 'phandle' || name === 'linux,phandle' || name === 'name' || name.includes('@');
}
