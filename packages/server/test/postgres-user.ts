// A process of its own that uses the embedded PostgreSQL of a folder, for the tests to kill, interrupt and question.
import { startPostgres } from '../src/postgres/embedded.ts';

const [folder = '', ...flags] = process.argv.slice(2);
const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

const settings = flags.includes('durable') ? {} : { settings: { fsync: 'off' } };
try {
  const postgres = await startPostgres(folder, { log: (log) => tell({ log }), ...settings });
  const stop = async () => {
    await postgres.stop();
    tell({ stopped: true });
    process.exit();
  };
  process.once('SIGINT', () => tell({ interrupted: true }));
  process.stdin.once('data', stop).once('end', stop); // the end: our test was killed
  tell({ url: postgres.url });
} catch (error) {
  tell({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
