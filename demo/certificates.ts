// Certificates for a Relay with TLS, made at start: an authority, a server and a client certificate.
import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

/** PEM texts. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

export interface CertificateFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
}

export interface Authority {
  readonly pem: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

export interface CertificateOptions {
  /** DNS names and IP addresses of the server. Default: what Relay's own certificate holds. */
  readonly names?: readonly string[];
  /** The server certificate's time is over. */
  readonly expired?: boolean;
  /** Signs both certificates; a new one is made when absent. */
  readonly authority?: Authority;
}

/** The name in the certificate of a real Relay; clients pick any first label. */
export const relayCertificateName = '*.hubble-relay.cilium.io';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** An authority of our own, good for a year. */
export async function makeAuthority(name = 'Cilium CA'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 365 * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { pem: certificate.toString('pem'), certificate, keys };
}

export async function makeCertificates(options: CertificateOptions = {}): Promise<Certificates> {
  const authority = options.authority ?? (await makeAuthority());
  const names = options.names ?? [relayCertificateName];
  const server = await issue(authority, { name: names[0] ?? 'relay', names, expired: options.expired ?? false });
  const client = await issue(authority, { name: 'hubble-ui', names: [], expired: false });
  return { ca: authority.pem, cert: server.cert, key: server.key, clientCert: client.cert, clientKey: client.key };
}

/** Writes `ca.crt`, `tls.crt`, `tls.key`, `client.crt` and `client.key` into the folder and says where. */
export async function writeCertificates(folder: string, certificates: Certificates): Promise<CertificateFiles> {
  const files: CertificateFiles = {
    caFile: path.join(folder, 'ca.crt'),
    certFile: path.join(folder, 'tls.crt'),
    keyFile: path.join(folder, 'tls.key'),
    clientCertFile: path.join(folder, 'client.crt'),
    clientKeyFile: path.join(folder, 'client.key'),
  };
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(files.caFile, certificates.ca),
    writeFile(files.certFile, certificates.cert),
    writeFile(files.keyFile, certificates.key, { mode: 0o600 }),
    writeFile(files.clientCertFile, certificates.clientCert),
    writeFile(files.clientKeyFile, certificates.clientKey, { mode: 0o600 }),
  ]);
  return files;
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function issue(
  authority: Authority,
  subject: { name: string; names: readonly string[]; expired: boolean },
): Promise<{ cert: string; key: string }> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [subject.name] }],
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - 2 * dayMs),
    notAfter: new Date(Date.now() + (subject.expired ? -dayMs : 90 * dayMs)),
    signingKey: authority.keys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    extensions: extensions(subject.names),
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

function extensions(names: readonly string[]): x509.Extension[] {
  const usage = new x509.ExtendedKeyUsageExtension([
    x509.ExtendedKeyUsage.serverAuth,
    x509.ExtendedKeyUsage.clientAuth,
  ]);
  if (names.length === 0) return [usage];
  const alternatives = names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [usage, new x509.SubjectAlternativeNameExtension(alternatives)];
}
