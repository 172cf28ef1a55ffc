/** An attribute's value or text for XML 1.0; characters that it cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? '\ufffd');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** What has a meaning in XML, controls, and halves of characters. */
const special = /[&<>"'\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** A start tag's attributes, each behind a space. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
