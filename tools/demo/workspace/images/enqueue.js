import { Queue } from 'node-resque';
import { connection } from './connection.js';

const WIDTHS = [160, 320, 640];
const A_MINUTE_MS = 60_000;

/** Called when a publisher uploads a book: covers at once, the preview when the upload has settled. */
export async function bookUploaded(isbn) {
  const queue = new Queue({ connection });
  await queue.connect();
  for (const width of WIDTHS) await queue.enqueue('images', 'resizeCover', [isbn, width]);
  await queue.enqueueIn(A_MINUTE_MS, 'images', 'extractPreview', [isbn, { pages: 12 }]);
  await queue.end();
}
