/** Names that occur more than once, deletions left out; undefined if there are none. */
export function duplicateNames(
  entries: readonly { readonly kind: string; readonly name: string }[],
): readonly string[] | undefined {
  if (entries.length < 2) return undefined;
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
