/** What a gateway is told of its project, as the files in docs/gateways read it. */
export interface GatewaySettings {
  /** Where Latchwork is: host and port. */
  address: string
  projectId: string
  /** The gateway's secret, or what stands for it. */
  key: string
}

const variables = ({ address, projectId, key }: GatewaySettings, listen: string) => [
  `LATCHWORK_ADDRESS=${address}`,
  `LATCHWORK_PROJECT=${projectId}`,
  `LATCHWORK_GATEWAY_KEY=${key}`,
  'UPSTREAM_ADDRESS=127.0.0.1:8080',
  `GATEWAY_LISTEN=${listen}`,
]

/** For nginx with `docs/gateways/nginx.conf`. */
export function nginxSnippet(settings: GatewaySettings): string {
  return [
    '# With docs/gateways/nginx.conf; the upstream is your API.',
    ...variables(settings, '80').map((line) => `export ${line}`),
    "envsubst '$LATCHWORK_ADDRESS $LATCHWORK_PROJECT $LATCHWORK_GATEWAY_KEY $UPSTREAM_ADDRESS $GATEWAY_LISTEN' \\",
    '  < nginx.conf > /etc/nginx/conf.d/latchwork.conf',
    'chmod 600 /etc/nginx/conf.d/latchwork.conf',
    'nginx -t && nginx -s reload',
  ].join('\n')
}

/** For Caddy with `docs/gateways/Caddyfile`. */
export function caddySnippet(settings: GatewaySettings): string {
  return [
    '# With docs/gateways/Caddyfile; the upstream is your API.',
    ...variables(settings, 'api.example.com').map((line) => `export ${line}`),
    'caddy run --config Caddyfile',
  ].join('\n')
}
