// Whether clients can reach the system: its port, its public address, its certificate, and the server itself.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer, isIP } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Config } from '../config.ts';
import { layout, type ServerFile } from '../layout.ts';
import { VERSION } from '../version.ts';
import { error, type Finding, ok, reason, warning } from './finding.ts';

/** Milliseconds for a server of this machine to answer. */
const PATIENCE_MS = 5_000;
/** Seconds before the end of a certificate from which on it is time to renew it. */
const RENEW = 14 * 86_400;

const LOOPBACK = /^(127\.|localhost$|\[?::1\]?$)/;

/** Asks this machine's own server, whose certificate need not name the address that it is asked at. */
async function ask(url: URL): Promise<{ status: number; said: string }> {
  const { request } = url.protocol === 'https:' ? https : http;
  const call = request(url, { rejectUnauthorized: false, signal: AbortSignal.timeout(PATIENCE_MS) }).end();
  const [answer] = (await once(call, 'response')) as [http.IncomingMessage];
  return { status: answer.statusCode ?? 0, said: await text(answer) };
}

type Running = { file: ServerFile; finding: Finding };

/** What `server.json` tells of, and whether it is true; null when no server runs from the folder. */
async function server(folder: string): Promise<Running | null> {
  const path = layout(folder).server;
  const file = await readFile(path, 'utf8').then(
    (said): ServerFile => JSON.parse(said),
    () => null, // none runs, or it is not ours to read
  );
  if (file === null) return null;
  const where = `The server at ${file.url} (process ${file.pid})`;
  try {
    const { status, said } = await ask(new URL('/readyz', file.url));
    if (status !== 200) {
      return {
        file,
        finding: warning('server', `${where} is not ready: ${said}`, 'See its log; it may be about to stop.'),
      };
    }
  } catch (failure) {
    const says = `${where} does not answer: ${reason(failure)}.`;
    return {
      file,
      finding: error('server', says, 'It was killed or hangs: start it again; nothing has to be repaired.'),
    };
  }
  if (file.version === VERSION) return { file, finding: ok('server', `${where} is ready.`) };
  const says = `${where} is version ${file.version}, and this is ${VERSION}.`;
  return { file, finding: warning('server', says, 'Restart it to run what is installed.') };
}

async function port({ HOST, PORT }: Config, running: Running | null): Promise<Finding> {
  const listener = createServer();
  try {
    await Promise.all([once(listener, 'listening'), listener.listen(PORT, HOST)]);
    return ok('port', PORT === 0 ? 'Any free port is taken.' : `Port ${PORT} of ${HOST} is free.`);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    const isOurs =
      running !== null && Number(new URL(running.file.url).port) === PORT && running.finding.state !== 'error';
    if (code === 'EADDRINUSE' && isOurs) return ok('port', `Port ${PORT} of ${HOST} is this Reelqueue's.`);
    const [says, remedy] = {
      EADDRINUSE: ['is taken by another program', `End that (ss -ltnp 'sport = :${PORT}' names it), or set PORT.`],
      EACCES: ['is not for ordinary users', 'Set PORT to one from 1024 on, and put a proxy before it.'],
      EADDRNOTAVAIL: [
        'is no address of this machine',
        'Set HOST to 0.0.0.0, 127.0.0.1 or an address that ip addr shows.',
      ],
    }[code as 'EACCES'] ?? [`can not be used: ${reason(failure)}`, 'Set HOST and PORT to others.'];
    return error('port', `Port ${PORT} of ${HOST} ${says}.`, remedy);
  } finally {
    listener.close();
  }
}

function publicUrl({ HOST, PORT, REELQUEUE_PUBLIC_URL: address, REELQUEUE_TLS_CERT }: Config): Finding {
  const check = 'public-url';
  const isOpen = !LOOPBACK.test(HOST);
  const remedy = 'Set REELQUEUE_PUBLIC_URL to the address at which clients reach this system.';
  if (address === null) {
    if (!isOpen) return ok(check, `Only this machine can call, at port ${PORT} of ${HOST}.`);
    return warning(
      check,
      `It listens on ${HOST}, but results would have addresses at which only some find them.`,
      remedy,
    );
  }
  const { hostname, protocol } = new URL(address);
  if (LOOPBACK.test(hostname) && isOpen) {
    return warning(check, `It listens on ${HOST}, and ${address} leads every client to its own machine.`, remedy);
  }
  if (protocol === 'http:' && REELQUEUE_TLS_CERT !== null) {
    return warning(check, `${address} begins with http, and this server speaks https.`, remedy);
  }
  return ok(check, `Addresses of uploads and results begin with ${address}.`);
}

/** Whether the public address of a server that runs leads to a Reelqueue, as far as this machine can tell. */
async function reached(address: string): Promise<Finding> {
  const check = 'public-url';
  const from = 'from this machine';
  try {
    const { status, said } = await ask(new URL(`${address}/healthz`));
    if (status === 200 && said === '{"status":"ok"}') return ok(check, `${address} leads to a Reelqueue, ${from}.`);
    const says = `${address}/healthz answers ${status}, ${from}, and not as a Reelqueue does.`;
    return error(check, says, 'Correct REELQUEUE_PUBLIC_URL, or what the proxy at that address passes on.');
  } catch (failure) {
    const says = `${address} can not be reached ${from}: ${reason(failure)}.`;
    const remedy = 'Correct REELQUEUE_PUBLIC_URL, its name or its proxy; if only others can reach it, all is well.';
    return warning(check, says, remedy);
  }
}

async function certificate(config: Config, now: number): Promise<Finding[]> {
  const { REELQUEUE_TLS_CERT: cert, REELQUEUE_TLS_KEY: key, REELQUEUE_PUBLIC_URL: address } = config;
  if (cert === null || key === null) return [];
  const renew = 'Renew it, write both files, and restart: they are read at the start.';
  try {
    const [chain, secret] = await Promise.all([readFile(cert), readFile(key)]);
    const found = new X509Certificate(chain);
    const left = Date.parse(found.validTo) / 1000 - now;
    if (!found.checkPrivateKey(createPrivateKey(secret))) {
      return [error('tls', `${key} is not the key of ${cert}.`, 'Set both to files of the same certificate.')];
    }
    if (left < 0) return [error('tls', `${cert} ended on ${found.validTo}.`, renew)];
    if (left < RENEW) return [warning('tls', `${cert} ends on ${found.validTo}.`, renew)];
    const host = address === null ? null : new URL(address).hostname.replace(/^\[|\]$/g, '');
    if (host !== null && (isIP(host) === 0 ? found.checkHost(host) : found.checkIP(host)) === undefined) {
      return [error('tls', `${cert} is not for ${host}.`, 'Get one for the host of REELQUEUE_PUBLIC_URL.')];
    }
    return [ok('tls', `${cert} is good until ${found.validTo}.`)];
  } catch (failure) {
    return [
      error(
        'tls',
        `The certificate can not be used: ${reason(failure)}.`,
        'Both settings name PEM files that this user can read.',
      ),
    ];
  }
}

/** `now`: unix seconds. */
export async function examineAddress(config: Config, now: number): Promise<Finding[]> {
  const running = await server(config.REELQUEUE_DATA_DIR);
  const { REELQUEUE_PUBLIC_URL: address } = config;
  const named = publicUrl(config);
  const leads = address !== null && named.state === 'ok' && running?.finding.state === 'ok';
  return [
    running?.finding ?? ok('server', `No server runs from ${config.REELQUEUE_DATA_DIR}.`),
    await port(config, running),
    leads ? await reached(address) : named,
    ...(await certificate(config, now)),
  ];
}
