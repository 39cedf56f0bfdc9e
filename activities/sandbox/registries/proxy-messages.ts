// What the proxy of setup reads from requests and answers to those that it refuses. Pure.
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { plainHost } from './allowed-hosts.js';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const TEXT_CHARS_MAX = 400;
/** Headers that are between the client and us. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** Where a request wants to go. */
export interface Target {
  host: string;
  port: number;
  /** As the operator would write it in `registries`. */
  shown: string;
  /** As a proxy is asked for it, and as the host itself is. */
  url: string;
  path: string;
}

export interface Refusal {
  status: number;
  /** One line of ASCII. */
  text: string;
}

/** Null for what is no absolute address of HTTP. Addresses in odd forms (0x7f.1) come out as what they mean. */
export function readTarget(address: string): Target | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'http:' || url.hostname === '') return null;
  const port = url.port === '' ? HTTP_PORT : Number(url.port);
  const usual = port === HTTP_PORT || port === HTTPS_PORT;
  const shown = usual ? url.hostname : `${url.hostname}:${port}`;
  return { host: plainHost(url.hostname), port, shown, url: url.href, path: url.pathname + url.search };
}

export function refusalOf(target: Target | null): Refusal {
  if (target === null) return { status: 400, text: 'nightshift: only HTTP and CONNECT go through this proxy' };
  const text = `nightshift: ${target.shown} is no package registry that setup may reach; the operator can allow it with "registries: [${target.shown}]"`;
  return { status: 403, text: onOneLine(text) };
}

/** The request's own headers, for the host that its address names, whatever its Host header says. */
export function forwardedHeaders(request: IncomingMessage, target: Target): OutgoingHttpHeaders {
  const own = Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.has(name) && !name.startsWith('proxy-'));
  return { ...Object.fromEntries(own), host: new URL(target.url).host };
}

/** Fit for the first line of an answer. */
export function onOneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, TEXT_CHARS_MAX);
}
