import sharp from 'sharp';
import { load, store } from '../storage.js';

/** Makes one size of a book's cover. */
export async function resizeCover(isbn, width) {
  const cover = await load(`covers/${isbn}.jpg`);
  const image = sharp(cover.data);
  const { height } = await image.metadata();
  const scaled = await image.resize({ width, height: Math.round(height * (width / cover.size.width)) }).toBuffer();
  return store(`covers/${isbn}-${width}.webp`, scaled);
}

/** Renders the first pages of a book for "look inside". */
export async function extractPreview(isbn, { pages }) {
  const book = await load(`books/${isbn}.pdf`);
  for (let page = 0; page < pages; page++) {
    const image = await sharp(book.data, { page }).webp().toBuffer();
    await store(`previews/${isbn}/${page}.webp`, image);
  }
}
