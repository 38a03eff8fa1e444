// Ends with the run of chaos that it is told of, however that ends: then it undoes its mounts and kills what it has left.
import { text } from 'node:stream/consumers';
import { unmountAll } from './disks.ts';
import { endLeftovers } from './system.ts';

// The folder comes by the same way whose end tells of the run's end: in a command line it would count as a process of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
const folder = await text(process.stdin);
await endLeftovers(folder);
await unmountAll(folder);
