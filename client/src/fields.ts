// Reads what is `unknown` (settings, manifests, stored state), field by field. Never throws.

/** The value as an object's fields; anything else has none. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** The value as a list; anything else is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** JSON text as a value; `undefined` where it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Whoever asks decides what text without meaning is worth.
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string';
