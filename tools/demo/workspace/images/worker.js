import { Scheduler, Worker } from 'node-resque';
import { connection } from './connection.js';
import { extractPreview, resizeCover } from './jobs/covers.js';

const jobs = {
  resizeCover: { perform: resizeCover },
  extractPreview: { perform: extractPreview },
};

const worker = new Worker({ connection, queues: ['images'] }, jobs);
const scheduler = new Scheduler({ connection }, jobs);

for (const part of [worker, scheduler]) {
  part.on('error', (error) => console.error(error));
  await part.connect();
  await part.start();
}
