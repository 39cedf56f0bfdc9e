// How package managers inside find the way out: the environment that names the proxy, and the command line that starts
// the forwarder before a command. Pure.

/** Where the folder of one run's registries appears inside. */
export const INSIDE_FOLDER = '/opt/nightshift/registries';
export const SOCKET_NAME = 'proxy.sock';
export const FORWARDER_NAME = 'forwarder.mjs';
/** The network namespace is the run's own, so nobody else can have this port. */
const PROXY_PORT = 3128;
const PROXY_HOST = '127.0.0.1';
const PROXY_URL = `http://${PROXY_HOST}:${PROXY_PORT}`;

/** Nothing is excepted from the proxy: there is no other network. */
export const PROXY_ENV: Readonly<Record<string, string>> = {
  HTTP_PROXY: PROXY_URL,
  HTTPS_PROXY: PROXY_URL,
  // curl, and with it cargo and git, reads only this one in lower case.
  http_proxy: PROXY_URL,
  https_proxy: PROXY_URL,
  npm_config_proxy: PROXY_URL,
  npm_config_https_proxy: PROXY_URL,
  // Yarn 2 and later.
  YARN_HTTP_PROXY: PROXY_URL,
  YARN_HTTPS_PROXY: PROXY_URL,
  // Node 24 and later, for what uses fetch.
  NODE_USE_ENV_PROXY: '1',
  // The environment means nothing to Java. Maven 3.9 looks at these properties only when it is told to.
  JAVA_TOOL_OPTIONS: [
    ...['http', 'https'].flatMap((scheme) => [
      `-D${scheme}.proxyHost=${PROXY_HOST}`,
      `-D${scheme}.proxyPort=${PROXY_PORT}`,
    ]),
    '-Dhttp.nonProxyHosts=',
    '-Daether.connector.http.useSystemProperties=true',
  ].join(' '),
};

/**
 * The command with the forwarder started before it. The forwarder's standard output is closed when it listens, which
 * ends the substitution; it dies with process 1. Output and exit code are those of the command.
 */
export function behindForwarder(command: string, node: string, registryPorts: readonly number[]): string {
  const ports = [PROXY_PORT, ...registryPorts.filter((port) => port !== PROXY_PORT)].join(' ');
  const start = `'${node}' ${INSIDE_FOLDER}/${FORWARDER_NAME} ${INSIDE_FOLDER}/${SOCKET_NAME} ${ports}`;
  return [
    `nightshift_forwarder=$(${start} 2>&1 </dev/null &)`,
    `[ "$nightshift_forwarder" = ready ] || { echo "nightshift: package registries cannot be reached: $nightshift_forwarder"; exit 126; }`,
    'unset nightshift_forwarder',
    command,
  ].join('\n');
}
