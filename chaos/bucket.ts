// An S3 server as a process of its own, which can be killed: node bucket.ts FOLDER PORT.
import { createServer } from 'node:http';
import { openBucket } from '../packages/server/test/s3.ts';

const [directory, port] = process.argv.slice(2);
createServer(await openBucket(directory)).listen(Number(port), '127.0.0.1');
