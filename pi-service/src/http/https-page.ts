/** How a phone comes to trust this machine: the authority's certificate and the steps, on plain http. */

import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { httpsFiles } from '../https/certificate.js';

const CERTIFICATE = '/okosmero-ca.crt';

const STYLE = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
a.step{display:inline-block;padding:.6rem 1rem;border:2px solid;border-radius:.6rem;text-decoration:none;font-weight:600}
code{overflow-wrap:anywhere}`;

/** Hands the token of the QR code, which stays in the fragment, on to the app. */
const SCRIPT = `for (const link of document.querySelectorAll('a[data-app]')) {
  link.href = 'https://' + location.hostname + ':' + link.dataset.app + '/' + location.hash;
}`;

export interface HttpsPageOptions {
  readonly dataFolder: string;
  /** Null while https is off. */
  readonly httpsPort: () => number | null;
}

/** `/https` with its style and script, and the certificate. All public: none of it is a secret. */
export function httpsPage(server: FastifyInstance, { dataFolder, httpsPort }: HttpsPageOptions): void {
  const ca = () => {
    const { ca: file } = httpsFiles(dataFolder);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  const options = { config: { access: 'everybody' }, schema: { hide: true } } as const;
  server.get('/https', options, async (_, reply) => {
    const port = httpsPort();
    const authority = ca();
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
    if (port === null || authority === null) return reply.code(404).send(page('<p>okosmero https</p>'));
    return reply.send(page(steps(port, new X509Certificate(authority))));
  });
  server.get('/https.css', options, async (_, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  server.get('/https.js', options, async (_, reply) => reply.type('text/javascript; charset=utf-8').send(SCRIPT));
  server.get(CERTIFICATE, options, async (_, reply) => {
    const authority = ca();
    if (authority === null)
      return reply.code(404).send({ error: 'No certificate yet', remedy: 'Run `okosmero https`' });
    const der = new X509Certificate(authority).raw;
    return reply.header('cache-control', 'no-store').type('application/x-x509-ca-cert').send(der);
  });
}

const page = (content: string): string =>
  `<!doctype html><html lang="hu"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Okosmérő: https</title><link rel="stylesheet" href="/https.css"><script src="/https.js" defer></script></head>
<body>${content}</body></html>`;

const steps = (port: number, { fingerprint256, subject }: X509Certificate): string => `
<h1>Az alkalmazás telepítése</h1>
<p>A telefonnak egyszer meg kell bíznia ebben az otthoni gépben. A tanúsítvány csak az otthoni hálózat címeire érvényes.</p>
<p><a class="step" href="${CERTIFICATE}">1. Tanúsítvány letöltése</a></p>
<p><b>iPhone, iPad:</b> Beállítások → Profil letöltve → Telepítés; utána Beállítások → Általános → Névjegy →
Tanúsítványok megbízhatósági beállításai → bekapcsolás.</p>
<p><b>Android:</b> Beállítások → Biztonság → További biztonsági beállítások → Tanúsítvány telepítése → CA-tanúsítvány →
Telepítés mindenképp → a letöltött fájl.</p>
<p><a class="step" data-app="${port}" href="/">2. Az alkalmazás megnyitása</a>, majd: Hozzáadás a kezdőképernyőhöz.</p>
<h2>Install the app</h2>
<p>The phone has to trust this machine once. The certificate is valid for addresses of the home network only.</p>
<p><a class="step" href="${CERTIFICATE}">1. Download the certificate</a></p>
<p><b>iPhone, iPad:</b> Settings → Profile Downloaded → Install; then Settings → General → About → Certificate Trust
Settings → switch it on.</p>
<p><b>Android:</b> Settings → Security → More security settings → Install a certificate → CA certificate → Install anyway
→ the downloaded file.</p>
<p><a class="step" data-app="${port}" href="/">2. Open the app</a>, then: Add to Home Screen.</p>
<p><small>${subject}<br>SHA-256 <code>${fingerprint256}</code></small></p>`;
