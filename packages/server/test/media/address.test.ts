import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard, isPublic } from '../../src/media/address.ts';

test('only global unicast addresses are public', () => {
  const notPublic = {
    unspecified: ['0.0.0.0', '0.1.2.3', '::'],
    loopback: ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'],
    'link-local, cloud metadata': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
    private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
    'unique local, site-local': ['fc00::1', 'fd00:ec2::254', 'fdff::1', 'fec0::1'],
    'carrier-grade NAT': ['100.64.0.1', '100.100.100.200', '100.127.255.255'],
    'IETF, benchmark, 6to4 relay, AS112, AMT': [
      '192.0.0.1',
      '192.0.0.192',
      '198.18.0.1',
      '198.19.255.255',
      '192.88.99.1',
      '192.31.196.1',
      '192.52.193.1',
      '192.175.48.1',
    ],
    documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    'multicast, reserved, broadcast': [
      '224.0.0.1',
      '239.255.255.255',
      '240.0.0.1',
      '255.255.255.255',
      'ff02::1',
      'ff0e::1',
    ],
    'discard, benchmark, ORCHID, segment routing': ['100::1', '2001:2::1', '2001:10::1', '2001:20::1', '5f00::1'],
    'IPv4-compatible': ['::127.0.0.1', '::808:808', '::7f00:1'],
    'IPv4-mapped': [
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:10.0.0.1',
      '::ffff:169.254.169.254',
      '0:0:0:0:0:ffff:c0a8:1',
    ],
    'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
    NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1', '64:ff9b:1::8.8.8.8', '64:ff9b:1::1'],
    '6to4': ['2002:7f00:1::', '2002:808:808::1'],
    Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    'outside 2000::/3': ['1::1', '4000::1', '8000::1', 'e000::1'],
    'odd spellings': ['0x7f000001', '2130706433', '127.1', '0177.0.0.1', '0'],
    'no address': ['', 'localhost', 'example.com', '1.2.3.4.5', '256.1.1.1', '[::1]', '8.8.8.8/32', '8.8.8.8 '],
  };
  for (const [kind, addresses] of Object.entries(notPublic)) {
    for (const address of addresses) assert.equal(isPublic(address), false, `${kind}: ${address}`);
  }
  const open = [
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:830::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ];
  for (const address of open) assert.equal(isPublic(address), true, address);
});

test('a guard admits public addresses without being told', () => {
  const guard = createGuard([]);
  assert.equal(guard.admits('example.com', '8.8.8.8'), true);
  assert.equal(guard.admits('example.com', '127.0.0.1'), false);
  assert.equal(guard.admits('127.0.0.1', '127.0.0.1'), false);
});

test('an address or a range among the entries admits the addresses in it, in every spelling, and no other', () => {
  const guard = createGuard(['127.0.0.1', '10.1.0.0/16', 'fd00:1::/32', '::1']);
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '64:ff9b::127.0.0.1', '10.1.255.255', 'fd00:1:2::3', '::1']) {
    assert.equal(guard.admits('any.example', address), true, address);
  }
  for (const address of ['127.0.0.2', '10.2.0.0', '::ffff:10.2.0.0', 'fd00:2::1', '::2']) {
    assert.equal(guard.admits('any.example', address), false, address);
  }
});

test('a host name among the entries admits the addresses of that name only', () => {
  const guard = createGuard(['Minio.Lan.', 'localhost', 'my_store']);
  assert.equal(guard.admits('minio.lan', '192.168.1.5'), true);
  assert.equal(guard.admits('localhost', '::1'), true);
  assert.equal(guard.admits('my_store', '10.0.0.1'), true);
  assert.equal(guard.admits('other.lan', '192.168.1.5'), false);
  assert.equal(guard.admits('a.minio.lan', '192.168.1.5'), false);
  assert.equal(guard.admits('192.168.1.5', '192.168.1.5'), false);
});

test('an entry that is neither host, address nor range is refused by name', () => {
  for (const entry of [
    '',
    ' ',
    '10.0.0.0/33',
    '10.0.0.256',
    'minio:9000',
    'http://minio',
    '*.lan',
    '10.0.0.0-10.0.0.9',
    '::1/129',
    '[::1]',
    'a b',
    '-',
  ]) {
    assert.throws(
      () => createGuard([entry]),
      (error: Error) => error.message.startsWith(JSON.stringify(entry)),
      entry,
    );
  }
});
