/** Among so few entries each is compared with each. */
const fewEntries = 12;

/** Names that occur more than once, deletions left out; undefined if there are none. */
export function duplicateNames(
  entries: readonly { readonly kind: string; readonly name: string }[],
): readonly string[] | undefined {
  if (entries.length < 2 || (entries.length <= fewEntries && !hasEqual(entries))) return undefined;
  const seen = new Set<string>();
  let duplicates: Set<string> | undefined;
  for (const { kind, name } of entries) {
    if (kind.startsWith('delete')) continue;
    if (seen.has(name)) {
      duplicates ??= new Set();
      duplicates.add(name);
    }
    seen.add(name);
  }
  return duplicates && [...duplicates];
}

function hasEqual(entries: readonly { readonly name: string }[]): boolean {
  for (let later = 1; later < entries.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (entries[earlier]?.name === entries[later]?.name) return true;
    }
  }
  return false;
}
