/** Registers the TypeScript loader in this process. */
import { register } from 'node:module';

register('./ts-loader.mjs', import.meta.url);
