// Takes the secrets out of addresses of registries.

/** A user, a password or a token in front of a host. */
const CREDENTIALS = /(\/\/)[^/\s,|@]*@/g;

/** A registry that asks for credentials then says so, and no other is used in its place. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, '$1');
}
