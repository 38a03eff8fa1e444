// npm run fuzz -- --bodies 50000 --seed 1: pelts a system with so many bodies and says what came of them.
import { parseArgs } from 'node:util';
import { startSystem } from '../system.ts';
import { pelt } from './pelting.ts';

const { values } = parseArgs({
  options: { bodies: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' } },
});
await using system = await startSystem({ REELQUEUE_WORKERS: '0' });
const started = performance.now();
const { bodies, statuses, heaps } = await pelt(system, { bodies: Number(values.bodies), seed: Number(values.seed) });
const ours = Object.entries(statuses).reduce((sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0), 0);
const counts = Object.entries({ ...statuses, '5xx': ours }).map(([status, count]) => `${count} ${status}`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const heap = `heap ${megabytes(heaps[0])} before, ${megabytes(Math.max(...heaps))} at its peak, ${megabytes(heaps.at(-1) ?? 0)} after`;
const took = `${((performance.now() - started) / 1000).toFixed(0)} s`;
process.stdout.write(`${bodies} bodies: ${counts.join(', ')}; ${heap}; ${took}\n`);
