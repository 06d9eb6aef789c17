// Arithmetic of a benchmark: medians, percentiles, and figures as people read them.

/** The value below which the share `part` (0 to 1) of the values lies, by nearest rank. @param {readonly number[]} values */
export function percentile(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN;
}

/** @param {readonly number[]} values */
export const median = (values) => percentile(values, 0.5);

/** Two or three significant digits: more would pretend to a precision that no shared machine has. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return '?';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

export const ms = (value) => `${figure(value)} ms`;
export const percent = (share) => `${(share * 100).toFixed(1)} %`;
export const times = (ratio) => `${ratio.toFixed(2)} ×`;

/** Milliseconds on a clock that all processes of this machine share. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** @param {number} delayMs @returns {Promise<void>} */
export const sleep = (delayMs) => new Promise((done) => setTimeout(done, delayMs));
