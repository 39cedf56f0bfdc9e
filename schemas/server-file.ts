// `server.json` in the state folder: what commands tell each other about the user's local Temporal server.
import { z } from 'zod';

const processRef = z.object({
  pid: z.number().int().positive(),
  /** Tells the process from a later one with the same id. */
  birth: z.string(),
});

const ports = z.object({ port: z.number().int().positive(), uiPort: z.number().int().positive() });

export const serverFile = z.object({
  format: z.literal(1),
  /** Null while no server runs. */
  server: processRef.extend({ dbFile: z.string(), serverVersion: z.string() }).nullable(),
  /** Of the running server or else of the last one, which the next takes again so that links stay valid. */
  ports: ports.nullable(),
  /** The server stays up when its last client goes. */
  keep: z.boolean(),
  /** The leases of commands that use the server. */
  clients: z.array(processRef.extend({ lease: z.string() })),
});

export type ServerFile = z.infer<typeof serverFile>;
export type ServerPorts = z.infer<typeof ports>;
export type ProcessRef = z.infer<typeof processRef>;
