// A conversation is a chain of stored messages, each naming the one before: adding a turn stores that turn only, and
// candidates that begin alike share their beginning.
import type { ModelMessage } from 'ai';
import type { Conversation } from '../core/candidate.js';
import { utf8Bytes } from '../core/clamp.js';
import type { Artifacts } from './ledger/ledger.js';

/** What the text behind a link of the chain holds, as JSON. */
interface StoredMessage {
  /** SHA-256 of the link before, or null at the beginning. */
  parent: string | null;
  message: ModelMessage;
}

/** Stores `message` behind the end of `conversation` (null begins a new one). The same call gives the same result. */
export async function appendMessage(
  artifacts: Artifacts,
  conversation: Conversation | null,
  message: ModelMessage,
): Promise<Conversation> {
  const stored: StoredMessage = { parent: conversation?.head.sha256 ?? null, message };
  const head = await artifacts.put(JSON.stringify(stored));
  return {
    head,
    bytes: (conversation?.bytes ?? 0) + utf8Bytes(JSON.stringify(message)),
    messages: (conversation?.messages ?? 0) + 1,
  };
}

/** All messages, oldest first. Throws `MissingArtifact` when a link is gone. */
export async function readMessages(artifacts: Artifacts, conversation: Conversation): Promise<ModelMessage[]> {
  const messages: ModelMessage[] = [];
  for (let sha256: string | null = conversation.head.sha256; sha256 !== null; ) {
    const stored = await readLink(artifacts, sha256);
    messages.push(stored.message);
    sha256 = stored.parent;
  }
  return messages.reverse();
}

/** The message at the end. Throws `MissingArtifact` when it is gone. */
export async function readLastMessage(artifacts: Artifacts, conversation: Conversation): Promise<ModelMessage> {
  return (await readLink(artifacts, conversation.head.sha256)).message;
}

async function readLink(artifacts: Artifacts, sha256: string): Promise<StoredMessage> {
  const stored: StoredMessage = JSON.parse(await artifacts.get({ sha256 }));
  return stored;
}
