// Runs the scanner's rules over texts in a thread of its own: a text that makes a rule run for ever must hold up no one
// else, and can be stopped. Comments that would switch the scanner off are themselves a rule of the set, left out here.
import { parentPort } from 'node:worker_threads';
import { lintSource } from '@secretlint/core';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';

const ID_HEAD = '@secretlint/secretlint-rule-';
const SWITCHES_OFF = `${ID_HEAD}filter-comments`;
/** Ids of keys name whose key it is, and come with one; account numbers are just twelve digits. */
const AWS = { options: { enableIDScanRule: true }, allowMessageIds: ['AWSAccountID'] };

const config = {
  rules: rules
    .filter((rule) => rule.meta.id !== SWITCHES_OFF)
    .map((rule) => ({ id: rule.meta.id, rule, ...(rule.meta.id === `${ID_HEAD}aws` ? AWS : {}) })),
};

parentPort.on('message', async (texts) => {
  const matches = [];
  for (const [text, { path, content }] of texts.entries()) {
    const source = { content, filePath: path, contentType: 'text' };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true, maskSecrets: false } });
    for (const message of messages) matches.push(toMatch(text, content, message));
  }
  parentPort.postMessage(matches);
});

function toMatch(text, content, { ruleId, messageId, range, data }) {
  return { text, rule: `${ruleId.slice(ID_HEAD.length)}/${messageId}`, ...placeOf(content, range, data) };
}

/** Some rules look for a name and its value, and give the name's place with the value's length. */
function placeOf(content, [start, end], data) {
  const value = Object.values(data ?? {}).find((part) => typeof part === 'string' && part !== '');
  if (value === undefined || content.startsWith(value, start)) return { start, end };
  const at = content.indexOf(value, start);
  return at < 0 ? { start, end } : { start: at, end: at + value.length };
}
