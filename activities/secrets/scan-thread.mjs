// Runs the scanner's rules over texts in a thread of its own: a text that makes a rule run for ever must hold up no one
// else, and can be stopped. Comments that would switch the scanner off are themselves a rule of the set, left out here.
import { parentPort, workerData } from 'node:worker_threads';
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

const matches = [];
for (const [text, { path, content }] of workerData.entries()) {
  const source = { content, filePath: path, contentType: 'text' };
  const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true, maskSecrets: true } });
  for (const { ruleId, messageId, range } of messages) {
    matches.push({ text, rule: `${ruleId.slice(ID_HEAD.length)}/${messageId}`, start: range[0], end: range[1] });
  }
}
parentPort.postMessage(matches);
