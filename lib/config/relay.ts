// Where Relay is, and how it is spoken to.
import { readFileSync } from 'node:fs';
import type { RelayTarget, RelayTls } from '@/lib/relay/relay';
import { parseAddress } from '@/lib/relay/target';
import { readBoolean } from './setting';
import type { Said } from './variables';

export function readRelay(said: Said, problems: string[]): RelayTarget {
  const server = said('HUBBLE_SERVER');
  const address = parseAddress(server.text);
  if (!address.ok) problems.push(`${server.name}: ${address.message}`);
  const wantsTls = readBoolean(said('HUBBLE_TLS'), problems);
  const tls = readTls(said, problems);
  const given = (['HUBBLE_TLS_CA_CERT_FILES', 'HUBBLE_TLS_CLIENT_CERT_FILE', 'HUBBLE_TLS_SERVER_NAME'] as const).find(
    (name) => said(name).given,
  );
  const secure = wantsTls || (address.ok && address.tls);
  if (given && !secure) {
    problems.push(`${said(given).name} is set but TLS is off; set HUBBLE_TLS=true or write tls:// before the address.`);
  }
  return { cluster: 'default', address: address.ok ? address.address : '', tls: secure ? tls : null };
}

function readTls(said: Said, problems: string[]): RelayTls {
  const caFiles = said('HUBBLE_TLS_CA_CERT_FILES');
  const cert = said('HUBBLE_TLS_CLIENT_CERT_FILE');
  const key = said('HUBBLE_TLS_CLIENT_KEY_FILE');
  const files = caFiles.text
    .split(',')
    .map((file) => file.trim())
    .filter(Boolean);
  for (const file of files) checkPem(caFiles.name, file, problems);
  for (const setting of [cert, key]) if (setting.given) checkPem(setting.name, setting.text, problems);
  if (cert.given !== key.given) {
    const [has, lacks] = cert.given ? [cert, key] : [key, cert];
    problems.push(`${has.name} is set without ${lacks.name}; mTLS needs both.`);
  }
  const serverName = said('HUBBLE_TLS_SERVER_NAME');
  return {
    caFiles: files,
    allowInsecure: readBoolean(said('HUBBLE_TLS_ALLOW_INSECURE'), problems),
    ...(cert.given && { certFile: cert.text }),
    ...(key.given && { keyFile: key.text }),
    ...(serverName.given && { serverName: serverName.text }),
  };
}

function checkPem(name: string, file: string, problems: string[]): void {
  try {
    if (!readFileSync(file, 'utf8').includes('-----BEGIN ')) problems.push(`${name}: ${file} is not a PEM file.`);
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    problems.push(`${name}: ${file} ${why}; check the path and its permissions.`);
  }
}
