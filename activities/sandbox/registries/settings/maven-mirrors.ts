// The mirrors of ~/.m2/settings.xml: where Maven goes in place of the repositories that a project names.
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { INSIDE_HOME } from '../../bubblewrap-arguments.js';
import type { ToolSettings } from './tool-settings.js';
import { withoutCredentials } from './without-credentials.js';

interface Mirror {
  id: string;
  url: string;
  mirrorOf: string;
}

/** A file that is no XML says nothing. */
export function mavenMirrors(text: string): ToolSettings {
  const mirrors = findMirrors(text);
  if (mirrors.length === 0) return { env: {}, urls: [], file: null };
  const written: string = new XMLBuilder({ format: true }).build({ settings: { mirrors: { mirror: mirrors } } });
  const file = { name: 'maven-settings.xml', target: `${INSIDE_HOME}/.m2/settings.xml`, text: written };
  return { env: {}, urls: mirrors.map(({ url }) => url), file };
}

function findMirrors(text: string): Mirror[] {
  const parser = new XMLParser({ isArray: (name) => name === 'mirror', parseTagValue: false });
  const document: { settings?: { mirrors?: { mirror?: Partial<Mirror>[] } } } = parser.parse(text);
  return (document.settings?.mirrors?.mirror ?? []).flatMap(({ id, url, mirrorOf }) =>
    typeof url === 'string' && typeof mirrorOf === 'string'
      ? [{ id: String(id ?? 'mirror'), url: withoutCredentials(url), mirrorOf }]
      : [],
  );
}
