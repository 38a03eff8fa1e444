// An S3 server as a process of its own, which can be killed: node bucket.ts FOLDER PORT.
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import S3rver from 's3rver';
import { BUCKET } from '../packages/server/test/s3.ts';

const [directory, port] = process.argv.slice(2);
const app = new S3rver({ silent: true, directory, configureBuckets: [{ name: BUCKET }] });
await app.configureBuckets();

// It answers when it has read an object, with bytes of it still to be written: a kill then would be its own fault, not ours.
const put = app.store.putObject.bind(app.store);
app.store.putObject = async (object) => {
  const saved = await put(object);
  const path = app.store.getResourcePath(object.bucket, object.key, 'object');
  while (statSync(path).size < saved.size) await sleep(1);
  return saved;
};

createServer(app.callback()).listen(Number(port), '127.0.0.1');
